import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { createPresence } from './presence';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function state() {
  const watchPresence = vi.fn(() => Promise.resolve());
  return { watchPresence, presence: createPresence({ watchPresence }) };
}

it('names those who are shown when a list has settled, and nobody at once when it is gone', () => {
  const { watchPresence, presence } = state();
  presence.watch('alice', 'contacts', ['1', '2']);
  presence.watch('alice', 'contacts', ['2', '3']);
  expect(watchPresence).not.toHaveBeenCalled();
  vi.runAllTimers();
  expect(watchPresence.mock.calls).toEqual([['alice', 'contacts', ['2', '3']]]);
  presence.watch('alice', 'contacts', ['2', '3']);
  vi.runAllTimers();
  expect(watchPresence).toHaveBeenCalledTimes(1);
  presence.watch('alice', 'card', ['9']);
  presence.watch('alice', 'contacts', []);
  expect(watchPresence).toHaveBeenLastCalledWith('alice', 'contacts', []);
  // A place that never named anybody need not be taken back.
  presence.watch('alice', 'chat', []);
  expect(watchPresence).toHaveBeenCalledTimes(2);
});

it('keeps what is told of each person, and forgets who is not named any more', () => {
  const { presence } = state();
  const online = { kind: 'online' } as const;
  presence.arrived('alice', false, [
    { user: '1', presence: online },
    { user: '2', presence: { kind: 'away', last: 5 } },
  ]);
  presence.arrived('alice', false, [{ user: '2', presence: online }]);
  expect([presence.of('alice', '1'), presence.of('alice', '2')]).toEqual([online, online]);
  expect(presence.of('bob', '1')).toBeNull();
  presence.arrived('alice', false, [{ user: '1', presence: null }]);
  expect(presence.of('alice', '1')).toBeNull();
  presence.arrived('alice', true, [{ user: '3', presence: online }]);
  expect([presence.of('alice', '2'), presence.of('alice', '3')]).toEqual([null, online]);
  presence.forget('alice');
  expect(presence.of('alice', '3')).toBeNull();
});
