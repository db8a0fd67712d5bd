import { expect, it, vi } from 'vitest';

import type { ConversationDetails } from '../../bindings';
import { createDetails } from './details';

const facts = (change: Partial<ConversationDetails> = {}) =>
  structuredClone({
    memberCount: 2,
    notice: '',
    description: '',
    groupMuted: false,
    myRole: 'member',
    ...change,
  }) as ConversationDetails;

it('still shows what was read when a later reading fails, and says so', async () => {
  const load = vi.fn(async () => facts());
  const details = createDetails(load);
  await details.refresh();
  load.mockRejectedValueOnce(new Error('offline'));
  await details.refresh();
  expect(details.value()?.memberCount).toBe(2);
  expect(details.problem()).toBeTruthy();
  await details.refresh();
  expect(details.problem()).toBeNull();
});

it('reads at most once at a time, and once more for all that came meanwhile', async () => {
  let answer: (() => void)[] = [];
  const load = vi.fn(() => new Promise<ConversationDetails>((done) => answer.push(() => done(facts()))));
  const details = createDetails(load);
  const all = [details.refresh(), details.refresh(), details.refresh()];
  expect(load).toHaveBeenCalledTimes(1);
  answer.shift()?.();
  await vi.waitFor(() => expect(load).toHaveBeenCalledTimes(2));
  answer.shift()?.();
  await Promise.all(all);
  expect(load).toHaveBeenCalledTimes(2);
});
