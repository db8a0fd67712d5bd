import { describe, expect, it } from 'vitest';

import { contentBytes, MAX_CONTENT_BYTES, sends, type KeyPress } from './submit';

const enter: KeyPress = {
  key: 'Enter',
  keyCode: 13,
  isComposing: false,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
};

describe('Enter', () => {
  it('sends, and with Shift breaks the line', () => {
    expect(sends(enter, true)).toBe(true);
    expect(sends({ ...enter, shiftKey: true }, true)).toBe(false);
  });

  it('is swapped by the setting', () => {
    expect(sends(enter, false)).toBe(false);
    expect(sends({ ...enter, shiftKey: true }, false)).toBe(true);
  });

  it('never sends while an input method composes', () => {
    for (const enterSends of [true, false]) {
      for (const shiftKey of [true, false]) {
        expect(sends({ ...enter, shiftKey, keyCode: 229 }, enterSends)).toBe(false);
        expect(sends({ ...enter, shiftKey, isComposing: true }, enterSends)).toBe(false);
      }
    }
  });
});

describe('size', () => {
  it('counts the encoded content: three bytes for a Chinese character, two for an escaped quote', () => {
    const room = MAX_CONTENT_BYTES - '{"text":""}'.length;
    expect(contentBytes('你'.repeat(Math.floor(room / 3)))).toBeLessThanOrEqual(MAX_CONTENT_BYTES);
    expect(contentBytes('你'.repeat(Math.floor(room / 3) + 1))).toBeGreaterThan(MAX_CONTENT_BYTES);
    expect(contentBytes('"'.repeat(room / 2 + 1))).toBeGreaterThan(MAX_CONTENT_BYTES);
  });
});
