import { fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { describe, expect, it, vi } from 'vitest';

import type { Intake } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import { failure } from '../../runtime/fake/base';
import { clean } from '../../test/axe';
import { Composer, type ComposerHandle, type ComposerProps } from './composer';

setLanguage('en');

const intake = (handle: string, change: Partial<Intake> = {}): Intake => ({
  handle,
  name: `${handle}.jpg`,
  bytes: 3_000_000,
  width: 4000,
  height: 3000,
  mime: 'image/jpeg',
  compressedBytes: 500_000,
  hasLocation: false,
  problem: null,
  ...change,
});

function composer(change: Partial<ComposerProps> = {}) {
  let handle!: ComposerHandle;
  const props: ComposerProps = {
    title: 'bob',
    enterSends: true,
    loadDraft: () => Promise.resolve({ revision: 1, text: '', attachments: [] }),
    saveDraft: vi.fn(() => Promise.resolve()),
    sendText: vi.fn(() => Promise.resolve()),
    sendPictures: vi.fn(() => Promise.resolve()),
    onTyping: vi.fn(),
    pick: () => Promise.resolve([]),
    paste: vi.fn(() => Promise.resolve<Intake[]>([])),
    discard: vi.fn(),
    intakeUrl: (h) => `linnet-media://localhost/intake/${h}`,
    onSent: vi.fn(),
    onFailure: vi.fn(),
    handle: (h) => (handle = h),
    ...change,
  };
  const { container } = render(() => <Composer {...props} />);
  const input = screen.getByTestId<HTMLTextAreaElement>('composer-input');
  const type = (text: string) => fireEvent.input(input, { target: { value: text } });
  return { props, input, type, container, handle: () => handle };
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
    const { input, type } = composer({ sendText: () => new Promise<void>((resolve) => (accept = resolve)) });
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
      const { input, type } = composer({ sendText: () => new Promise<void>((resolve) => (accept = resolve)) });
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
    const sendText = vi.fn(() => new Promise<void>(() => undefined));
    const { input, type } = composer({ sendText });
    type('once');
    fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 });
    fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 });
    await settle();
    expect(sendText).toHaveBeenCalledTimes(1);
  });

  it('says why it was refused, keeps the text, and tries again as the same message', async () => {
    const sendText = vi
      .fn<(submission: string, text: string) => Promise<void>>()
      .mockRejectedValueOnce(failure('disk_full', '磁盘已满。', 'The disk is full.'))
      .mockResolvedValue(undefined);
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
      .fn<(submission: string, text: string) => Promise<void>>()
      .mockRejectedValueOnce(failure('x', 'x', 'x'))
      .mockResolvedValue(undefined);
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
    const { input, type } = composer({ sendText: () => new Promise<void>((resolve) => (accept = resolve)) });
    type('first');
    fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 });
    type('first and more');
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
    const { input } = composer({
      loadDraft: () => Promise.resolve({ revision: 4, text: '草稿', attachments: [intake('h1')] }),
    });
    await waitFor(() => expect(input.value).toBe('草稿'));
    expect(screen.getAllByTestId('tray-item')).toHaveLength(1);
  });

  it('does not overwrite what was typed before it came', async () => {
    let give!: (draft: { revision: number; text: string; attachments: Intake[] }) => void;
    const { input, type } = composer({ loadDraft: () => new Promise((resolve) => (give = resolve)) });
    type('new words');
    give({ revision: 1, text: 'old words', attachments: [] });
    await settle();
    expect(input.value).toBe('new words');
  });

  it('is saved after a pause with growing revisions, and not again once it was sent', async () => {
    vi.useFakeTimers();
    try {
      const saveDraft = vi.fn<ComposerProps['saveDraft']>(() => Promise.resolve());
      const sendText = vi.fn<ComposerProps['sendText']>(() => Promise.resolve());
      const { input, type } = composer({ saveDraft, sendText });
      type('a');
      await vi.advanceTimersByTimeAsync(500);
      type('ab');
      await vi.advanceTimersByTimeAsync(500);
      const [first, second] = saveDraft.mock.calls;
      expect(second?.[0]).toBeGreaterThan(first?.[0] ?? Infinity);
      expect(second?.[1]).toBe('ab');
      type('abc');
      fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 });
      await vi.advanceTimersByTimeAsync(2_000);
      expect(saveDraft).toHaveBeenCalledTimes(2);
      // The core is told which save was the last: one that is still on its way comes too late.
      expect(sendText.mock.calls[0]?.[2]).toBe(second?.[0]);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('pictures', () => {
  it('asks the shell when a paste comes empty, as WebKitGTK does for pictures', async () => {
    const paste = vi.fn(() => Promise.resolve([intake('p1')]));
    const { input } = composer({ paste });
    fireEvent.paste(input, { clipboardData: { getData: () => '', types: [] } });
    expect(await screen.findByTestId('tray-item')).toBeTruthy();
    expect(paste).toHaveBeenCalledTimes(1);
  });

  it('leaves pasted words to the browser', () => {
    const { props, input } = composer();
    fireEvent.paste(input, { clipboardData: { getData: () => 'words', types: ['text/plain'] } });
    expect(props.paste).not.toHaveBeenCalled();
  });

  it('sends the tray in its order, with the caption, as original when compressing changes nothing', async () => {
    const sendPictures = vi.fn<ComposerProps['sendPictures']>(() => Promise.resolve());
    const { type, handle } = composer({ sendPictures });
    handle().add([intake('a'), intake('b', { compressedBytes: null }), intake('c')]);
    type('the caption');
    fireEvent.click(screen.getByRole('button', { name: 'Move c.jpg earlier' }));
    fireEvent.click(screen.getByRole('button', { name: 'Remove a.jpg' }));
    fireEvent.click(screen.getByTestId('send'));
    await waitFor(() => expect(sendPictures).toHaveBeenCalledTimes(1));
    const [caption, pictures] = sendPictures.mock.calls[0] ?? [];
    expect(caption).toBe('the caption');
    expect(pictures?.map((p) => [p.handle, p.mode])).toEqual([
      ['c', 'compress'],
      ['b', 'original'],
    ]);
    expect(new Set(pictures?.map((p) => p.submission)).size).toBe(2);
    await waitFor(() => expect(screen.queryByTestId('tray')).toBeNull());
  });

  it('does not send while something in the tray cannot be sent', () => {
    const { props, handle } = composer();
    handle().add([
      intake('bad', { problem: { code: 'x', text: { zh: '不行', en: 'This is not a picture.' }, logId: null } }),
    ]);
    expect(screen.getByTestId<HTMLButtonElement>('send').disabled).toBe(true);
    expect(screen.getByTestId('tray-item').textContent).toContain('This is not a picture.');
    fireEvent.click(screen.getByRole('button', { name: 'Remove bad.jpg' }));
    expect(props.discard).toHaveBeenCalledWith('bad');
  });

  it('warns of the place in an original before it is sent', () => {
    const { handle } = composer();
    handle().add([intake('a', { hasLocation: true })]);
    expect(screen.queryByText(/where it was taken/)).toBeNull();
    fireEvent.click(screen.getByRole('radio', { name: /Original/ }));
    expect(screen.getByText(/where it was taken/)).toBeTruthy();
  });
});

it('is clean under axe, with pictures in the tray', async () => {
  const { container, handle } = composer();
  handle().add([intake('a', { hasLocation: true }), intake('b')]);
  await clean(container);
});
