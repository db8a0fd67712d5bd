// Completes the name of an emoji while it is written: what fits, and the keys that choose.

import { createMemo, createSignal } from 'solid-js';

import { allEmoji, type Emoji } from '../emoji/emoji';
import { findEmoji } from '../emoji/find';
import { colonName, type ColonName } from './colon';

/** As many as are looked over at once. */
const OFFERED = 6;

/** Changes that nobody types: a list that opens there would take the next Enter. */
const NOT_TYPED = /^(?:history|insertFrom(?:Paste|Drop|Yank)|insertReplacementText)/;

/** Keys that lead the caret away. */
const LEADING_AWAY = ['ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'];

export type Completion = ReturnType<typeof createCompletion>;

/** `take` puts an emoji in place of what stands between two places of the field. */
export function createCompletion(field: () => HTMLTextAreaElement, take: (from: number, to: number, emoji: Emoji) => void) {
  const [all, setAll] = createSignal<Emoji[]>([]);
  const [writing, setWriting] = createSignal<ColonName | null>(null);
  const [at, setAt] = createSignal(0);
  let composing = false;
  /** The colon whose list was closed. */
  let refused: number | null = null;

  const offered = createMemo(() => {
    const now = writing();
    return now ? findEmoji(all(), now.name).slice(0, OFFERED) : [];
  });

  function close(): void {
    setWriting(null);
  }

  function choose(emoji: Emoji | undefined): void {
    const now = writing();
    if (!now || !emoji) return;
    close();
    take(now.from, field().selectionStart, emoji);
  }

  /** Looks at what stands before the caret. */
  function look(): void {
    const { value, selectionStart, selectionEnd } = field();
    const now = selectionStart === selectionEnd ? colonName(value, selectionStart) : null;
    if (now?.from !== refused) refused = null;
    setAt(0);
    setWriting(refused === null ? now : null);
    if (!now) return;
    // Without them nothing is completed; the panel says why.
    allEmoji().then(setAll, () => undefined);
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
      const was = writing();
      const caret = field().selectionStart;
      const known = was && offered().find((emoji) => emoji.names.includes(was.name.toLowerCase()));
      // A second colon ends the name.
      if (was && known && field().value.slice(was.from, caret) === `:${was.name}:`) choose(known);
      else if (NOT_TYPED.test(event.inputType ?? '')) close();
      else look();
    },
    composition(on: boolean): void {
      composing = on;
      if (on) close();
      else look();
    },
    /** True when the key was for the list. */
    key(event: KeyboardEvent): boolean {
      if (offered().length === 0 || event.isComposing || event.keyCode === 229) return false;
      if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return false;
      const count = offered().length;
      if (event.key === 'ArrowDown') setAt((now) => (now + 1) % count);
      else if (event.key === 'ArrowUp') setAt((now) => (now + count - 1) % count);
      else if (event.key === 'Enter' || event.key === 'Tab') choose(offered()[at()]);
      else if (event.key === 'Escape') {
        refused = writing()?.from ?? null;
        close();
      } else {
        if (LEADING_AWAY.includes(event.key)) close();
        return false;
      }
      return true;
    },
  };
}
