import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

import { largeEmoji } from '../message/large-emoji';
import { TONES } from '../../state/emoji-use';
import { allEmoji, toned } from './emoji';
import { findEmoji } from './find';
import { linesOf, moved } from './lines';

const all = await allEmoji();
const first = (query: string, count = 6) => findEmoji(all, query).slice(0, count).map((emoji) => emoji.sign);

describe('the list', () => {
  it('has every emoji once, with words in both languages', () => {
    expect(all.length).toBeGreaterThan(1_800);
    expect(new Set(all.map((emoji) => emoji.sign)).size).toBe(all.length);
    const unsaid = all.filter((emoji) => emoji.label.en === '' || !/\p{Script=Han}/u.test(emoji.label.zh));
    // These are called so in Chinese, too.
    expect(unsaid.map((emoji) => emoji.label.zh)).toEqual(['OK', 'DVD', 'DNA']);
  });

  it('has nothing that the fonts of Debian 12 do not draw', () => {
    const signs = all.map((emoji) => emoji.sign);
    expect(signs).toContain('🫨'); // 15.0
    expect(signs).not.toContain('🫩'); // 16.0
  });

  it('writes signs as everybody does, so that one alone is shown large', () => {
    expect(all.find((emoji) => emoji.names.includes('+1'))?.sign).toBe('👍');
    expect(all.find((emoji) => emoji.names.includes('heart'))?.sign).toBe('❤️');
    expect(all.filter((emoji) => largeEmoji(emoji.sign) !== 1).map((emoji) => emoji.sign)).toEqual([]);
  });

  it('makes every skin tone that the package names', () => {
    type Source = { emoji: string; skins?: { emoji: string; tone: number | number[] }[] };
    const source = createRequire(import.meta.url)('emojibase-data/en/data.json') as Source[];
    const bare = (sign: string) => sign.replaceAll('\ufe0f', '');
    const bySign = new Map(all.map((emoji) => [bare(emoji.sign), emoji]));
    let compared = 0;
    for (const { emoji: sign, skins } of source) {
      const emoji = bySign.get(bare(sign));
      for (const skin of skins ?? []) {
        const tone = TONES.find((one) => one === skin.tone);
        if (!emoji || tone === undefined) continue;
        expect(toned(emoji, tone)).toBe(skin.emoji);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(1_000);
    const smile = all.find((emoji) => emoji.names.includes('smile'));
    expect(smile && toned(smile, 5)).toBe('😄');
  });
});

describe('finding', () => {
  it.each([
    ['smile', '😄'],
    ['+1', '👍'],
    ['thumbs up', '👍'],
    ['thumbs_up', '👍'],
    ['tada', '🎉'],
    ['HEART', '❤️'],
    ['大笑', '😄'],
    ['拇指', '👍'],
    ['daxiao', '😄'],
    ['flag china', '🇨🇳'],
    ['中国', '🇨🇳'],
  ])('%s gives %s', (query, sign) => {
    expect(first(query)).toContain(sign);
  });

  it('puts what is called so before what is about it, and beginnings before the rest', () => {
    expect(first('cat', 2).sort()).toEqual(['🐈', '🐱'].sort());
    expect(first('smile', 1)).toEqual(['😄']);
    expect(first('smil', 2)).toEqual(['😄', '😃']);
    expect(first('fire', 1)).toEqual(['🔥']);
  });

  it('finds Chinese in the middle of a word and English only at its beginning', () => {
    expect(first('满地')).toContain('🤣');
    expect(first('miling')).toEqual([]);
  });

  it('asks for all words, and for nothing finds nothing', () => {
    expect(first('cat zebra')).toEqual([]);
    expect(first('  ')).toEqual([]);
  });
});

describe('moving', () => {
  const some = (count: number) => all.slice(0, count);
  // Ten of a section and then three: rows of 8, 2 and 3.
  const lines = linesOf([
    { group: 'a', title: 'A', emoji: some(10) },
    { group: 'b', title: 'B', emoji: some(3) },
    { group: 'c', title: 'C', emoji: [] },
  ]);

  it('has titles for sections with something in them', () => {
    expect(lines.map((line) => line.kind)).toEqual(['title', 'row', 'row', 'title', 'row']);
  });

  it.each([
    [0, 'ArrowRight', 1],
    [0, 'ArrowLeft', 0],
    [12, 'ArrowRight', 12],
    [9, 'ArrowRight', 10],
    [7, 'ArrowDown', 9],
    [9, 'ArrowDown', 11],
    [12, 'ArrowUp', 9],
    [1, 'ArrowUp', 1],
    [12, 'ArrowDown', 12],
    [0, 'PageDown', 10],
    [12, 'PageUp', 2],
  ])('from %i with %s to %i', (at, key, to) => {
    expect(moved(lines, at, key)).toBe(to);
  });

  it('leaves other keys to the field', () => {
    expect(moved(lines, 0, 'Home')).toBeUndefined();
    expect(moved([], 0, 'ArrowDown')).toBe(0);
  });
});
