import { beforeEach, expect, it, vi } from 'vitest';

import type { MessageRow } from '../bindings';
import { createSelection, MOST_SELECTED, type Selection } from './selection';

const message = (n: number, change: Partial<MessageRow> = {}): MessageRow =>
  ({ id: `m${n}`, time: n, body: { kind: 'text', text: `message ${n}` }, ...change }) as MessageRow;

const selectable = (messages: MessageRow[]) => new Set(messages.filter((one) => one.body.kind === 'text').map((one) => one.id));

const full = vi.fn();
let selection: Selection;

/** The timeline shows these; by default in the middle of a long conversation. */
function show(from: number, to: number, change: { atStart?: boolean; atEnd?: boolean; without?: number[]; recalled?: number[] } = {}): void {
  const messages = Array.from({ length: to - from }, (_, n) => from + n)
    .filter((n) => !change.without?.includes(n))
    .map((n) => message(n, change.recalled?.includes(n) ? { body: { kind: 'recalled' } } : {}));
  selection.see({ messages, atStart: change.atStart ?? false, atEnd: change.atEnd ?? false, selectable: selectable(messages) });
}

const ids = () => selection.messages().map((one) => one.id);

beforeEach(() => {
  full.mockClear();
  selection = createSelection(full);
  show(0, 30);
});

it('has what was selected, in the order of the conversation, and is over when nothing is', () => {
  selection.toggle(['m7']);
  selection.toggle(['m3']);
  expect(ids()).toEqual(['m3', 'm7']);
  expect([selection.active(), selection.count(), selection.has('m3'), selection.has('m4')]).toEqual([true, 2, true, false]);
  selection.toggle(['m3']);
  selection.toggle(['m7']);
  expect(selection.active()).toBe(false);
});

it('takes an album as one, and the rest of one of which some are selected', () => {
  selection.toggle(['m3', 'm4', 'm5']);
  selection.toggle(['m4']);
  expect(ids()).toEqual(['m3', 'm5']);
  selection.toggle(['m3', 'm4', 'm5']);
  expect(ids()).toEqual(['m3', 'm4', 'm5']);
  selection.toggle(['m3', 'm4', 'm5']);
  expect(ids()).toEqual([]);
});

it('holds a range from the last one, whose other end can be moved', () => {
  selection.toggle(['m1']);
  selection.toggle(['m10']);
  selection.extend('m13', null);
  expect(ids()).toEqual(['m1', 'm10', 'm11', 'm12', 'm13']);
  selection.extend('m11', null);
  expect(ids()).toEqual(['m1', 'm10', 'm11']);
  selection.extend('m8', null);
  expect(ids()).toEqual(['m1', 'm8', 'm9', 'm10']);
  // What was selected by itself stays when a range goes over it and back.
  selection.extend('m1', null);
  selection.extend('m10', null);
  expect(ids()).toEqual(['m1', 'm10']);
});

it('begins a range where the keys were', () => {
  selection.extend('m6', 'm4');
  expect(ids()).toEqual(['m4', 'm5', 'm6']);
  selection.extend('m5', null);
  expect(ids()).toEqual(['m4', 'm5']);
});

it('takes nothing that cannot be selected', () => {
  show(0, 30, { recalled: [5] });
  selection.toggle(['m5', 'nobody']);
  expect(selection.active()).toBe(false);
  selection.extend('m6', 'm4');
  expect(ids()).toEqual(['m4', 'm6']);
});

it('keeps what was scrolled away from, and knows nothing between it and what is here', () => {
  selection.toggle(['m2']);
  show(10, 40);
  expect(ids()).toEqual(['m2']);
  selection.extend('m35', null);
  expect(ids()).toEqual(['m2', 'm35']);
  show(500, 530);
  selection.toggle(['m501']);
  expect(ids()).toEqual(['m2', 'm35', 'm501']);
  show(0, 30);
  expect(ids()).toEqual(['m2', 'm35', 'm501']);
});

it('loses what is deleted or recalled: its words could be copied afterwards', () => {
  ['m0', 'm3', 'm4', 'm29'].forEach((id) => selection.toggle([id]));
  show(0, 30, { without: [3], recalled: [4] });
  expect(ids()).toEqual(['m0', 'm29']);
  // At the edges only where there is nothing beyond them.
  show(0, 30, { without: [0, 29] });
  expect(ids()).toEqual(['m0', 'm29']);
  show(0, 30);
  show(0, 30, { without: [0, 29], atStart: true, atEnd: true });
  expect(ids()).toEqual([]);
});

it('loses all when the history is cleared, and nothing when another part is shown', () => {
  selection.toggle(['m3']);
  show(100, 130);
  expect(ids()).toEqual(['m3']);
  selection.toggle(['m101']);
  show(0, 0, { atStart: true, atEnd: true });
  expect(ids()).toEqual([]);
});

it('has the words as they are now', () => {
  selection.toggle(['m3']);
  const messages = [message(3, { body: { kind: 'text', text: 'other words' } })];
  selection.see({ messages, atStart: false, atEnd: false, selectable: selectable(messages) });
  expect(selection.messages()[0]?.body).toEqual({ kind: 'text', text: 'other words' });
});

it('says when it is full, and stays what it was', () => {
  show(0, 300);
  selection.toggle(['m0']);
  selection.extend('m250', null);
  expect(full).toHaveBeenCalledTimes(1);
  expect(ids()).toEqual(['m0']);
  selection.extend(`m${MOST_SELECTED - 1}`, null);
  expect(selection.count()).toBe(MOST_SELECTED);
  selection.toggle(['m200']);
  expect(full).toHaveBeenCalledTimes(2);
  expect(selection.count()).toBe(MOST_SELECTED);
});

it('ends once', () => {
  selection.toggle(['m3']);
  expect(selection.end()).toBe(true);
  expect(selection.end()).toBe(false);
  expect(selection.has('m3')).toBe(false);
  // The next range begins anew.
  selection.extend('m6', null);
  expect(ids()).toEqual(['m6']);
});
