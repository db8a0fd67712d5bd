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
