import { createRenderEffect, createRoot } from 'solid-js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { ConversationRow, ListOverview, Update } from '../bindings';
import { FakeRuntime } from '../runtime/fake/fake';
import { ACCOUNT, BOB, CAROL, demoWorld } from '../runtime/fake/world';
import { createApp, lineOf, type AccountState } from './app';
import { TYPING_MS } from './typing';

const words = { closedToTray: () => 'goes on in the tray', selectionFull: () => '', caretRests: () => undefined, picturesAgain: () => undefined, say: (text: { en: string }) => text.en, memory: localStorage };
const account = ACCOUNT.id;

async function started(size = 'rich') {
  const runtime = new FakeRuntime(demoWorld({ size, signedIn: true, now: Date.now(), delayMs: 0 }));
  const app = createApp(runtime, words);
  await app.start();
  await vi.waitFor(() => expect(app.account()?.listed).toBe(true));
  return { runtime, app };
}

describe('the stream', () => {
  it('keeps what comes for an account before the answer that names it', async () => {
    const runtime = new FakeRuntime(demoWorld({ size: 'rich', signedIn: true, now: Date.now(), delayMs: 0 }));
    const early: Update = { kind: 'connection', account, connection: { kind: 'connecting' } };
    const start = runtime.start.bind(runtime);
    runtime.start = (apply) => {
      apply([early]);
      return start(apply);
    };
    const app = createApp(runtime, words);
    await app.start();
    expect(app.account()?.connection.kind).not.toBe('stopped');
  });

  it('keeps a name that the stream told before the sign-in was answered: oneself was shown as a number', async () => {
    const { runtime, app } = await started();
    runtime.push({ kind: 'account', account: { ...ACCOUNT, name: 'Alice' } });
    app.signedIn({ ...ACCOUNT, name: '10001' });
    expect(app.account()?.info.name).toBe('Alice');
    expect(app.navigation.account()).toBe(account);
  });

  it('keeps the row objects that did not change, so that their elements stay', async () => {
    const { runtime, app } = await started();
    const before = app.account()?.rows[3];
    runtime.receive(`0:1:10001:${BOB.id}`, BOB, 'hi');
    expect(app.account()?.rows.find((r) => r.id === before?.id)).toBe(before);
  });

  it('shows the numbers of the core and counts nothing itself', async () => {
    const { runtime, app } = await started('empty');
    const row = { id: 'x', unread: 3 } as ConversationRow;
    const overview = { ...(app.account()?.overview as ListOverview), unread: 7 };
    runtime.push({
      kind: 'conversations',
      account,
      diffs: [{ op: 'insert', at: 0, rows: [row] }],
      beside: [],
      size: 300,
      overview,
      unreadTotal: 99,
    });
    expect(app.account()?.unreadTotal).toBe(99);
    expect(app.account()?.overview.unread).toBe(7);
    expect(app.account()?.rows).toEqual([row]);
    expect(app.account()?.size).toBe(300);
    // The list shows less of what there is.
    runtime.push({
      kind: 'conversations',
      account,
      diffs: [{ op: 'reset', rows: [] }],
      beside: [{ id: 'x', row }, { id: 'y', row: null }],
      size: 0,
      overview,
      unreadTotal: 99,
    });
    const shown = app.account() as AccountState;
    expect(shown.rows).toEqual([]);
    expect(['x', 'y', 'z'].map((id) => lineOf(shown, id))).toEqual([row, undefined, undefined]);
  });

  it('lets go of an account that was signed out', async () => {
    const { runtime, app } = await started();
    app.navigation.openChat(account, 'x');
    runtime.push({ kind: 'account_gone', account });
    expect(app.store.accounts).toHaveLength(0);
    expect(app.navigation.account()).toBeNull();
  });

  it('keeps the card of a trouble that is told again', async () => {
    const { runtime, app } = await started();
    const trouble = {
      account: 'other',
      user: '10009',
      name: 'Bob',
      reason: { code: 'database_newer', text: { zh: '原因。', en: 'The reason.' }, logId: null },
      canSetAside: false,
      needsCode: false,
    };
    runtime.push({ kind: 'trouble', trouble });
    const before = app.store.troubles[0];
    runtime.push({ kind: 'trouble', trouble: { ...trouble, reason: { ...trouble.reason } } });
    expect(app.store.troubles).toHaveLength(1);
    expect(app.store.troubles[0]).toBe(before);
    runtime.push({ kind: 'trouble_over', account: 'other' });
    expect(app.store.troubles).toHaveLength(0);
  });

  it('opens what a notification named', async () => {
    const { runtime, app } = await started();
    runtime.push({ kind: 'open_conversation', account, conversation: 'c', message: null });
    expect(app.navigation.chatOf(account)).toBe('c');
  });

  it('says once that Linnet goes on in the tray', async () => {
    const { runtime, app } = await started();
    runtime.push({ kind: 'closed_to_tray' });
    expect(app.store.notices.map((n) => n.text)).toEqual(['goes on in the tray']);
  });

  it('holds no more than a few notices', async () => {
    const { app } = await started();
    for (let i = 0; i < 20; i++) app.tell(`notice ${i}`);
    expect(app.store.notices.map((n) => n.text)).toEqual(['notice 16', 'notice 17', 'notice 18', 'notice 19']);
  });
});

describe('typing', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is shown for three seconds after the last sign of it', async () => {
    const { runtime, app } = await started();
    const conversation = 'g';
    const typing = (person: typeof BOB) => runtime.push({ kind: 'activity', account, conversation, person, activity: 'typing' });
    typing(BOB);
    await vi.advanceTimersByTimeAsync(TYPING_MS - 1_000);
    typing(BOB);
    typing(CAROL);
    expect(app.store.typing.map((x) => x.person.id)).toEqual([BOB.id, CAROL.id]);
    await vi.advanceTimersByTimeAsync(TYPING_MS - 1);
    expect(app.store.typing).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(2);
    expect(app.store.typing).toHaveLength(0);
  });
});

it('takes "is typing" away when the message is there', async () => {
  const { runtime, app } = await started();
  const conversation = `0:1:10001:${BOB.id}`;
  const model = app.timeline(account, conversation);
  await runtime.openTimeline(model.view, account, conversation, { kind: 'end' });
  runtime.push({ kind: 'activity', account, conversation, person: BOB, activity: 'typing' });
  expect(app.store.typing).toHaveLength(1);
  runtime.receive(conversation, BOB, 'here it is');
  expect(app.store.typing).toHaveLength(0);
});

describe('timelines', () => {
  it('hears nothing for a view that was closed', async () => {
    const { runtime, app } = await started();
    const bob = `0:1:10001:${BOB.id}`;
    const model = app.timeline(account, bob);
    await runtime.openTimeline(model.view, account, bob, { kind: 'end' });
    const count = model.rows.length;
    expect(count).toBeGreaterThan(0);
    model.close();
    runtime.push({ kind: 'timeline', view: model.view, diffs: [{ op: 'reset', rows: [] }], state: model.state });
    expect(model.rows).toHaveLength(count);
  });

  it('keeps a row object from local echo to read', async () => {
    const { runtime, app } = await started();
    const bob = `0:1:10001:${BOB.id}`;
    const model = app.timeline(account, bob);
    await runtime.openTimeline(model.view, account, bob, { kind: 'end' });
    const submission = crypto.randomUUID();
    await runtime.sendText(account, bob, submission, 'same row', 0);
    const row = model.rows.find((r) => r.id === submission);
    await vi.waitFor(() =>
      expect(model.rows.find((r) => r.id === submission)).toMatchObject({ delivery: { kind: 'read' } }),
    );
    expect(model.rows.find((r) => r.id === submission)).toBe(row);
  });

  it('tells its listener of a change when the rows are on the page: a chat with unread opened at the end', async () => {
    const { runtime, app } = await started();
    const model = app.timeline(account, `0:1:10001:${BOB.id}`);
    let painted = 0;
    const dispose = createRoot((done) => {
      createRenderEffect(() => (painted = model.rows.length));
      return done;
    });
    const seen: [number, number][] = [];
    let before = 0;
    model.onChange({
      before: () => void (before = painted),
      after: () => void seen.push([before, painted]),
      more: () => undefined,
    });
    await model.open({ kind: 'end' });
    const rows = model.rows.length;
    runtime.receive(model.conversation, BOB, 'one more');
    expect(seen).toEqual([
      [0, rows],
      [rows, rows + 1],
    ]);
    dispose();
  });

  /** Timelines as the shell holds them: opening takes its time, and a closing that comes meanwhile finds nothing. */
  function slowShell(runtime: FakeRuntime) {
    const opened: number[] = [];
    const held = new Set<number>();
    const waiting: (() => void)[] = [];
    let most = 0;
    runtime.openTimeline = (view) =>
      new Promise((done) =>
        waiting.push(() => {
          opened.push(view);
          held.add(view);
          most = Math.max(most, held.size);
          done();
        }),
      );
    runtime.timelineClose = async (view) => void held.delete(view);
    const settle = async () => {
      for (let round = 0; round < 20; round++) {
        waiting.splice(0).forEach((answer) => answer());
        await new Promise((done) => setTimeout(done));
      }
    };
    const asked = (count: number) => vi.waitFor(() => expect(waiting).toHaveLength(count));
    return { opened, held, settle, asked, most: () => most };
  }

  it('holds one of a hundred that were switched to quickly, and never more than the shell does', async () => {
    const { runtime, app } = await started();
    const shell = slowShell(runtime);
    let last = app.timeline(account, `0:1:10001:${BOB.id}`);
    const opening = [last.open({ kind: 'unread' })];
    await shell.asked(1);
    for (let n = 0; n < 100; n++) {
      last.close();
      last = app.timeline(account, `0:1:10001:${n % 2 ? BOB.id : CAROL.id}`);
      opening.push(last.open({ kind: 'unread' }));
    }
    await shell.settle();
    await Promise.all(opening);
    expect([...shell.held]).toEqual([last.view]);
    // The first was on its way; those in between were never asked for.
    expect(shell.opened).toHaveLength(2);
    expect(shell.most()).toBe(1);
  });

  it('closes one whose opening is answered after it was closed', async () => {
    const { runtime, app } = await started();
    const shell = slowShell(runtime);
    const model = app.timeline(account, `0:1:10001:${BOB.id}`);
    const opening = model.open({ kind: 'unread' });
    await shell.asked(1);
    model.close();
    await shell.settle();
    await opening;
    expect([shell.opened, [...shell.held]]).toEqual([[model.view], []]);
  });

  it('opens the next one after one that could not be opened', async () => {
    const { runtime, app } = await started();
    vi.spyOn(runtime, 'openTimeline').mockRejectedValueOnce(new Error('gone'));
    const first = app.timeline(account, 'deleted');
    const second = app.timeline(account, `0:1:10001:${BOB.id}`);
    await expect(first.open({ kind: 'unread' })).rejects.toThrow('gone');
    await second.open({ kind: 'unread' });
    expect(second.opened()).toBe(true);
  });

  it('tells the shell once it is open that nobody looks, and again when somebody does', async () => {
    const { runtime, app } = await started();
    const attend = vi.spyOn(runtime, 'timelineAttend');
    const model = app.timeline(account, `0:1:10001:${BOB.id}`);
    const opening = model.open({ kind: 'unread' });
    model.attend(true);
    model.attend(false);
    expect(attend).not.toHaveBeenCalled();
    await opening;
    model.attend(false);
    model.attend(true);
    model.close();
    model.attend(false);
    expect(attend.mock.calls).toEqual([
      [model.view, false],
      [model.view, true],
    ]);
  });

  it('asks for one page of older rows at a time', async () => {
    const { runtime, app } = await started();
    const older = vi.spyOn(runtime, 'timelineOlder');
    const model = app.timeline(account, `0:1:10001:${CAROL.id}`);
    await runtime.openTimeline(model.view, account, model.conversation, { kind: 'end' });
    const more = vi.fn();
    model.onChange({ before: () => undefined, after: () => undefined, more });
    await Promise.all([model.older(), model.older(), model.older()]);
    expect(older).toHaveBeenCalledTimes(1);
    // What was asked for meanwhile is not forgotten: an update may come before the answer of its command.
    expect(more).toHaveBeenCalledTimes(1);
    expect(model.rows).toHaveLength(60);
  });
});

describe('settings', () => {
  it('stay as they were changed last when an answer to an earlier change comes late', async () => {
    const { runtime, app } = await started();
    const answers: (() => void)[] = [];
    const change = runtime.changeSettings;
    runtime.changeSettings = (patch) => new Promise((done) => answers.push(() => done(change(patch))));
    const first = app.changeSettings({ zoom: 110 });
    const second = app.changeSettings({ zoom: 125 });
    answers[0]?.();
    await first;
    expect(app.store.settings?.zoom).toBe(125);
    answers[1]?.();
    await second;
    expect(app.store.settings?.zoom).toBe(125);
  });

  it('go back when they could not be stored', async () => {
    const { runtime, app } = await started();
    runtime.changeSettings = () => Promise.reject(new Error('no'));
    await app.changeSettings({ theme: 'dark' });
    expect(app.store.settings?.theme).toBe('system');
    expect(app.store.notices).toHaveLength(1);
  });

  it('of two quick changes both hold, and neither answer takes the other back', async () => {
    const { runtime, app } = await started();
    const answers: (() => void)[] = [];
    const change = runtime.changeSettings;
    runtime.changeSettings = (patch) => new Promise((resolve) => answers.push(() => resolve(change(patch))));
    const dark = app.changeSettings({ theme: 'dark' });
    const quiet = app.changeSettings({ notifySound: false });
    answers[0]?.();
    await dark;
    expect(app.store.settings).toMatchObject({ theme: 'dark', notifySound: false });
    answers[1]?.();
    await quiet;
    expect(app.store.settings).toMatchObject({ theme: 'dark', notifySound: false });
    expect(runtime.world.settings).toMatchObject({ theme: 'dark', notifySound: false });
  });
});
