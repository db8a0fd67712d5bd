// What is found while somebody types. The answer on the screen stays until the next one comes, and one that comes late
// is dropped.

import { createSignal, onCleanup } from 'solid-js';

import type { FoundRow, FoundRows, MessageFilter } from '../bindings';

/** Rows of a page. */
export const PAGE = 50;

/** While messages are still being read, what was asked is asked again. */
const AGAIN_MS = 1_000;

const NOTHING: FoundRows = { rows: [], more: false, forgiving: false, percent: 100 };

export type Ask = (words: string, filter: MessageFilter, after: string | null) => Promise<FoundRows>;

/** Whether a filter lets everything through. */
const lets = (filter: MessageFilter) => !filter.sender && !filter.kinds && !filter.links && !filter.from && !filter.before;

export type Finding = ReturnType<typeof createFinding>;

/** `scope`: part of every filter. */
export function createFinding(ask: Ask, scope: MessageFilter = {}) {
  const [words, setWords] = createSignal('');
  const [filter, setFilter] = createSignal<MessageFilter>({});
  const [found, setFound] = createSignal<FoundRows>(NOTHING);
  /** What the answer on the screen is for; null: nothing was asked. */
  const [answered, setAnswered] = createSignal<string | null>(null);
  const [failure, setFailure] = createSignal<unknown>(null);
  let turn = 0;
  let again: ReturnType<typeof setTimeout> | undefined;

  onCleanup(() => {
    turn += 1;
    clearTimeout(again);
  });

  async function look(): Promise<void> {
    const mine = ++turn;
    clearTimeout(again);
    const asked = words().trim();
    if (asked === '' && lets(filter())) {
      setFound(NOTHING);
      setAnswered(null);
      setFailure(null);
      return;
    }
    try {
      const answer = await ask(asked, { ...scope, ...filter() }, null);
      if (mine !== turn) return;
      setFailure(null);
      setFound(answer);
      setAnswered(asked);
      // What was read meanwhile is found too; pages that were asked for stay.
      if (answer.percent < 100) again = setTimeout(() => void look(), AGAIN_MS);
    } catch (error) {
      if (mine === turn) setFailure(() => error);
    }
  }

  /** Asks for what comes after the last row. */
  async function next(): Promise<void> {
    const last = found().rows[found().rows.length - 1];
    if (!last) return;
    const mine = ++turn;
    clearTimeout(again);
    try {
      const page = await ask(words().trim(), { ...scope, ...filter() }, last.message);
      if (mine !== turn) return;
      setFound((before) => ({ ...page, rows: [...before.rows, ...page.rows] }));
    } catch {
      // The message it goes on from is gone: from the beginning.
      if (mine === turn) await look();
    }
  }

  return {
    words,
    filter,
    rows: (): readonly FoundRow[] => found().rows,
    more: () => found().more,
    forgiving: () => found().forgiving,
    percent: () => found().percent,
    answered,
    failure,
    type(text: string): void {
      setWords(text);
      void look();
    },
    narrow(change: MessageFilter): void {
      setFilter((before) => ({ ...before, ...change }));
      void look();
    },
    /** Asks again what was asked, since more messages are here. Pages that were asked for stay. */
    async refresh(): Promise<void> {
      if (answered() === null) return;
      if (found().rows.length > PAGE) await next();
      else await look();
    },
    /** Asks for the next page. */
    async further(): Promise<void> {
      if (found().more) await next();
    },
  };
}
