// Makes the list of emoji from the package `emojibase-data` when the page is built: the package has a megabyte of each
// language, of which the page needs the signs, their group and the words they are found by. Runs in Node, never in the
// page.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { Plugin } from 'vite';

const NAME = 'virtual:emoji';

/**
 * Emoji 15.0 is the newest that the emoji fonts of Debian 12 and Ubuntu 22.04 draw; a newer sign would be an empty box
 * there, for the person and for whoever they write to.
 */
const NEWEST = 15;

/** Skin tones and hair alone; nobody writes those. */
const COMPONENTS = 2;

interface Source {
  hexcode: string;
  emoji: string;
  label: string;
  tags?: string[];
  group?: number;
  order?: number;
  version: number;
  skins?: { emoji: string; tone: number | number[] }[];
}

type Names = Record<string, string | string[] | undefined>;

const list = (value: string | string[] | undefined) => (value === undefined ? [] : [value].flat());

/** The package asks for emoji presentation also where it is the usual one; nobody else does, so texts would differ. */
const plain = (emoji: string) => emoji.replace(/^(\p{Emoji_Presentation})\ufe0f$/u, '$1');

const read = createRequire(import.meta.url);

/** One line for each emoji; its fields are what `emoji.ts` reads. */
export function emojiLines(): string[] {
  const english = read('emojibase-data/en/data.json') as Source[];
  const chinese = new Map((read('emojibase-data/zh/data.json') as Source[]).map((one) => [one.hexcode, one]));
  const short = ['github', 'emojibase'].map((set) => read(`emojibase-data/en/shortcodes/${set}.json`) as Names);
  const pinyin = read('emojibase-data/zh/shortcodes/cldr.json') as Names;
  return english
    .filter((one) => one.group !== undefined && one.group !== COMPONENTS && one.version <= NEWEST)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map((one) => {
      const other = chinese.get(one.hexcode);
      const names = new Set(short.flatMap((set) => list(set[one.hexcode])));
      // The other four tones are this one with another modifier.
      const light = one.skins?.find((skin) => skin.tone === 1)?.emoji ?? '';
      return [
        plain(one.emoji),
        one.group,
        light,
        [...names].join(','),
        one.label,
        (one.tags ?? []).join(','),
        other?.label ?? '',
        (other?.tags ?? []).join(','),
        list(pinyin[one.hexcode]).join(','),
      ].join('\t');
    });
}

/** Gives the page the module `virtual:emoji`. */
export function emoji(): Plugin {
  return {
    name: 'linnet-emoji',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load: (id) => (id === `\0${NAME}` ? `export default ${JSON.stringify(emojiLines().join('\n'))};` : undefined),
    // The MIT licence goes where its words go.
    generateBundle() {
      const licence = readFileSync(read.resolve('emojibase-data/LICENSE'), 'utf8');
      this.emitFile({ type: 'asset', fileName: 'assets/emoji-licence.txt', source: `emojibase-data\n\n${licence}` });
    },
  };
}
