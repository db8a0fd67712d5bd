import { expect, it } from 'vitest';

import { applied } from './diff';

it('applies diffs in order', () => {
  expect(
    applied(['old'], [
      { op: 'reset', rows: ['b', 'c'] },
      { op: 'insert', at: 0, rows: ['a'] },
      { op: 'insert', at: 3, rows: ['d', 'e'] },
      { op: 'set', at: 1, row: 'B' },
      { op: 'remove', at: 2, count: 2 },
    ]),
  ).toEqual(['a', 'B', 'e']);
});

it('survives positions that are not there', () => {
  expect(applied(['a'], [{ op: 'set', at: 9, row: 'x' }, { op: 'insert', at: 9, rows: ['b'] }])).toEqual(['a', 'b']);
});
