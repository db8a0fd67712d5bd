// The name of an emoji that somebody is writing, as in `:smile`.

export interface ColonName {
  /** Where its colon stands. */
  from: number;
  /** What stands behind the colon up to the caret. */
  name: string;
}

/** Longer than any name. */
const LONGEST = 60;

/**
 * Two letters at least, and before the colon the beginning, a space, an emoji, or a sign that ends or opens something.
 * Behind a word a colon is only a colon ("地点:中国", "x:80"): Enter must send there. So is the full-width one, which
 * Chinese sentences have everywhere.
 */
const NAME =
  /(?:^|[\s\p{Emoji_Presentation}\p{Emoji_Modifier}\u{fe0f}，。！？、；（）“”「」…,!?;()"]):([a-z+-][a-z0-9_+-]+|\p{Script=Han}{2,})$/iu;

/** What is being written at the caret, or null. Never in an address. */
export function colonName(text: string, caret: number): ColonName | null {
  const before = text.slice(Math.max(0, caret - LONGEST), caret);
  const name = NAME.exec(before)?.[1];
  if (name === undefined) return null;
  const word = /\S*$/.exec(before)?.[0] ?? '';
  if (/:\/\/|@/.test(word)) return null;
  return { from: caret - name.length - 1, name };
}
