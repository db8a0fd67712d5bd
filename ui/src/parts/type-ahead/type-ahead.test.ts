import { describe, expect, it } from 'vitest';

import { typeAhead } from './type-ahead';

const NAMES = ['Alice', 'Bob', 'Bella', 'Émile', '王小明', 'Bo Derek', 'aaron'];

/** Types letters, some milliseconds apart, and answers the name each led to. */
function types(keys: string[], apart = 100, from = 0): (string | undefined)[] {
  const next = typeAhead();
  let at = from;
  return keys.map((key, i) => {
    const event = new KeyboardEvent('keydown', { key });
    Object.defineProperty(event, 'timeStamp', { value: 5_000 + i * apart });
    const found = next(event, () => NAMES, at);
    if (found !== undefined) at = found;
    return found === undefined ? undefined : NAMES[found];
  });
}

describe('typing in a list', () => {
  it('leads to the row that begins so, whatever the case and the accents', () => {
    expect(types(['b', 'e'])).toEqual(['Bob', 'Bella']);
    expect(types(['e'])).toEqual(['Émile']);
    expect(types(['王', '小'])).toEqual(['王小明', '王小明']);
  });

  it('goes to the next with the same letter, and begins anew after a pause', () => {
    expect(types(['b', 'b', 'b', 'b'])).toEqual(['Bob', 'Bella', 'Bo Derek', 'Bob']);
    expect(types(['b', 'e'], 2_000)).toEqual(['Bob', 'Émile']);
    expect(types(['a', 'a'])).toEqual(['aaron', 'aaron']);
  });

  it('takes a space among letters, and leaves the space alone', () => {
    expect(types(['b', 'o', ' ', 'd'])).toEqual(['Bob', 'Bob', 'Bo Derek', 'Bo Derek']);
    expect(types([' '])).toEqual([undefined]);
    expect(types(['Enter', 'ArrowDown', 'x'])).toEqual([undefined, undefined, undefined]);
  });
});
