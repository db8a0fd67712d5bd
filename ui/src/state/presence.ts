// Whether people are there, of those whom somebody looks at, and who they are. The core asks about them and nobody else.

import { createStore, produce } from 'solid-js/store';

import type { Presence, PresencePlace, PresenceRow } from '../bindings';

/** A list that is being scrolled settles before its people are named. */
const SETTLE = 150;

export interface PresenceCommands {
  watchPresence(account: string, place: PresencePlace, users: readonly string[]): Promise<void>;
}

export type PresenceState = ReturnType<typeof createPresence>;

export function createPresence(commands: PresenceCommands) {
  const [known, set] = createStore<Record<string, Record<string, Presence | undefined> | undefined>>({});
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();
  const told = new Map<string, string>();

  function name(account: string, place: PresencePlace, users: readonly string[]): void {
    const key = `${account} ${place}`;
    const words = users.join();
    if ((told.get(key) ?? '') === words) return;
    told.set(key, words);
    // Nothing depends on it: without an answer no dot is shown.
    void commands.watchPresence(account, place, users).catch(() => told.delete(key));
  }

  return {
    /** Null where it is not known. */
    of: (account: string, user: string): Presence | null => known[account]?.[user] ?? null,

    /** These people are shown in this place now; nobody: it is not there any more. */
    watch(account: string, place: PresencePlace, users: readonly string[]): void {
      const key = `${account} ${place}`;
      clearTimeout(waiting.get(key));
      waiting.delete(key);
      if (users.length === 0) name(account, place, users);
      else waiting.set(key, setTimeout(() => name(account, place, users), SETTLE));
    },

    arrived(account: string, whole: boolean, people: readonly PresenceRow[]): void {
      set(
        produce((all) => {
          const place = (all[account] ??= {});
          const heard = new Set(people.map((row) => row.user));
          if (whole) for (const user of Object.keys(place)) if (!heard.has(user)) delete place[user];
          for (const { user, presence } of people) {
            if (presence === null) delete place[user];
            else place[user] = presence;
          }
        }),
      );
    },

    forget(account: string): void {
      set(account, undefined);
      for (const key of told.keys()) if (key.startsWith(`${account} `)) told.delete(key);
    },
  };
}
