// How often what is planned has changed: whoever shows some of it asks for it again then. The core keeps it.

import { createStore, produce } from 'solid-js/store';

export type PlannedModel = ReturnType<typeof createPlanned>;

export function createPlanned() {
  const [changes, set] = createStore<Record<string, number | undefined>>({});
  const more = (key: string) => set(key, (count = 0) => count + 1);
  return {
    textsChanged: (account: string, conversation: string) => more(`${account} ${conversation}`),
    remindersChanged: (account: string) => more(account),
    /** Grows with each change of the texts that are planned in a conversation. */
    texts: (account: string, conversation: string): number => changes[`${account} ${conversation}`] ?? 0,
    /** Grows with each change of the reminders. */
    reminders: (account: string): number => changes[account] ?? 0,
    forget(account: string): void {
      set(
        produce((all) => {
          for (const key of Object.keys(all)) if (key === account || key.startsWith(`${account} `)) delete all[key];
        }),
      );
    },
  };
}
