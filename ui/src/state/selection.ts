// Messages of an open conversation that somebody has selected, to do the same with all of them. It ends when the
// conversation is left.

import { createSignal } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';

import type { MessageRow } from '../bindings';

/** Each of them is a command when they are deleted; and nobody sees at a glance what more than these are. */
export const MOST_SELECTED = 100;

export type Selection = ReturnType<typeof createSelection>;

/** What a timeline shows of the conversation. */
export interface Shown {
  messages: readonly MessageRow[];
  /** There is nothing older or newer. */
  atStart: boolean;
  atEnd: boolean;
  /** Ids of those that can be selected. */
  selectable: ReadonlySet<string>;
}

/** `onFull`: somebody wants more than can be selected. */
export function createSelection(onFull: () => void) {
  /** As they were last seen: a timeline lets go of rows that somebody scrolls away from. */
  const [all, setAll] = createSignal<ReadonlyMap<string, MessageRow>>(new Map());
  const [marks, setMarks] = createStore<Record<string, true>>({});
  let shown: Shown = { messages: [], atStart: false, atEnd: false, selectable: new Set() };
  /** Where a range begins, and what it holds beside what was selected one by one. */
  let anchor: string | null = null;
  let range: string[] = [];

  function put(next: ReadonlyMap<string, MessageRow>): void {
    setMarks(reconcile(Object.fromEntries([...next.keys()].map((id) => [id, true as const]))));
    setAll(next);
    if (next.size > 0) return;
    anchor = null;
    range = [];
  }

  const message = (id: string) => shown.messages.find((one) => one.id === id && shown.selectable.has(one.id));

  /** Those of the timeline that were deleted or recalled: not the ones that were scrolled away from. */
  function gone(before: readonly MessageRow[]): string[] {
    const here = new Map(shown.messages.map((one) => [one.id, one]));
    const stays = before.map((one) => here.has(one.id));
    const first = stays.indexOf(true);
    const last = stays.lastIndexOf(true);
    return before.flatMap((one, at) => {
      const now = here.get(one.id);
      if (now) return shown.selectable.has(one.id) ? [] : [one.id];
      if (first < 0) return [];
      if (at < first) return shown.atStart ? [one.id] : [];
      return at < last || shown.atEnd ? [one.id] : [];
    });
  }

  return {
    active: () => all().size > 0,
    count: () => all().size,
    has: (id: string) => marks[id] === true,

    /** In the order of the conversation. */
    messages(): MessageRow[] {
      const places = new Map(shown.messages.map((one, at) => [one.id, at]));
      const chosen = [...all().values()];
      return chosen.every((one) => places.has(one.id))
        ? chosen.sort((a, b) => (places.get(a.id) as number) - (places.get(b.id) as number))
        : chosen.sort((a, b) => a.time - b.time);
    },

    /** Selects what is not selected, and takes the others out when all of them are. */
    toggle(ids: readonly string[]): void {
      const chosen = ids.flatMap((id) => message(id) ?? []);
      const [last] = chosen.slice(-1);
      if (!last) return;
      const next = new Map(all());
      if (chosen.every((one) => next.has(one.id))) chosen.forEach((one) => next.delete(one.id));
      else chosen.forEach((one) => next.set(one.id, { ...one }));
      if (next.size > MOST_SELECTED) return onFull();
      anchor = last.id;
      range = [];
      put(next);
    },

    /** Selects all from where the last one was selected, or else from `start`, to this one. Another end takes the place
     *  of the last. */
    extend(to: string, start: string | null): void {
      const from = anchor ?? start ?? to;
      const ends = [from, to].map((id) => shown.messages.findIndex((one) => one.id === id));
      // What was selected first has been scrolled away from: nobody sees what would stand between.
      const [low, high] = ends.includes(-1) ? [ends[1] as number, ends[1] as number] : [Math.min(...ends), Math.max(...ends)];
      const between = shown.messages.slice(low, high + 1).filter((one) => shown.selectable.has(one.id));
      const next = new Map(all());
      range.forEach((id) => next.delete(id));
      const added = between.filter((one) => !next.has(one.id));
      added.forEach((one) => next.set(one.id, { ...one }));
      if (next.size > MOST_SELECTED) return onFull();
      anchor = from;
      range = added.map((one) => one.id).filter((id) => id !== from);
      put(next);
    },

    /** The timeline shows something else, or the same with other words. */
    see(now: Shown): void {
      const before = shown.messages;
      shown = now;
      if (all().size === 0) return;
      const next = new Map(all());
      gone(before).forEach((id) => next.delete(id));
      if (now.atStart && now.atEnd) {
        const here = new Set(now.messages.map((one) => one.id));
        for (const id of next.keys()) if (!here.has(id)) next.delete(id);
      }
      for (const one of now.messages) if (next.has(one.id)) next.set(one.id, { ...one });
      put(next);
    },

    /** False when nothing was selected. */
    end(): boolean {
      if (all().size === 0) return false;
      put(new Map());
      return true;
    },
  };
}
