// How often marks have changed: whoever shows some asks for them again then. The core keeps them.

import { createStore, produce } from 'solid-js/store';

export type MarksModel = ReturnType<typeof createMarks>;

export function createMarks() {
  const [changes, set] = createStore<Record<string, number | undefined>>({});
  const more = (key: string) => set(key, (count = 0) => count + 1);
  return {
    changed(account: string, conversation: string): void {
      more(account);
      more(`${account} ${conversation}`);
    },
    /** Grows with each change in any conversation of the account. */
    ofAccount: (account: string): number => changes[account] ?? 0,
    /** Grows with each change in the conversation. */
    ofConversation: (account: string, conversation: string): number => changes[`${account} ${conversation}`] ?? 0,
    forget(account: string): void {
      set(
        produce((all) => {
          for (const key of Object.keys(all)) if (key === account || key.startsWith(`${account} `)) delete all[key];
        }),
      );
    },
  };
}
