import { createRoot } from 'solid-js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { FoundRow, FoundRows } from '../bindings';
import { createFinding, type Ask, type Finding } from './finding';

const row = (message: string) => ({ message }) as FoundRow;
const page = (messages: string[], more = false, percent = 100): FoundRows => ({
  rows: messages.map(row),
  more,
  forgiving: false,
  percent,
});

/** A search whose answers come when the test says so. */
function asked() {
  const waiting: { words: string; after: string | null; answer: (rows: FoundRows) => void; fail: (error: unknown) => void }[] = [];
  const ask: Ask = (words, _filter, after) =>
    new Promise((answer, fail) => waiting.push({ words, after, answer, fail }));
  let end = () => undefined as void;
  const finding = createRoot((dispose): Finding => {
    end = dispose;
    return createFinding(ask);
  });
  return { finding, waiting, end };
}

const messages = (finding: Finding) => finding.rows().map((one) => one.message);
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('keeps the answer on the screen until the next one comes, and drops one that comes late', async () => {
  const { finding, waiting } = asked();
  finding.type('b');
  finding.type('bi');
  waiting[1]?.answer(page(['bird']));
  await settle();
  expect(messages(finding)).toEqual(['bird']);
  waiting[0]?.answer(page(['bee', 'bird']));
  await settle();
  expect(messages(finding)).toEqual(['bird']);
  finding.type('bir');
  expect(messages(finding)).toEqual(['bird']);
  expect(finding.answered()).toBe('bi');
  finding.type('');
  expect(messages(finding)).toEqual([]);
  expect(finding.answered()).toBeNull();
  // The answer to words that were taken away.
  waiting[2]?.answer(page(['late']));
  await settle();
  expect(messages(finding)).toEqual([]);
});

it('goes on page by page, and from the beginning when the message it goes on from is gone', async () => {
  const { finding, waiting } = asked();
  finding.type('bird');
  waiting[0]?.answer(page(['1', '2'], true));
  await settle();
  void finding.further();
  expect(waiting[1]?.after).toBe('2');
  waiting[1]?.answer(page(['3'], true));
  await settle();
  expect(messages(finding)).toEqual(['1', '2', '3']);
  void finding.further();
  waiting[2]?.fail(new Error('gone'));
  await settle();
  waiting[3]?.answer(page(['1']));
  await settle();
  expect(messages(finding)).toEqual(['1']);
  await finding.further();
  expect(waiting).toHaveLength(4);
});

it('asks again while messages are still being read, and not after it has gone', async () => {
  const { finding, waiting, end } = asked();
  finding.type('bird');
  waiting[0]?.answer(page([], false, 42));
  await settle();
  expect(finding.percent()).toBe(42);
  await vi.advanceTimersByTimeAsync(1_000);
  waiting[1]?.answer(page(['1'], false, 90));
  await settle();
  expect(messages(finding)).toEqual(['1']);
  end();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(waiting).toHaveLength(2);
});

it('says what went wrong, and forgets it with the next answer', async () => {
  const { finding, waiting } = asked();
  finding.narrow({ links: true });
  waiting[0]?.fail('broken');
  await settle();
  expect(finding.failure()).toBe('broken');
  finding.type('a');
  waiting[1]?.answer(page([]));
  await settle();
  expect(finding.failure()).toBeNull();
});

it('asks again for what has come, behind the pages that are there', async () => {
  const { finding, waiting } = asked();
  // Nothing was asked.
  await finding.refresh();
  expect(waiting).toHaveLength(0);
  finding.type('bird');
  waiting[0]?.answer(page(['1']));
  await settle();
  void finding.refresh();
  expect(waiting[1]?.after).toBeNull();
  waiting[1]?.answer(page(['1', '2'], true));
  await settle();
  expect(messages(finding)).toEqual(['1', '2']);
  void finding.further();
  const many = Array.from({ length: 50 }, (_, at) => `${at + 3}`);
  waiting[2]?.answer(page(many));
  await settle();
  expect(finding.more()).toBe(false);
  void finding.refresh();
  expect(waiting[3]?.after).toBe('52');
  waiting[3]?.answer(page(['53']));
  await settle();
  expect(messages(finding)).toHaveLength(53);
});
