// Short sentences over the page that go by themselves or when they were read.

import { createStore } from 'solid-js/store';

import type { Reason } from '../bindings';

/** Notices shown at once; older ones go first. */
const MAX_NOTICES = 4;

export interface Notice {
  id: number;
  text: string;
  code: string | null;
  logId: string | null;
}

export function createNotices(say: (text: Reason['text']) => string) {
  const [list, set] = createStore<{ all: Notice[] }>({ all: [] });
  let next = 1;

  function tell(text: string, code: string | null = null, logId: string | null = null): void {
    const id = next++;
    set('all', (all) => [...all.slice(-(MAX_NOTICES - 1)), { id, text, code, logId }]);
  }

  return {
    all: () => list.all,
    tell,
    tellReason: (reason: Reason) => tell(say(reason.text), reason.code, reason.logId),
    dismiss: (id: number) => set('all', (all) => all.filter((notice) => notice.id !== id)),
  };
}
