// The contacts and friend requests of an account, as the core tells them, and what a profile card listens to.

import { createSignal } from 'solid-js';
import { createStore, reconcile, unwrap } from 'solid-js/store';

import type { ContactRow, Diff, RequestRow } from '../bindings';
import { applied, applyTo } from './diff';

interface Lists {
  contacts: ContactRow[];
  /** The contacts have come. */
  listed: boolean;
  requests: RequestRow[];
  /** Requests that were not seen. */
  unseen: number;
}

const NOTHING: Lists = { contacts: [], listed: false, requests: [], unseen: 0 };

export type ContactsState = ReturnType<typeof createContacts>;

export function createContacts() {
  const [store, set] = createStore<Record<string, Lists | undefined>>({});
  /** What happened last to a profile, and a number that makes each of them news. */
  const [news, setNews] = createSignal<{ account: string; user: string | null; n: number }>();
  let count = 0;

  function place(account: string): Lists {
    if (!store[account]) set(account, { ...NOTHING, contacts: [], requests: [] });
    return store[account] ?? NOTHING;
  }

  return {
    of: (account: string): Lists => store[account] ?? NOTHING,
    news,

    contactsArrived(account: string, diffs: Diff<ContactRow>[]): void {
      const lists = place(account);
      applyTo<ContactRow>(
        {
          rows: unwrap(lists.contacts),
          place: (rows) => set(account, 'contacts', rows),
          change: (row, now) => set(account, 'contacts', row, reconcile(now, { merge: false })),
        },
        diffs,
      );
      set(account, 'listed', true);
    },

    requestsArrived(account: string, diffs: Diff<RequestRow>[], unseen: number): void {
      // Rows in which nothing changed stay the same objects.
      set(account, 'requests', applied(unwrap(place(account).requests), diffs));
      set(account, 'unseen', unseen);
    },

    profileChanged(account: string, user: string | null): void {
      setNews({ account, user, n: ++count });
    },

    forget: (account: string) => set(account, undefined),
  };
}
