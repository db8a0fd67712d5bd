// Applies the core's diffs to plain arrays. Nothing is sorted, merged or counted here.

import type { Diff } from '../bindings';

/** The rows after `diffs`. Positions outside the list are clamped: a stale diff must not throw the page away. */
export function applied<T>(rows: readonly T[], diffs: readonly Diff<T>[]): T[] {
  let next = [...rows];
  for (const diff of diffs) {
    switch (diff.op) {
      case 'reset':
        next = [...diff.rows];
        break;
      case 'insert':
        next.splice(Math.min(diff.at, next.length), 0, ...diff.rows);
        break;
      case 'set':
        if (diff.at < next.length) next[diff.at] = diff.row;
        break;
      case 'remove':
        next.splice(diff.at, diff.count);
        break;
    }
  }
  return next;
}

export interface RowStore<T> {
  /** The rows as they are, not the proxy of a store. */
  rows: readonly T[];
  /** Other rows, or the same in another order. */
  place(rows: T[]): void;
  /** The row at this position says something else. */
  change(at: number, row: T): void;
}

/**
 * Carries diffs out in a store. A row keeps its object for as long as its id is there, and a change touches only the rows
 * it is of: comparing all of them with what they were takes longer than painting one.
 */
export function applyTo<T extends { id: string }>(store: RowStore<T>, diffs: readonly Diff<T>[]): void {
  const changed = new Map<string, T>();
  const known = new Map(store.rows.map((row) => [row.id, row]));
  const rows = applied(store.rows, diffs).map((row) => {
    const was = known.get(row.id);
    if (was === undefined || was === row) return row;
    changed.set(row.id, row);
    return was;
  });
  const placed = rows.length === store.rows.length && rows.every((row, at) => row === store.rows[at]);
  if (!placed) store.place(rows);
  if (changed.size === 0) return;
  rows.forEach((row, at) => {
    const now = changed.get(row.id);
    if (now) store.change(at, now);
  });
}
