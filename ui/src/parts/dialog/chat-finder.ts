// Chats found by what is typed. The core looks for them, so an answer may come after the next letter, or after Enter.

import { createResource, createSignal } from 'solid-js';

import type { ConversationRow } from '../../bindings';

export function createChatFinder(find: (words: string) => Promise<ConversationRow[]>) {
  const [words, setWords] = createSignal('');
  let asked: Promise<ConversationRow[]> = Promise.resolve([]);
  const [answers] = createResource(words, (typed) => (asked = find(typed)));
  const latest = () => (answers.error ? [] : answers.latest);
  return {
    type: (typed: string) => setWords(typed.trim()),
    /** In the order of the list; those of the words before until there is an answer. */
    found: (): readonly ConversationRow[] => latest() ?? [],
    /** There was one answer at least. */
    answered: () => latest() !== undefined,
    /** The one at this place, or the last one, of what was found for the words as they are now. */
    async pick(place: number): Promise<ConversationRow | undefined> {
      try {
        const rows = await asked;
        return rows[Math.max(0, Math.min(place, rows.length - 1))];
      } catch {
        // Nothing is found then, and nothing is picked.
        return undefined;
      }
    },
  };
}
