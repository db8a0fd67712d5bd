import { describe, expect, it } from 'vitest';

import { decodeThumbhash } from './thumbhash';

const pixel = (rgba: Uint8ClampedArray, at: number) => [...rgba.slice(at * 4, at * 4 + 4)];

describe('thumbhash', () => {
  // Values of the reference implementation.
  it.each([
    ['1QcSHQRnh493V4dIh4eXh1h4kJUI', 23, 32, [64, 77, 113, 255], [84, 109, 139, 255], [0, 4, 39, 255]],
    ['3PcNNYSFeXh/d3eld0iHZoZgVwh2', 32, 23, [47, 82, 154, 255], [100, 113, 147, 255], [76, 57, 10, 255]],
    ['HBkSHYSIeHiPiHh8eJd4eTN0EEQG', 32, 23, [213, 255, 255, 255], [230, 235, 238, 255], [95, 90, 74, 255]],
  ])('decodes %s as the reference does', (hash, width, height, first, corner, last) => {
    const pixels = decodeThumbhash(hash);
    expect(pixels).toMatchObject({ width, height });
    if (!pixels) return;
    for (const [at, expected] of [
      [0, first],
      [width - 1, corner],
      [width * height - 1, last],
    ] as const) {
      pixel(pixels.rgba, at).forEach((value, i) => expect(Math.abs(value - (expected[i] ?? 0))).toBeLessThanOrEqual(1));
    }
  });

  it('refuses what is no thumbhash', () => {
    for (const bad of ['', '!!', 'AA==', btoa('x'.repeat(65))]) expect(decodeThumbhash(bad)).toBeNull();
  });

  it('survives any bytes', () => {
    let state = 7;
    for (let n = 0; n < 500; n++) {
      let bytes = '';
      for (let i = 0; i < 5 + (n % 60); i++) {
        state = (state * 1103515245 + 12345) & 0x7fffffff;
        bytes += String.fromCharCode(state & 255);
      }
      const pixels = decodeThumbhash(btoa(bytes));
      if (pixels) expect(pixels.rgba.length).toBe(pixels.width * pixels.height * 4);
    }
  });
});
