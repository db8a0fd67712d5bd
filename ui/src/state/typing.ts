// Who is typing or recording where. A sign of it holds for a few seconds, or until what was typed is there.

import { createStore } from 'solid-js/store';

import type { Activity, Person } from '../bindings';

/** How long "is typing" stays. */
export const TYPING_MS = 3_000;

export interface Typist {
  account: string;
  conversation: string;
  person: Person;
  activity: Activity;
}

export function createTyping() {
  const [list, set] = createStore<Typist[]>([]);
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const same = (a: Typist, b: Typist) =>
    a.account === b.account && a.conversation === b.conversation && a.person.id === b.person.id;
  const drop = (gone: (typist: Typist) => boolean) => {
    if (list.some(gone)) set(list.filter((typist) => !gone(typist)));
  };

  return {
    list,
    of: (account: string, conversation: string) =>
      list.filter((typist) => typist.account === account && typist.conversation === conversation),
    seen(typist: Typist): void {
      const key = `${typist.account} ${typist.conversation} ${typist.person.id}`;
      const at = list.findIndex((other) => same(other, typist));
      if (at < 0) set(list.length, typist);
      else set(at, 'activity', typist.activity);
      clearTimeout(timers.get(key));
      timers.set(
        key,
        setTimeout(() => {
          timers.delete(key);
          drop((other) => same(other, typist));
        }, TYPING_MS),
      );
    },
    /** Whoever has written is no longer typing. */
    wrote(account: string, conversation: string, people: ReadonlySet<string>): void {
      drop((one) => one.account === account && one.conversation === conversation && people.has(one.person.id));
    },
  };
}
