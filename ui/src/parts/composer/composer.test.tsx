import { fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { createStore } from 'solid-js/store';
import { describe, expect, it, vi } from 'vitest';

import type { AttachmentChoice, Draft, Intake, MessageRow } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import { failure } from '../../runtime/fake/base';
import type { Runtime } from '../../runtime/runtime';
import { createChat } from '../../state/chat';
import { createEmojiUse } from '../../state/emoji-use';
import { createDrafts, type DraftCommands } from '../../state/drafts';
import type { TimelineModel } from '../../state/timeline';
import { clean } from '../../test/axe';
import { quietVoice } from '../../test/voice';
import { Composer, type ComposerHandle, type ComposerProps } from './composer';

setLanguage('en');

const intake = (handle: string, change: Partial<Intake> = {}): Intake => ({
  handle,
  kind: 'picture',
  name: handle.includes('.') ? handle : `${handle}.jpg`,
  bytes: 3_000_000,
  width: 4000,
  height: 3000,
  mime: 'image/jpeg',
  files: 0,
  seconds: 0,
  pictured: true,
  compressedBytes: 500_000,
  hasLocation: false,
  looking: false,
  problem: null,
  ...change,
});

/** A core that keeps one draft as the real one does. */
function core(text = '') {
  let now: Draft = { revision: text === '' ? 0 : 7, text, answers: null, mentioned: [] };
  const set = (words: string) => (now = { ...now, revision: now.revision + 1, text: words });
  return {
    stored: () => now.text,
    close: () => {
      now = { ...now, answers: null, mentioned: [] };
      return { ...set('') };
    },
    setMentioned: vi.fn<DraftCommands['setMentioned']>(() => Promise.resolve()),
    setAnswering: vi.fn<DraftCommands['setAnswering']>((_account, _conversation, message) => {
      const quote = { message, senderName: 'Bob', own: false, kind: 'text', text: 'hello', media: null, state: 'there' } as const;
      now = { ...now, answers: message === null ? null : quote };
      return Promise.resolve(now.answers);
    }),
    draft: vi.fn<DraftCommands['draft']>(() => Promise.resolve({ ...now })),
    saveDraft: vi.fn<DraftCommands['saveDraft']>((_account, _conversation, base, words) => {
      if (base !== now.revision) return Promise.resolve({ revision: now.revision, newer: now.text });
      return Promise.resolve({ revision: set(words).revision, newer: null });
    }),
  };
}

/** What is sent, without the names of the account and the conversation. */
interface Sends {
  sendText: (submission: string, text: string, base: number) => Promise<Draft>;
  sendAttachments: (caption: string, pictures: AttachmentChoice[], base: number) => Promise<Draft>;
  editMessage: (message: string, text: string) => Promise<void>;
  /** Rows of the timeline, for the last own message. */
  rows: MessageRow[];
}

function composer(change: Partial<ComposerProps & Sends> = {}, kept = core(), files: Intake[] = []) {
  let handle!: ComposerHandle;
  const drafts = createDrafts(kept, (error) => {
    throw error;
  });
  const [tray, setTray] = createStore({ files });
  const props = {
    title: 'bob',
    voice: quietVoice(),
    emoji: createEmojiUse({ getItem: () => null, setItem: () => undefined }),
    enterSends: true,
    sendText: vi.fn<Sends['sendText']>(() => Promise.resolve(kept.close())),
    sendAttachments: vi.fn<Sends['sendAttachments']>(() => {
      setTray('files', []);
      return Promise.resolve(kept.close());
    }),
    editMessage: vi.fn<Sends['editMessage']>(() => Promise.resolve()),
    rows: [],
    pick: () => Promise.resolve(),
    paste: vi.fn(() => Promise.resolve(false)),
    pack: vi.fn(),
    discard: vi.fn((gone: string) => setTray('files', (all) => all.filter((file) => file.handle !== gone))),
    move: vi.fn(),
    intakeUrl: (h: string) => `linnet-media://localhost/intake/${h}`,
    thumb: (media: string) => `linnet-media://localhost/${media}`,
    copy: vi.fn(),
    onSent: vi.fn(),
    handle: (h: ComposerHandle) => (handle = h),
    ...change,
  };
  const chat = createChat({
    runtime: {
      sendText: (_account, _conversation, submission, text, base) => props.sendText(submission, text, base),
      sendAttachments: (_account, _conversation, caption, pictures, base) => props.sendAttachments(caption, pictures, base),
      tellActivity: () => Promise.resolve(),
      editMessage: (_account, message, text) => props.editMessage(message, text),
    } as Partial<Runtime> as Runtime,
    account: 'alice',
    conversation: 'bob',
    draft: () => drafts.of('alice', 'bob'),
    attachments: () => tray.files,
    typists: () => [],
    timeline: () =>
      ({
        rows: props.rows.map((row) => ({ type: 'message', ...row })),
        attend: () => undefined,
        open: () => Promise.resolve(),
        close: () => undefined,
      }) as Partial<TimelineModel> as TimelineModel,
    failed: (error) => {
      throw error;
    },
    selectionFull: () => undefined,
  });
  const { container, unmount } = render(() => <Composer {...props} chat={chat} />);
  const input = screen.getByTestId<HTMLTextAreaElement>('composer-input');
  const type = (text: string) => fireEvent.input(input, { target: { value: text } });
  return { props, chat, input, type, container, unmount, core: kept, drafts, setTray, handle: () => handle };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('writing', () => {
  it('does not send with Enter while an input method composes, which WebKitGTK shows only as keyCode 229', async () => {
    const { props, input, type } = composer();
    type('你好');
    fireEvent.keyDown(input, { key: 'Enter', keyCode: 229 });
    await settle();
    expect(props.sendText).not.toHaveBeenCalled();
    fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 });
    await waitFor(() => expect(props.sendText).toHaveBeenCalledTimes(1));
  });

  it('keeps the text until the core has accepted it', async () => {
    let accept!: () => void;
    const { input, type } = composer({ sendText: () => new Promise((resolve) => (accept = () => resolve({ revision: 9, text: '', answers: null, mentioned: [] }))) });
    type('hello bob');
    fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 });
    await settle();
    expect(input.value).toBe('hello bob');
    accept();
    await waitFor(() => expect(input.value).toBe(''));
  });

  it('says that the disk is slow when a message is not accepted for seconds, and takes it back when it is', async () => {
    vi.useFakeTimers();
    try {
      let accept!: () => void;
      const { input, type } = composer({ sendText: () => new Promise((resolve) => (accept = () => resolve({ revision: 9, text: '', answers: null, mentioned: [] }))) });
      type('a patient message');
      fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 });
      await vi.advanceTimersByTimeAsync(2_900);
      expect(screen.queryByTestId('saving-slowly')).toBeNull();
      await vi.advanceTimersByTimeAsync(200);
      expect(screen.getByTestId('saving-slowly').textContent).toContain('still saving');
      expect(input.value).toBe('a patient message');
      accept();
      await vi.advanceTimersByTimeAsync(0);
      expect(screen.queryByTestId('saving-slowly')).toBeNull();
      expect(input.value).toBe('');
    } finally {
      vi.useRealTimers();
    }
  });

  it('makes one message of a doubled Enter', async () => {
    const sendText = vi.fn(() => new Promise<Draft>(() => undefined));
    const { input, type } = composer({ sendText });
    type('once');
    fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 });
    fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 });
    await settle();
    expect(sendText).toHaveBeenCalledTimes(1);
  });

  it('says why it was refused, keeps the text, and tries again as the same message', async () => {
    const sendText = vi
      .fn<(submission: string, text: string) => Promise<Draft>>()
      .mockRejectedValueOnce(failure('disk_full', '磁盘已满。', 'The disk is full.'))
      .mockResolvedValue({ revision: 9, text: '', answers: null, mentioned: [] });
    const { input, type } = composer({ sendText });
    type('important');
    fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 });
    expect((await screen.findByTestId('composer-problem')).textContent).toContain('The disk is full.');
    expect(input.value).toBe('important');
    fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 });
    await waitFor(() => expect(sendText).toHaveBeenCalledTimes(2));
    const [first, second] = sendText.mock.calls;
    expect(first?.[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    expect(second?.[0]).toBe(first?.[0]);
  });

  it('does not take a text changed after a refusal for the same message', async () => {
    const sendText = vi
      .fn<(submission: string, text: string) => Promise<Draft>>()
      .mockRejectedValueOnce(failure('x', 'x', 'x'))
      .mockResolvedValue({ revision: 9, text: '', answers: null, mentioned: [] });
    const { input, type } = composer({ sendText });
    type('one');
    fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 });
    await screen.findByTestId('composer-problem');
    type('two');
    fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 });
    await waitFor(() => expect(sendText).toHaveBeenCalledTimes(2));
    expect(sendText.mock.calls[1]?.[0]).not.toBe(sendText.mock.calls[0]?.[0]);
  });

  it('keeps what was typed while the message before was being accepted', async () => {
    let accept!: () => void;
    const { input, type } = composer({ sendText: () => new Promise((resolve) => (accept = () => resolve({ revision: 9, text: '', answers: null, mentioned: [] }))) });
    type('first');
    fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 });
    type('first and more');
    await settle();
    accept();
    await waitFor(() => expect(input.value).toBe(' and more'));
  });

  it('sends nothing that is blank', async () => {
    const { props, input, type } = composer();
    type('  \n ');
    fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 });
    await settle();
    expect(props.sendText).not.toHaveBeenCalled();
  });

  it('counts near the limit, says what is too long, and cuts nothing', async () => {
    const { props, input, type } = composer();
    type('你'.repeat(22_000));
    expect(screen.getByTestId('byte-counter').textContent).toContain('Too long');
    fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 });
    await settle();
    expect(props.sendText).not.toHaveBeenCalled();
    expect(input.value).toHaveLength(22_000);
  });
});

describe('drafts', () => {
  it('comes back with text and pictures', async () => {
    const { input } = composer({}, core('草稿'), [intake('h1')]);
    await waitFor(() => expect(input.value).toBe('草稿'));
    expect(screen.getAllByTestId('tray-item')).toHaveLength(1);
  });

  it('loses neither the stored words nor those typed before they came', async () => {
    let give!: (draft: Draft) => void;
    const kept = core('old words');
    kept.draft.mockImplementation(() => new Promise((resolve) => (give = resolve)));
    const { input, type, unmount } = composer({}, kept);
    type('new words');
    await settle();
    expect(kept.saveDraft).not.toHaveBeenCalled();
    give({ revision: 7, text: 'old words', answers: null, mentioned: [] });
    await waitFor(() => expect(input.value).toBe('old words\nnew words'));
    unmount();
    await waitFor(() => expect(kept.stored()).toBe('old words\nnew words'));
  });

  it('does not send what was typed before the stored words came: the person sees both first', async () => {
    let give!: (draft: Draft) => void;
    const kept = core('old words');
    kept.draft.mockImplementation(() => new Promise((resolve) => (give = resolve)));
    const { props, input, type } = composer({}, kept);
    type('sent too early');
    fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 });
    await settle();
    give({ revision: 7, text: 'old words', answers: null, mentioned: [] });
    await waitFor(() => expect(input.value).toBe('old words\nsent too early'));
    expect(props.sendText).not.toHaveBeenCalled();
    await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('send').disabled).toBe(false));
  });

  it('is saved after a pause on the revision before, and closed when it is sent', async () => {
    vi.useFakeTimers();
    try {
      const { core: kept, props, input, type } = composer();
      type('a');
      await vi.advanceTimersByTimeAsync(500);
      type('ab');
      await vi.advanceTimersByTimeAsync(500);
      expect(kept.saveDraft.mock.calls.map((call) => call.slice(2))).toEqual([
        [0, 'a'],
        [1, 'ab'],
      ]);
      type('abc');
      fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 });
      await vi.advanceTimersByTimeAsync(2_000);
      expect(kept.saveDraft).toHaveBeenCalledTimes(2);
      // The core is told which save the message is made of: it closes no other one.
      expect(vi.mocked(props.sendText).mock.calls[0]?.[2]).toBe(2);
      type('d');
      await vi.advanceTimersByTimeAsync(500);
      expect(kept.saveDraft.mock.calls[2]?.slice(2)).toEqual([3, 'd']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is kept at any length the field can hold, with one counter, and refuses more whole', async () => {
    const { core: kept, input, type, unmount } = composer();
    const long = 'x'.repeat(70_000);
    type(long);
    expect(screen.getAllByTestId('byte-counter')).toHaveLength(1);
    type('字'.repeat(400_000));
    expect(screen.getByTestId('composer-full').textContent).toContain('1.0 MB');
    expect(input.value).toBe(long);
    type(`${long}!`);
    expect(screen.queryByTestId('composer-full')).toBeNull();
    unmount();
    await waitFor(() => expect(kept.stored()).toBe(`${long}!`));
  });

  it('stays readable and can be copied when the person is no member any more', async () => {
    const { props, input } = composer({ closed: { why: 'no_member' } }, core('my last words'));
    await waitFor(() => expect(input.value).toBe('my last words'));
    expect(input.readOnly).toBe(true);
    expect(screen.queryByTestId('send')).toBeNull();
    fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 });
    fireEvent.click(screen.getByTestId('copy-draft'));
    expect(props.copy).toHaveBeenCalledWith('my last words');
    expect(props.sendText).not.toHaveBeenCalled();
  });
});

describe('attachments', () => {
  it('asks the shell when a paste comes empty, as WebKitGTK does for pictures', async () => {
    const paste = vi.fn(() => Promise.resolve(true));
    const { input } = composer({ paste });
    fireEvent.paste(input, { clipboardData: { getData: () => '', types: [] } });
    expect(paste).toHaveBeenCalledTimes(1);
  });

  it('leaves pasted words to the browser', () => {
    const { props, input } = composer();
    fireEvent.paste(input, { clipboardData: { getData: () => 'words', types: ['text/plain'] } });
    expect(props.paste).not.toHaveBeenCalled();
  });

  it('sends the tray in its order, with the caption, as original when compressing changes nothing', async () => {
    const { props, type } = composer({}, core(), [intake('a'), intake('b', { compressedBytes: null }), intake('c')]);
    type('the caption');
    fireEvent.click(screen.getByRole('button', { name: 'Move c.jpg earlier' }));
    expect(props.move).toHaveBeenCalledWith('c', 1);
    fireEvent.click(screen.getByRole('button', { name: 'Remove a.jpg' }));
    fireEvent.click(screen.getByTestId('send'));
    await waitFor(() => expect(props.sendAttachments).toHaveBeenCalledTimes(1));
    const [caption, pictures] = vi.mocked(props.sendAttachments).mock.calls[0] ?? [];
    expect(caption).toBe('the caption');
    expect(pictures).toEqual([
      { handle: 'b', mode: 'original' },
      { handle: 'c', mode: 'compress' },
    ]);
    await waitFor(() => expect(screen.queryByTestId('tray')).toBeNull());
  });

  it('sends what is no picture as a file, and pictures too when that is chosen', async () => {
    const files = [intake('a'), intake('report.pdf', { kind: 'file', compressedBytes: null, width: 0, height: 0 })];
    const { props } = composer({}, core(), files);
    expect(screen.getAllByTestId('tray-file').map((tile) => tile.textContent)).toEqual(['PDF']);
    expect(screen.getByTestId('tray').textContent).toContain('1 picture · 1 file');
    fireEvent.click(screen.getByRole('radio', { name: 'File' }));
    expect(screen.getAllByTestId('tray-file')).toHaveLength(2);
    expect(screen.getByTestId('tray').textContent).toContain('2 files');
    fireEvent.click(screen.getByTestId('send'));
    await waitFor(() => expect(props.sendAttachments).toHaveBeenCalledTimes(1));
    expect(vi.mocked(props.sendAttachments).mock.calls[0]?.[1]).toEqual([
      { handle: 'a', mode: 'file' },
      { handle: 'report.pdf', mode: 'file' },
    ]);
  });

  it('shows a tile at once and waits with sending until the file has been looked at', () => {
    const { setTray } = composer({}, core(), [intake('a'), intake('b', { looking: true, bytes: 0 })]);
    expect(screen.getAllByTestId('tray-item')[1]?.textContent).toContain('Checking');
    expect(screen.getByTestId<HTMLButtonElement>('send').disabled).toBe(true);
    setTray('files', 1, { looking: false, bytes: 5 });
    expect(screen.getByTestId<HTMLButtonElement>('send').disabled).toBe(false);
  });

  it('does not send while something in the tray cannot be sent', () => {
    const { props } = composer({}, core(), [
      intake('bad', { problem: { code: 'x', text: { zh: '不行', en: 'This is not a picture.' }, logId: null } }),
    ]);
    expect(screen.getByTestId<HTMLButtonElement>('send').disabled).toBe(true);
    expect(screen.getByTestId('tray-item').textContent).toContain('This is not a picture.');
    fireEvent.click(screen.getByRole('button', { name: 'Remove bad.jpg' }));
    expect(props.discard).toHaveBeenCalledWith('bad');
  });

  it('warns of the place in an original before it is sent', () => {
    composer({}, core(), [intake('a', { hasLocation: true })]);
    expect(screen.queryByText(/where it was taken/)).toBeNull();
    fireEvent.click(screen.getByRole('radio', { name: /Original/ }));
    expect(screen.getByText(/where it was taken/)).toBeTruthy();
  });
});

describe('a conversation that is left and opened again', () => {
  it('keeps how its pictures are to be sent', () => {
    const { chat, unmount, props } = composer({}, core(), [intake('a')]);
    fireEvent.click(screen.getByRole('radio', { name: /Original/ }));
    unmount();
    render(() => <Composer {...props} chat={chat} />);
    expect(screen.getByRole<HTMLInputElement>('radio', { name: /Original/ }).checked).toBe(true);
  });

  it('says there, and nowhere else, that a message could not be sent', async () => {
    let refuse!: () => void;
    const sendText = () => new Promise<Draft>((_, reject) => (refuse = () => reject(failure('disk_full', '磁盘已满。', 'The disk is full.'))));
    const { chat, unmount, props, input, type } = composer({ sendText });
    type('left on its way');
    fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 });
    await settle();
    unmount();
    refuse();
    await settle();
    expect(props.onSent).not.toHaveBeenCalled();
    render(() => <Composer {...props} chat={chat} />);
    expect(screen.getByTestId('composer-problem').textContent).toContain('The disk is full.');
    expect(screen.getByTestId<HTMLTextAreaElement>('composer-input').value).toBe('left on its way');
  });
});

it('is clean under axe, with pictures in the tray', async () => {
  const { container } = composer({}, core(), [intake('a', { hasLocation: true }), intake('b', { looking: true })]);
  await clean(container);
});

const own = (text: string): MessageRow =>
  ({ id: 'm1', own: true, canEdit: true, body: { kind: 'text', text }, unsavedEdit: null }) as MessageRow;
const bar = () => screen.queryByTestId('composer-bar');

describe('an answer', () => {
  it('is shown above the field, kept with the draft, and ends with Esc', async () => {
    const { chat, input, core: kept, container } = composer();
    await settle();
    await chat.reply('m7');
    expect(bar()?.dataset['mode']).toBe('reply');
    expect(bar()?.textContent).toContain('Bob');
    expect(bar()?.textContent).toContain('hello');
    expect(document.activeElement).toBe(input);
    await clean(container);
    fireEvent.keyDown(input, { key: 'Escape' });
    await waitFor(() => expect(bar()).toBeNull());
    expect(kept.setAnswering.mock.calls.map((call) => call[2])).toEqual(['m7', null]);
  });

  it('is over once it was sent', async () => {
    const { chat, input, type, props } = composer();
    await settle();
    await chat.reply('m7');
    type('so it is');
    fireEvent.keyDown(input, { key: 'Enter' });
    await waitFor(() => expect(props.sendText).toHaveBeenCalled());
    await waitFor(() => expect(bar()).toBeNull());
  });
});

describe('editing', () => {
  it('begins with the arrow in an empty field, saves with Enter, and never touches the draft', async () => {
    const { chat, input, type, props, core: kept } = composer({ rows: [own('helo')] });
    await settle();
    chat.show();
    type('x');
    fireEvent.keyDown(input, { key: 'ArrowUp' });
    expect(bar()).toBeNull();
    type('');
    fireEvent.keyDown(input, { key: 'ArrowUp' });
    expect(bar()?.dataset['mode']).toBe('edit');
    expect(input.value).toBe('helo');
    type('hello');
    expect(chat.draft().text()).toBe('');
    fireEvent.keyDown(input, { key: 'Enter' });
    await waitFor(() => expect(props.editMessage).toHaveBeenCalledWith('m1', 'hello'));
    await waitFor(() => expect(bar()).toBeNull());
    expect(input.value).toBe('');
    expect(props.sendText).not.toHaveBeenCalled();
    expect(kept.stored()).toBe('');
  });

  it('gives the draft back with Esc, and keeps the words when they are not taken', async () => {
    const editMessage = vi.fn(() => Promise.reject(failure('not_now', '现在不行。', 'Not now.')));
    const { chat, input, type, container } = composer({ rows: [own('helo')], editMessage });
    await settle();
    type('half a thought');
    chat.rewrite(own('helo'));
    expect(input.value).toBe('helo');
    type('hello');
    fireEvent.keyDown(input, { key: 'Enter' });
    await waitFor(() => expect(screen.getByTestId('composer-problem').textContent).toContain('Not now.'));
    expect(input.value).toBe('hello');
    await clean(container);
    fireEvent.keyDown(input, { key: 'Escape' });
    expect(bar()).toBeNull();
    expect(input.value).toBe('half a thought');
  });

  it('goes on from the words of an edit that was refused', async () => {
    const { chat, input } = composer();
    await settle();
    const reason = { code: 'edited_elsewhere', text: { zh: '', en: '' }, logId: null };
    chat.rewrite({ ...own('two'), unsavedEdit: { text: 'three', reason } });
    expect(input.value).toBe('three');
  });
});
