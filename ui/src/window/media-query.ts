import { createSignal, onCleanup } from 'solid-js';

/** Whether a media query holds, as it changes. */
export function mediaQuery(query: string): () => boolean {
  const list = window.matchMedia(query);
  const [matches, setMatches] = createSignal(list.matches);
  const changed = () => setMatches(list.matches);
  list.addEventListener('change', changed);
  onCleanup(() => list.removeEventListener('change', changed));
  return matches;
}

/** Under this width there is room for the list or the chat. */
export const NARROW = '(max-width: 719px)';
