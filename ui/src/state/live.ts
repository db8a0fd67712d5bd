// The live group of each account, as the core tells it.

import { createStore, reconcile, unwrap } from 'solid-js/store';

import type { Diff, LiveRow, LiveState as Told } from '../bindings';
import { applyTo } from './diff';

interface Live {
  rows: LiveRow[];
  state: Told;
}

const NOTHING: Live = {
  rows: [],
  state: {
    group: null,
    dropped: 0,
    hasOlder: false,
    ended: null,
    role: 'member',
    muted: false,
    marks: [],
    closed: null,
  },
};

export function createLive() {
  const [store, set] = createStore<Record<string, Live | undefined>>({});

  function place(account: string): Live {
    if (!store[account]) set(account, structuredClone(NOTHING));
    return store[account] ?? NOTHING;
  }

  return {
    of: (account: string): Live => store[account] ?? NOTHING,

    arrived(account: string, diffs: Diff<LiveRow>[], state: Told): void {
      applyTo<LiveRow>(
        {
          rows: unwrap(place(account).rows),
          place: (rows) => set(account, 'rows', rows),
          change: (row, now) => set(account, 'rows', row, reconcile(now, { merge: false })),
        },
        diffs,
      );
      set(account, 'state', reconcile(state));
    },

    forget: (account: string) => set(account, undefined),
  };
}
