// How often groups and names have changed: whoever shows members asks for them again then. The core keeps them.

import { createStore, produce } from 'solid-js/store';

export type GroupChanges = ReturnType<typeof createGroupChanges>;

export function createGroupChanges() {
  const [changes, set] = createStore<Record<string, number | undefined>>({});
  const more = (key: string) => set(key, (count = 0) => count + 1);
  return {
    group: (account: string, conversation: string): void => more(`${account} ${conversation}`),
    people: (account: string): void => more(account),
    /** Grows with each change of the group, or of somebody's name. */
    of: (account: string, conversation: string): number =>
      (changes[account] ?? 0) + (changes[`${account} ${conversation}`] ?? 0),
    forget(account: string): void {
      set(
        produce((all) => {
          for (const key of Object.keys(all)) if (key === account || key.startsWith(`${account} `)) delete all[key];
        }),
      );
    },
  };
}
