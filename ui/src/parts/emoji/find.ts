// Finds emoji by words in English, Chinese or pinyin. What an emoji is called counts more than what it is about, and the
// beginning of a word more than its middle.

import { folded } from '../../state/search';
import type { Emoji } from './emoji';

/** Chinese is written without spaces, so a word may begin anywhere in a text. */
const HAN = /\p{Script=Han}/u;

/** How well one word fits, from 0, the best. */
function rank(emoji: Emoji, word: string): number {
  if (emoji.called.includes(word)) return 0;
  const begun = emoji.called.filter((name) => name.startsWith(word));
  // Of `smile` and `smiley` the one that is nearly written comes first.
  if (begun.length > 0) return 1 + Math.min(...begun.map((name) => name.length)) / 1_000;
  if (emoji.about.includes(word)) return 2;
  if (emoji.called.some((name) => name.includes(` ${word}`))) return 3;
  if (emoji.about.some((other) => other.startsWith(word))) return 4;
  if (HAN.test(word) && [...emoji.called, ...emoji.about].some((text) => text.includes(word))) return 5;
  return Infinity;
}

/** The emoji that all the words fit, best first and then in their usual order. */
export function findEmoji(all: readonly Emoji[], query: string): Emoji[] {
  const whole = folded(query.replaceAll('_', ' ').trim());
  if (whole === '') return [];
  const words = whole.split(/\s+/);
  return all
    .map((emoji) => {
      // `thumbs up` is a name; the words of other queries may come from anywhere.
      const asOne = rank(emoji, whole);
      const each = words.length === 1 ? Infinity : 6 + Math.max(...words.map((word) => rank(emoji, word)));
      return { emoji, rank: Math.min(asOne, each) };
    })
    .filter((one) => one.rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .map((one) => one.emoji);
}
