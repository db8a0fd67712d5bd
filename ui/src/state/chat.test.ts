import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { MessageRow } from '../bindings';
import { failure } from '../runtime/fake/base';
import { FakeRuntime } from '../runtime/fake/fake';
import { ACCOUNT, BOB, demoWorld } from '../runtime/fake/world';
import { createApp } from './app';
import { UNDO_MS } from './chat';

const words = { closedToTray: () => '', selectionFull: () => '', caretRests: () => undefined, picturesAgain: () => undefined, say: (text: { en: string }) => text.en, memory: localStorage };
const account = ACCOUNT.id;
const bobs = `0:1:10001:${BOB.id}`;

beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true }));
afterEach(() => void vi.useRealTimers());

async function opened() {
  const runtime = new FakeRuntime(demoWorld({ size: 'rich', signedIn: true, now: Date.now(), delayMs: 0 }));
  const app = createApp(runtime, words);
  await app.start();
  await vi.waitFor(() => expect(app.account()?.listed).toBe(true));
  const open = vi.spyOn(runtime, 'openTimeline');
  const chat = app.chat(account, bobs);
  const hide = chat.show();
  await vi.waitFor(() => expect(chat.timeline()?.opened()).toBe(true));
  return { runtime, app, chat, hide, open };
}

type Opened = Awaited<ReturnType<typeof opened>>;

const anchors = (open: Opened['open']) => open.mock.calls.map((call) => call[3]);

/** As its timeline does when it goes from the screen. */
function leave({ chat, hide }: Opened, at: { id: string; top: number } | null): void {
  const timeline = chat.timeline();
  if (timeline) chat.keepPlace(timeline, at);
  hide();
}

it('comes back to the place where one has read: it was opened at its end again', async () => {
  const all = await opened();
  const row = all.chat.timeline()?.rows[3]?.id as string;
  leave(all, { id: row, top: 120 });
  all.app.chat(account, bobs).show();
  await vi.waitFor(() => expect(all.open).toHaveBeenCalledTimes(2));
  expect(anchors(all.open)).toEqual([{ kind: 'unread' }, { kind: 'message', id: row }]);
  expect(all.chat.takePlace()).toEqual({ id: row, top: 120 });
  // Once: what is asked for later starts where the core says.
  expect(all.chat.takePlace()).toBeNull();
});

it('opens at what is new when one left it at its end', async () => {
  const all = await opened();
  leave(all, null);
  all.chat.show();
  await vi.waitFor(() => expect(all.open).toHaveBeenCalledTimes(2));
  expect(anchors(all.open)).toEqual([{ kind: 'unread' }, { kind: 'unread' }]);
});

it('keeps a place that was not reached yet when one goes on at once', async () => {
  const all = await opened();
  const row = all.chat.timeline()?.rows[3]?.id as string;
  leave(all, { id: row, top: 120 });
  leave({ ...all, hide: all.chat.show() }, null);
  all.chat.show();
  await vi.waitFor(() => expect(anchors(all.open).at(-1)).toEqual({ kind: 'message', id: row }));
});

it('opens at what is new when the message one read is gone', async () => {
  const all = await opened();
  leave(all, { id: 'deleted meanwhile', top: 0 });
  all.open.mockRejectedValueOnce(failure('not_found', '没有了', 'It is gone.'));
  all.chat.show();
  await vi.waitFor(() => expect(anchors(all.open)).toHaveLength(3));
  expect(anchors(all.open).slice(1)).toEqual([{ kind: 'message', id: 'deleted meanwhile' }, { kind: 'unread' }]);
  expect(all.app.store.notices).toEqual([]);
});

it('goes to a message that is not here by opening the timeline around it, and to one that is without', async () => {
  const { chat, open } = await opened();
  const first = chat.timeline();
  chat.goTo('m1', true);
  expect([chat.marked(), chat.selected(), chat.timeline() === first]).toEqual(['m1', 'm1', true]);
  chat.goTo('far away', false);
  expect(chat.timeline()).not.toBe(first);
  await vi.waitFor(() => expect(anchors(open).at(-1)).toEqual({ kind: 'message', id: 'far away' }));
  // What the replaced one says of its place is not where one goes.
  if (first) chat.keepPlace(first, null);
  expect(chat.takePlace()).toEqual({ id: 'far away', top: null });
});

it('offers deleted messages back for some seconds, all of the last deletion at once', async () => {
  const { runtime, chat } = await opened();
  const undelete = vi.spyOn(runtime, 'undeleteMessages');
  const [one, two, three] = (chat.timeline()?.rows ?? []).flatMap((row) => (row.type === 'message' ? [{ ...row }] : []));
  await chat.remove([one as MessageRow]);
  await chat.remove([two as MessageRow, { ...(three as MessageRow), delivery: { kind: 'sending' } }]);
  expect(chat.deleted()).toBe(1);
  chat.undelete();
  expect(undelete.mock.calls).toEqual([[account, [two?.id]]]);
  expect(chat.deleted()).toBe(0);
  await chat.remove([two as MessageRow]);
  await vi.advanceTimersByTimeAsync(UNDO_MS);
  expect(chat.deleted()).toBe(0);
  chat.undelete();
  expect(undelete).toHaveBeenCalledTimes(1);
});

it('offers nothing back in a chat that one has left', async () => {
  const { chat, hide } = await opened();
  const row = chat.timeline()?.rows.find((one) => one.type === 'message') as MessageRow;
  const removed = chat.remove([row]);
  hide();
  await removed;
  expect(chat.deleted()).toBe(0);
});

it('gives the words of an own text that was withdrawn back into the field, in front of what stands there', async () => {
  const { chat } = await opened();
  const row = chat.timeline()?.rows.find((one) => one.type === 'message' && one.own && one.body.kind === 'text');
  const words = row?.type === 'message' && row.body.kind === 'text' ? row.body.text : '';
  const id = row?.id as string;
  const again = () => chat.timeline()?.rows.some((one) => one.type === 'message' && one.id === id && one.canWriteAgain);
  const draft = chat.draft();
  draft.show();
  await vi.waitFor(() => expect(draft.loaded()).toBe(true));
  draft.typed('and more');
  chat.recall(id);
  await vi.waitFor(() => expect(again()).toBe(true));
  await chat.writeAgain(id);
  expect(draft.text()).toBe(`${words}\nand more`);
  // Once.
  await vi.waitFor(() => expect(again()).toBe(false));
});

it('goes to a quoted message and back to where one began, also over several quotes', async () => {
  const { chat, runtime, open } = await opened();
  const rows = chat.timeline()?.rows ?? [];
  const [first, second] = rows.filter((row) => row.type === 'message');
  const answer = { id: 'a', quote: { message: first?.id } } as MessageRow;
  const here = () => true;
  const from = { id: second?.id as string, top: 40 };
  await chat.goToQuoted(answer, from, here);
  expect(chat.marked()).toBe(first?.id);
  await chat.goToQuoted(answer, { id: first?.id as string, top: 9 }, here);
  const show = vi.fn();
  chat.goBack(show, here);
  expect(show).toHaveBeenCalledWith(from);
  expect(chat.cameFrom()).toBeNull();
  // One that is not here is asked for, and the timeline is opened around it.
  vi.spyOn(runtime, 'quoted').mockResolvedValue(first?.id as string);
  await chat.goToQuoted({ id: 'a', quote: { message: null } } as MessageRow, null, () => false);
  expect(runtime.quoted).toHaveBeenCalledWith(account, 'a');
  expect(anchors(open).at(-1)).toEqual({ kind: 'message', id: first?.id });
  chat.goBack(show, here);
  expect(show).toHaveBeenLastCalledWith(null);
});
