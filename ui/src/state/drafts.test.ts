import { describe, expect, it, vi } from 'vitest';

import type { Draft } from '../bindings';
import { createDrafts, rebased, type DraftCommands } from './drafts';

/** A core whose answers come when they are told to. */
function core(draft: Draft) {
  const asked: { save: string; base: number; answer: (kept: boolean) => void }[] = [];
  return {
    asked,
    draft: vi.fn<DraftCommands['draft']>(() => Promise.resolve(draft)),
    setAnswering: vi.fn<DraftCommands['setAnswering']>(() => Promise.resolve(null)),
    setMentioned: vi.fn<DraftCommands['setMentioned']>(() => Promise.resolve()),
    saveDraft: vi.fn<DraftCommands['saveDraft']>(
      (_account, _conversation, base, text) =>
        new Promise((resolve, reject) => {
          const answer = (kept: boolean) =>
            kept ? resolve({ revision: base + 1, newer: null }) : reject(new Error('the disk is full'));
          asked.push({ save: text, base, answer });
        }),
    ),
  };
}

describe('words of two sides', () => {
  it.each([
    ['', '', 'typed', 'typed'],
    ['', 'stored', '', 'stored'],
    ['', 'stored', 'typed', 'stored\ntyped'],
    ['', 'one', ' two', 'one two'],
    ['one', 'one', 'one two', 'one two'],
    ['one', 'taken back\none', 'one two', 'taken back\none two'],
    ['one', '', 'one two', ' two'],
    ['one', 'other', 'changed', 'other\nchanged'],
  ])('%j became %j while %j was typed: %j', (base, theirs, mine, both) => {
    expect(rebased(base, theirs, mine)).toBe(both);
  });
});

describe('a draft', () => {
  it('is not loaded before the save of the chat that was left has been answered', async () => {
    const kept = core({ revision: 4, text: 'one', answers: null, mentioned: [] });
    const drafts = createDrafts(kept, () => undefined);
    const model = drafts.of('alice', 'bob');
    const hide = model.show();
    await vi.waitFor(() => expect(model.text()).toBe('one'));
    model.typed('one two');
    hide();
    await vi.waitFor(() => expect(kept.asked).toHaveLength(1));
    // Back before the disk has answered: an answer of the core would be the old words.
    const again = drafts.of('alice', 'bob');
    again.show();
    expect(again.text()).toBe('one two');
    kept.asked[0]?.answer(true);
    again.typed('one two three');
    again.save();
    await vi.waitFor(() => expect(kept.asked[1]).toMatchObject({ save: 'one two three', base: 5 }));
    expect(kept.draft).toHaveBeenCalledTimes(1);
  });

  it('that goes with files is on the disk before they are taken in', async () => {
    const kept = core({ revision: 4, text: '', answers: null, mentioned: [] });
    const model = createDrafts(kept, () => undefined).of('alice', 'bob');
    model.show();
    await vi.waitFor(() => expect(model.loaded()).toBe(true));
    model.typed('look at these');
    const run = vi.fn(() => Promise.resolve({ revision: 6, text: '', answers: null, mentioned: [] }));
    const sent = model.send('look at these', run, true);
    await vi.waitFor(() => expect(kept.asked).toMatchObject([{ save: 'look at these', base: 4 }]));
    expect(run).not.toHaveBeenCalled();
    kept.asked[0]?.answer(true);
    expect(await sent).toBe(true);
    expect(run).toHaveBeenCalledWith(5, expect.anything());
    expect(model.text()).toBe('');
  });

  it('that cannot be saved when the chat is left stays until it can, and is said once', async () => {
    vi.useFakeTimers();
    try {
      const failed = vi.fn();
      const kept = core({ revision: 4, text: '', answers: null, mentioned: [] });
      const drafts = createDrafts(kept, failed);
      const model = drafts.of('alice', 'bob');
      const hide = model.show();
      await vi.advanceTimersByTimeAsync(0);
      model.typed('precious');
      hide();
      await vi.advanceTimersByTimeAsync(0);
      kept.asked[0]?.answer(false);
      await vi.advanceTimersByTimeAsync(6_000);
      kept.asked[1]?.answer(false);
      await vi.advanceTimersByTimeAsync(0);
      expect(failed).toHaveBeenCalledTimes(1);
      expect(drafts.of('alice', 'bob').text()).toBe('precious');
      await vi.advanceTimersByTimeAsync(6_000);
      kept.asked[2]?.answer(true);
      await vi.advanceTimersByTimeAsync(0);
      // Saved and not shown: let go.
      expect(drafts.of('alice', 'bob')).not.toBe(model);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is saved every two seconds while somebody types without a pause', async () => {
    vi.useFakeTimers();
    try {
      const kept = core({ revision: 0, text: '', answers: null, mentioned: [] });
      kept.saveDraft.mockImplementation((_account, _conversation, base) =>
        Promise.resolve({ revision: base + 1, newer: null }),
      );
      const model = createDrafts(kept, () => undefined).of('alice', 'bob');
      model.show();
      await vi.advanceTimersByTimeAsync(0);
      for (let n = 1; n <= 50; n++) {
        model.typed('x'.repeat(n));
        await vi.advanceTimersByTimeAsync(100);
      }
      expect(kept.saveDraft).toHaveBeenCalledTimes(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is sent once, with the same id when it is tried again, also when the chat was left meanwhile', async () => {
    const kept = core({ revision: 0, text: '', answers: null, mentioned: [] });
    kept.saveDraft.mockImplementation((_account, _conversation, base) =>
      Promise.resolve({ revision: base + 1, newer: null }),
    );
    const drafts = createDrafts(kept, () => undefined);
    const model = drafts.of('alice', 'bob');
    const hide = model.show();
    model.typed('hello');
    const ids: string[] = [];
    const refused = model.send('hello', (_base, id) => {
      ids.push(id);
      return Promise.reject(new Error('the disk is full'));
    });
    expect(model.sending()).toBe(true);
    hide();
    await expect(refused).rejects.toThrow('the disk is full');
    const again = drafts.of('alice', 'bob');
    again.show();
    await vi.waitFor(() => expect(again.loaded()).toBe(true));
    expect(again.text()).toBe('hello');
    await again.send('hello', (_base, id) => {
      ids.push(id);
      return Promise.resolve({ revision: 9, text: '', answers: null, mentioned: [] });
    });
    expect(ids[1]).toBe(ids[0]);
    expect(again.text()).toBe('');
  });
});
