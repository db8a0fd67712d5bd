import { describe, expect, it, vi } from 'vitest';

import type { Batch, Update } from '../bindings';
import { BatchOrder } from './stream';

const over = (on: boolean): Update => ({ kind: 'drag_over', over: on });
const fresh = (n: number): Batch => ({ n, fresh: true, updates: [over(true)] });
const next = (n: number): Batch => ({ n, fresh: false, updates: [over(false)] });

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
    order.take(fresh(1));
    order.take(next(2));
    order.take(next(2));
    expect(applied).toHaveLength(2);
    expect(ack.mock.calls).toEqual([[1], [2]]);
    expect(resync).not.toHaveBeenCalled();
  });

  it('asks once for a fresh start when a number is missing, and acknowledges nothing until it comes', () => {
    const { order, applied, ack, resync } = stream();
    order.take(fresh(1));
    order.take(next(3));
    order.take(next(4));
    expect(resync.mock.calls).toEqual([[1]]);
    expect(applied).toHaveLength(1);
    order.take(fresh(5));
    order.take(next(6));
    expect(applied).toHaveLength(3);
    // What 3 and 4 told comes again with 5.
    expect(ack.mock.calls).toEqual([[1], [5], [6]]);
  });

  it('asks again when the fresh start got lost too', () => {
    const { order, applied, resync } = stream();
    order.take(fresh(1));
    order.take(next(3));
    order.take(next(5));
    expect(resync.mock.calls).toEqual([[1], [1]]);
    order.take(fresh(6));
    expect(applied).toHaveLength(2);
  });

  it('goes along when the shell counts from one again', () => {
    const { order, applied } = stream();
    order.take(fresh(1));
    order.take(next(2));
    order.take(fresh(1));
    order.take(next(2));
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
    expect(() => order.take({ n: 1, fresh: true, updates: [] })).toThrow('broken row');
    expect(ack).toHaveBeenCalledWith(1);
  });
});
