import { describe, expect, it, vi } from 'vitest';

import type { Update } from '../bindings';
import { BatchOrder } from './stream';

const over = (on: boolean): Update => ({ kind: 'drag_over', over: on });
const reset: Update = { kind: 'conversations', account: 'a', diffs: [{ op: 'reset', rows: [] }], unreadTotal: 0 };

function stream() {
  const applied: Update[][] = [];
  const ack = vi.fn();
  const resync = vi.fn();
  const order = new BatchOrder((updates) => applied.push(updates), { ack, resync });
  return { order, applied, ack, resync };
}

describe('the order of the channel', () => {
  it('applies each batch once and acknowledges it', () => {
    const { order, applied, ack, resync } = stream();
    order.take({ n: 1, updates: [over(true)] });
    order.take({ n: 2, updates: [over(false)] });
    order.take({ n: 2, updates: [over(false)] });
    expect(applied).toHaveLength(2);
    expect(ack.mock.calls).toEqual([[1], [2]]);
    expect(resync).not.toHaveBeenCalled();
  });

  it('asks once for a fresh start when a number is missing, and waits for it', () => {
    const { order, applied, resync } = stream();
    order.take({ n: 1, updates: [over(true)] });
    order.take({ n: 3, updates: [over(false)] });
    order.take({ n: 4, updates: [over(false)] });
    expect(resync).toHaveBeenCalledTimes(1);
    expect(applied).toHaveLength(1);
    order.take({ n: 5, updates: [reset] });
    order.take({ n: 6, updates: [over(false)] });
    expect(applied).toHaveLength(3);
  });

  it('goes along when the shell counts from one again', () => {
    const { order, applied } = stream();
    order.take({ n: 1, updates: [reset] });
    order.take({ n: 2, updates: [over(true)] });
    order.take({ n: 1, updates: [reset] });
    order.take({ n: 2, updates: [over(false)] });
    expect(applied).toHaveLength(4);
  });

  it('acknowledges a batch even when showing it failed, so that the stream goes on', () => {
    const ack = vi.fn();
    const order = new BatchOrder(
      () => {
        throw new Error('broken row');
      },
      { ack, resync: vi.fn() },
    );
    expect(() => order.take({ n: 1, updates: [] })).toThrow('broken row');
    expect(ack).toHaveBeenCalledWith(1);
  });
});
