import { expect, it } from 'vitest';

import { applied, applyTo } from './diff';

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

it('touches the rows that changed and no other, and keeps the object of a row wherever it goes', () => {
  const a = { id: 'a', words: 1 };
  const b = { id: 'b', words: 1 };
  const c = { id: 'c', words: 1 };
  const told: unknown[] = [];
  const store = {
    rows: [a, b, c],
    place(rows: (typeof a)[]) {
      store.rows = rows;
      told.push(rows.map((row) => row.id).join(''));
    },
    change: (at: number, row: typeof a) => void told.push([at, row.id, row.words]),
  };
  applyTo(store, [{ op: 'set', at: 1, row: { id: 'b', words: 2 } }]);
  expect(told.splice(0)).toEqual([[1, 'b', 2]]);
  applyTo(store, [
    { op: 'remove', at: 0, count: 1 },
    { op: 'insert', at: 2, rows: [{ id: 'a', words: 3 }, { id: 'd', words: 1 }] },
  ]);
  expect(told.splice(0)).toEqual(['bcad', [2, 'a', 3]]);
  expect(store.rows[2]).toBe(a);
  applyTo(store, [{ op: 'reset', rows: [...store.rows] }]);
  expect(told).toEqual([]);
});
