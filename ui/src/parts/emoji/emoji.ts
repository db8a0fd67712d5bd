// The emoji there are, in their order. They are loaded when somebody first wants one, not when the page starts.

import type { SkinTone } from '../../state/emoji-use';
import { folded } from '../../state/search';

export interface Emoji {
  /** Without a skin tone. */
  sign: string;
  group: number;
  /** In the lightest skin tone; null when it has none. */
  light: string | null;
  /** What stands between colons, e.g. `smile`. */
  names: string[];
  label: { en: string; zh: string };
  /** What it is called, as it is compared: names, both labels and pinyin. */
  called: string[];
  /** Other words it is found by, as they are compared. */
  about: string[];
}

/** U+1F3FB, the lightest; the other modifiers follow it. */
const LIGHTEST = 0x1f3fb;

/** An emoji in a skin tone, where it has any. */
export function toned(emoji: Emoji, tone: SkinTone): string {
  if (tone === 0 || emoji.light === null) return emoji.sign;
  return emoji.light.replaceAll(String.fromCodePoint(LIGHTEST), String.fromCodePoint(LIGHTEST + tone - 1));
}

const split = (field: string | undefined) => (field ? field.split(',') : []);

/** Reads the lines that `from-emojibase.ts` writes. */
export function readEmoji(lines: string): Emoji[] {
  return lines.split('\n').map((line) => {
    const [sign = '', group, light, names, en = '', about, zh = '', chinese, pinyin] = line.split('\t');
    const called = [...split(names).map((name) => name.replaceAll('_', ' ')), en, zh];
    return {
      sign,
      group: Number(group),
      light: light || null,
      names: split(names),
      label: { en, zh },
      called: [...called, ...split(pinyin).map((name) => name.replaceAll('_', ''))].map(folded),
      about: [...split(about), ...split(chinese)].map(folded),
    };
  });
}

let loading: Promise<Emoji[]> | undefined;

/** All of them; the same answer every time. */
export function allEmoji(): Promise<Emoji[]> {
  loading ??= import('virtual:emoji').then(
    (module) => readEmoji(module.default),
    (error: unknown) => {
      // The next one who asks has it tried again.
      loading = undefined;
      throw error;
    },
  );
  return loading;
}
