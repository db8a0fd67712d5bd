// What waits to be sent with the next message, by conversation, as the core tells it.

import { createStore, produce, reconcile } from 'solid-js/store';

import type { Intake } from '../bindings';

const NOTHING: Intake[] = [];

export function createAttachments() {
  const [trays, set] = createStore<Record<string, Intake[] | undefined>>({});
  return {
    of: (account: string, conversation: string): Intake[] => trays[`${account} ${conversation}`] ?? NOTHING,
    arrived(account: string, conversation: string, files: Intake[]): void {
      // A file that is told again keeps its tile.
      set(`${account} ${conversation}`, reconcile(files, { key: 'handle' }));
    },
    forget(account: string): void {
      set(
        produce((all) => {
          for (const key of Object.keys(all)) if (key.startsWith(`${account} `)) delete all[key];
        }),
      );
    },
  };
}
