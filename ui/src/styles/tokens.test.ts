import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { hueOf } from '../parts/avatar/hue';

const css = readFileSync('src/styles/tokens.css', 'utf8');

type Tokens = Record<string, string>;

function tokens(block: string): Tokens {
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((m) => [m[1] as string, (m[2] as string).trim()]),
  );
}

/** The tokens between the braces after `start`, looked for from the first `from` on. */
function block(start: string, from = ''): Tokens {
  const at = css.indexOf(start, css.indexOf(from));
  if (at < 0) throw new Error(`no ${start} after ${from}`);
  return tokens(css.slice(at + start.length, css.indexOf('}', at)));
}

const MORE = '@media (prefers-contrast: more)';
const light = block(':root {');
const DARK = ":root[data-theme='dark'] {";
const dark = { ...light, ...block(DARK) };
const lightMore = { ...light, ...block(':root {', MORE) };
// What a dark rule says counts before what any other says, also before the other's contrast.
const darkMore = { ...lightMore, ...block(DARK), ...block(DARK, MORE) };

/** Relative luminance of an oklch colour, by way of linear sRGB (CSS Color 4). */
function luminance(l: number, c: number, h: number): number {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const l_ = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m_ = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s_ = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clamp = (x: number) => Math.min(1, Math.max(0, x));
  const r = clamp(4.0767416621 * l_ - 3.3077115913 * m_ + 0.2309699292 * s_);
  const g = clamp(-1.2684380046 * l_ + 2.6097574011 * m_ - 0.3413193965 * s_);
  const bl = clamp(-0.0041960863 * l_ - 0.7034186147 * m_ + 1.707614701 * s_);
  return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
}

function colour(set: Tokens, name: string): number {
  const value = set[name];
  const m = value?.match(/^oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)$/);
  if (!value) throw new Error(`no token ${name}`);
  if (value.startsWith('oklch(1 0 0')) return 1;
  if (!m) throw new Error(`${name} is not a plain oklch colour: ${value}`);
  return luminance(Number(m[1]), Number(m[2]), Number(m[3]));
}

const contrast = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

const GROUNDS = ['ground', 'surface', 'raised', 'raised-hover', 'chat', 'hover', 'selected', 'row-pinned', 'rail', 'other-bubble'];

const PAIRS: [string, string[]][] = [
  ['text', [...GROUNDS, 'chosen', 'field', 'capsule']],
  ['text-soft', [...GROUNDS, 'field', 'capsule']],
  ['own-bubble-text', ['own-bubble']],
  ['own-bubble-soft', ['own-bubble']],
  ['pill-text', ['pill']],
  ['accent-strong', GROUNDS],
  ['on-accent', ['accent', 'accent-strong']],
  ['mention', ['own-bubble', ...GROUNDS]],
  ['link', ['own-bubble', ...GROUNDS]],
  ['error', ['own-bubble', 'capsule', ...GROUNDS]],
  ['on-error', ['error']],
  ['draft', ['surface', 'hover', 'selected', 'row-pinned']],
  ['warn-text', ['warn-ground']],
  ['on-quiet-badge', ['quiet-badge']],
  ['on-control', ['control']],
  ['viewer-text', ['viewer']],
];

/** Drawn, not written: 3:1 is asked of them. */
const DRAWN: [string, string[]][] = [
  ['focus', ['ground', 'surface', 'chat', 'raised', 'selected', 'row-pinned', 'rail']],
  ['field-line', ['ground', 'surface', 'chat', 'raised']],
  ['control', ['surface', 'raised', 'chat', 'selected']],
  ['text', ['bubble-disc']],
  ['read-tick', ['own-bubble', 'other-bubble', 'chat']],
  ['mention-outline', ['other-bubble', 'chat']],
  ['online', ['surface', 'chat', 'raised']],
];

const each = (pairs: [string, string[]][]) =>
  pairs.flatMap(([text, grounds]) => grounds.map((ground) => [text, ground] as const));

/** Whether a colour of this lightness and this much colour holds against a ground, whatever the hue of an id. */
function everyHue(token: string | undefined, ground: number, least: number): void {
  const [light, chroma] = (token ?? '').split(' ').map(Number);
  if (light === undefined || chroma === undefined) throw new Error(`no lightness and chroma: ${token}`);
  for (let hue = 0; hue < 360; hue += 3) {
    const found = contrast(luminance(light, chroma, hueOf(hue)), ground);
    expect(found, `hue ${hueOf(hue)}`).toBeGreaterThanOrEqual(least);
  }
}

describe.each([
  ['light', light, 4.5, 3],
  ['dark', dark, 4.5, 3],
  ['light, more contrast', lightMore, 7, 4.5],
  ['dark, more contrast', darkMore, 7, 4.5],
] as const)('colours, %s', (_, set, words, drawn) => {
  it.each(each(PAIRS))('%s can be read on %s', (text, ground) => {
    expect(contrast(colour(set, text), colour(set, ground))).toBeGreaterThanOrEqual(words);
  });

  it.each(each(DRAWN))('%s is seen on %s', (line, ground) => {
    expect(contrast(colour(set, line), colour(set, ground))).toBeGreaterThanOrEqual(drawn);
  });

  it.each([
    ['hover', 'surface'],
    ['raised-hover', 'raised'],
    ['raised-line', 'raised'],
    ['bubble-disc', 'own-bubble'],
    ['bubble-disc', 'other-bubble'],
  ])('%s stands out on %s: in dark menus, dialogs and bubbles it once did not', (token, ground) => {
    expect(contrast(colour(set, token), colour(set, ground))).toBeGreaterThanOrEqual(1.08);
  });

  it('initials can be read where the gradient has reached its end, in every hue', () => {
    everyHue(set['avatar-to'], colour(set, 'on-avatar'), words);
  });

  it.each(['chat', 'other-bubble', 'surface'])("a sender's name can be read on %s in every hue", (ground) => {
    everyHue(set['sender'], colour(set, ground), words);
  });

  it('hairlines of the contrast theme are seen', () => {
    if (words < 7) return;
    for (const line of ['line', 'capsule-line']) {
      expect(contrast(colour(set, line), colour(set, 'surface')), line).toBeGreaterThanOrEqual(3);
    }
  });
});

it('the contrast theme comes after both themes, and no token is there that neither has', () => {
  expect(css.indexOf(MORE)).toBeGreaterThan(css.indexOf(DARK));
  const known = new Set(Object.keys(light));
  const others = [block(DARK), block(':root {', MORE), block(DARK, MORE)];
  expect(others.flatMap((set) => Object.keys(set)).filter((name) => !known.has(name))).toEqual([]);
});

it('no avatar is brown: between brick and olive there are no hues', () => {
  for (let hue = 0; hue < 360; hue++) {
    const found = hueOf(hue);
    expect(found <= 20 || found >= 135, `${hue} -> ${found}`).toBe(true);
  }
  expect(new Set(Array.from({ length: 360 }, (_, hue) => hueOf(hue))).size).toBeGreaterThan(200);
});
