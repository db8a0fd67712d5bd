import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync('src/styles/tokens.css', 'utf8');

type Tokens = Record<string, string>;

function tokens(block: string): Tokens {
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((m) => [m[1] as string, (m[2] as string).trim()]),
  );
}

const [, lightBlock, darkBlock] = css.match(/:root \{([^}]*)\}[\s\S]*?:root\[data-theme='dark'\] \{([^}]*)\}/) ?? [];
const light = tokens(lightBlock ?? '');
const dark = { ...light, ...tokens(darkBlock ?? '') };

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

const PAIRS: [string, string[]][] = [
  ['text', ['ground', 'surface', 'raised', 'rail', 'chat', 'hover', 'selected', 'chosen', 'field', 'own', 'other']],
  ['text-soft', ['ground', 'surface', 'raised', 'rail', 'chat', 'hover', 'selected', 'field', 'other']],
  ['text-own-soft', ['own']],
  ['accent-strong', ['ground', 'surface', 'raised', 'chat', 'hover', 'selected', 'rail']],
  ['on-accent', ['accent', 'accent-strong']],
  ['link', ['own', 'other', 'surface', 'raised']],
  ['danger', ['surface', 'raised', 'hover', 'selected', 'chat', 'own', 'ground']],
  ['on-danger', ['danger']],
  ['warn-text', ['warn-ground']],
  ['on-quiet-badge', ['quiet-badge']],
  ['viewer-text', ['viewer']],
];

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('colours, %s', (_, set) => {
  it.each(PAIRS.flatMap(([text, grounds]) => grounds.map((ground) => [text, ground] as const)))(
    '%s on %s holds 4.5:1',
    (text, ground) => {
      expect(contrast(colour(set, text), colour(set, ground))).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(['ground', 'surface', 'chat', 'raised'])('focus and field lines on %s hold 3:1', (ground) => {
    expect(contrast(colour(set, 'focus'), colour(set, ground))).toBeGreaterThanOrEqual(3);
    expect(contrast(colour(set, 'field-line'), colour(set, ground))).toBeGreaterThanOrEqual(3);
  });

  it('initials hold 4.5:1 on every hue', () => {
    for (let hue = 0; hue < 360; hue += 5) {
      const ground = luminance(Number(set['avatar-light']), Number(set['avatar-chroma']), hue);
      expect(contrast(colour(set, 'on-avatar'), ground), `hue ${hue}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});
