// Offers the people of a group while somebody is being called: what fits, as the core finds it, and the keys that choose.

import { createSignal } from 'solid-js';

import type { MentionChoice } from '../../bindings';
import { mentionName, type MentionName } from './mention-name';

/** Changes that nobody types: a list that opens there would take the next Enter. */
const NOT_TYPED = /^(?:history|insertFrom(?:Paste|Drop|Yank)|insertReplacementText|delete)/;

/** Keys that lead the caret away. */
const LEADING_AWAY = ['ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'];

export type Mentioning = ReturnType<typeof createMentioning>;

/**
 * `search` answers who fits; null where nobody can be called. `take` puts somebody in place of what stands between two
 * places of the field.
 */
export function createMentioning(
  field: () => HTMLTextAreaElement,
  search: (words: string) => Promise<MentionChoice[]> | null,
  take: (from: number, to: number, choice: MentionChoice) => void,
) {
  const [offered, setOffered] = createSignal<MentionChoice[]>([]);
  const [at, setAt] = createSignal(0);
  let writing: MentionName | null = null;
  let composing = false;
  /** The sign whose list was closed. */
  let refused: number | null = null;
  /** Answers come late: only the last question counts. */
  let asked = 0;

  function close(): void {
    asked++;
    writing = null;
    setOffered([]);
  }

  function choose(choice: MentionChoice | undefined): void {
    const now = writing;
    if (!now || !choice) return;
    close();
    take(now.from, field().selectionStart, choice);
  }

  /** Looks at what stands before the caret. */
  function look(opens: boolean): void {
    const { value, selectionStart, selectionEnd } = field();
    const now = selectionStart === selectionEnd ? mentionName(value, selectionStart) : null;
    if (now?.from !== refused) refused = null;
    // What was not typed keeps a list that is open, and opens none.
    if (!now || refused !== null || (!opens && writing === null)) return close();
    const answer = search(now.name);
    if (!answer) return close();
    writing = now;
    const question = ++asked;
    answer.then(
      (found) => {
        if (question !== asked) return;
        setAt(0);
        setOffered(found);
      },
      // Without them it is a text like any other.
      () => question === asked && close(),
    );
  }

  return {
    offered,
    at,
    point: setAt,
    choose,
    close,
    /** After the field has changed. */
    changed(event: InputEvent): void {
      if (composing || event.isComposing) return;
      look(!NOT_TYPED.test(event.inputType ?? ''));
    },
    composition(on: boolean): void {
      composing = on;
      if (on) setOffered([]);
      else look(true);
    },
    /** True when the key was for the list. */
    key(event: KeyboardEvent): boolean {
      if (offered().length === 0 || composing || event.isComposing || event.keyCode === 229) return false;
      if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return false;
      const count = offered().length;
      if (event.key === 'ArrowDown') setAt((now) => (now + 1) % count);
      else if (event.key === 'ArrowUp') setAt((now) => (now + count - 1) % count);
      else if (event.key === 'Enter' || event.key === 'Tab') choose(offered()[at()]);
      else if (event.key === 'Escape') {
        refused = writing?.from ?? null;
        close();
      } else {
        if (LEADING_AWAY.includes(event.key)) close();
        return false;
      }
      return true;
    },
  };
}
