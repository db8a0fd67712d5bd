// The name of somebody who is being called, as in `@bob`, and names that stand in the words already.

import type { Mentioned } from '../../bindings';

export interface MentionName {
  /** Where its sign stands. */
  from: number;
  /** What stands behind the sign up to the caret. */
  name: string;
}

/** Longer than what anybody types to find a name. */
const LONGEST = 32;

/** Behind a Latin letter or a digit it is an address. Chinese words may stand right before it. */
const NAME = new RegExp(`(?:^|[^A-Za-z0-9_.+-])@([^\\s@]{0,${LONGEST}})$`, 'u');

/** What is being written at the caret, or null. */
export function mentionName(text: string, caret: number): MentionName | null {
  const before = text.slice(Math.max(0, caret - 2 * LONGEST - 2), caret);
  const name = NAME.exec(before)?.[1];
  return name === undefined ? null : { from: caret - name.length - 1, name };
}

/** Where a whole name stands that the caret is in or at the end of, with the space behind it: it goes as one. */
export function tokenAt(text: string, caret: number, picked: readonly Mentioned[]): { from: number; to: number } | null {
  for (let from = text.lastIndexOf('@', caret - 1); from >= 0; from = text.lastIndexOf('@', from - 1)) {
    const names = picked.map((one) => one.name).filter((name) => text.startsWith(name, from + 1));
    const longest = Math.max(0, ...names.map((name) => name.length));
    if (longest === 0) {
      if (caret - from > 400 || from === 0) return null;
      continue;
    }
    const end = from + 1 + longest;
    const to = text[end] === ' ' ? end + 1 : end;
    return caret <= to ? { from, to: Math.max(caret, end) } : null;
  }
  return null;
}
