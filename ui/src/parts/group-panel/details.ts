// What the panel knows of its conversation. Read anew whenever the conversation changes, which in a lively group is at
// every message: only what differs changes on the page, so that focus, scrolling and open menus stay.

import { createStore, reconcile } from 'solid-js/store';

import type { ConversationDetails, Member } from '../../bindings';

/** A member with the id that its element is kept by. */
export type MemberRow = Member & { id: string };

export interface Details {
  notice: string;
  members: MemberRow[];
  memberCount: number;
  myRole: ConversationDetails['myRole'];
}

export function createDetails(load: () => Promise<ConversationDetails>) {
  const [store, set] = createStore<{ value: Details | null; problem: unknown }>({ value: null, problem: null });
  let running: Promise<void> | null = null;
  let again = false;

  async function read(): Promise<void> {
    do {
      again = false;
      try {
        const { notice, members, memberCount, myRole } = await load();
        const value = { notice, members: members.map((m) => ({ ...m, id: m.person.id })), memberCount, myRole };
        set('value', reconcile(value, { key: 'id' }));
        set('problem', null);
      } catch (error) {
        // What was read before is still shown.
        set('problem', error);
      }
    } while (again);
  }

  return {
    value: () => store.value,
    problem: () => store.problem,
    /** Reads everything anew; done when what was true at the call is here. At most one reading runs. */
    refresh(): Promise<void> {
      if (running) again = true;
      running ??= read().finally(() => (running = null));
      return running;
    },
  };
}
