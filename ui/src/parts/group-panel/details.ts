// What the panel knows of its conversation beside its members. Read anew whenever something of the group changes: only
// what differs changes on the page, so that focus, scrolling and open menus stay.

import { createStore, reconcile } from 'solid-js/store';

import type { ConversationDetails } from '../../bindings';

export type Details = Omit<ConversationDetails, 'row'>;

export function createDetails(load: () => Promise<ConversationDetails>) {
  const [store, set] = createStore<{ value: Details | null; problem: unknown }>({ value: null, problem: null });
  let running: Promise<void> | null = null;
  let again = false;

  async function read(): Promise<void> {
    do {
      again = false;
      try {
        const { row: _, ...value } = await load();
        set('value', reconcile(value));
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
