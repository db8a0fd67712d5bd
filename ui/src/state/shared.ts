// What was shared in a conversation, a page at a time, the newest first.

import { createSignal, onCleanup } from 'solid-js';

import type { MessageFilter, SharedItem, SharedItems } from '../bindings';

/** Kinds of things that are shared, as lists show them apart. */
export const SHARED = {
  media: { kinds: ['picture', 'video'] },
  files: { kinds: ['file'] },
  voice: { kinds: ['voice'] },
  links: { links: true },
} satisfies Record<string, MessageFilter>;

export type SharedKind = keyof typeof SHARED;

type Load = (filter: MessageFilter, after: string | null) => Promise<SharedItems>;

export function createShared(load: Load) {
  const [kind, setKind] = createSignal<SharedKind>('media');
  const [items, setItems] = createSignal<readonly SharedItem[]>([]);
  const [more, setMore] = createSignal(false);
  /** How much of the messages has been read; null before the first answer. */
  const [percent, setPercent] = createSignal<number | null>(null);
  const [failure, setFailure] = createSignal<unknown>(null);
  let turn = 0;
  let waiting = false;
  onCleanup(() => (turn += 1));

  async function ask(after: string | null): Promise<void> {
    const mine = ++turn;
    waiting = true;
    try {
      const page = await load(SHARED[kind()], after);
      if (mine !== turn) return;
      setFailure(null);
      setItems((before) => (after === null ? page.items : [...before, ...page.items]));
      setMore(page.more);
      setPercent(page.percent);
    } catch (error) {
      if (mine === turn) setFailure(() => error);
    } finally {
      if (mine === turn) waiting = false;
    }
  }

  return {
    kind,
    items,
    more,
    percent,
    failure,
    show(next: SharedKind): void {
      if (next !== kind()) {
        setItems([]);
        setPercent(null);
      }
      setKind(next);
      void ask(null);
    },
    /** Something may have come, or gone. */
    refresh: () => void ask(null),
    further(): void {
      const last = items()[items().length - 1];
      if (last && more() && !waiting) void ask(last.message);
    },
  };
}
