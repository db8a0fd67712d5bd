// Voice messages in the whole page, on the fake runtime.

import { fireEvent, screen, waitFor } from '@solidjs/testing-library';
import { describe, expect, it, vi } from 'vitest';

import { clean } from '../test/axe';
import { BOBS, chat, GROUP, rows, type } from '../test/page';
import { ACCOUNT } from '../runtime/fake/world';

const record = () => fireEvent.click(screen.getByTestId('record'), { detail: 0 });
const bar = () => screen.getByTestId('voice-bar');
const key = (name: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key: name });
const records = () => waitFor(() => expect(bar().dataset['state']).toBe('recording'));
const waits = () => waitFor(() => expect(bar().dataset['state']).toBe('draft'));

describe('a voice message', () => {
  it('is recorded in the place of an empty field, heard and sent, by keyboard alone', async () => {
    const { runtime } = await chat();
    const before = rows().length;
    record();
    await records();
    expect(document.activeElement).toBe(screen.getByTestId('voice-send'));
    await clean(bar());
    fireEvent.click(screen.getByTestId('voice-stop'));
    await waits();
    await clean(bar());
    const played = vi.spyOn(runtime, 'playVoice');
    fireEvent.click(screen.getByTestId('voice-draft-play'));
    expect(played).toHaveBeenCalledWith(ACCOUNT.id, BOBS, null, 0);
    screen.getByTestId('voice-send').focus();
    key('Enter');
    await waitFor(() => expect(rows().length).toBe(before + 1));
    expect(screen.queryByTestId('voice-bar')).toBeNull();
    expect(document.activeElement).toBe(screen.getByTestId('composer-input'));
  });

  it('that is sent while it is recorded is sent when it has ended', async () => {
    await chat();
    const before = rows().length;
    record();
    await records();
    key('Enter');
    await waitFor(() => expect(rows().length).toBe(before + 1));
  });

  it('is thrown away with Escape, and can be had back for a moment', async () => {
    const { runtime } = await chat();
    const discarded = vi.spyOn(runtime, 'discardVoice');
    record();
    await records();
    key('Escape');
    await waitFor(() => expect(bar().dataset['state']).toBe('deleted'));
    fireEvent.click(screen.getByTestId('voice-undo'));
    await waits();
    key('Escape');
    await waitFor(() => expect(bar().dataset['state']).toBe('deleted'));
    expect(discarded).not.toHaveBeenCalled();
    // Another chat: nobody wants it back.
    runtime.push({ kind: 'open_conversation', account: ACCOUNT.id, conversation: GROUP, message: null });
    await waitFor(() => expect(discarded).toHaveBeenCalledWith(ACCOUNT.id, BOBS));
  });

  it('waits in its chat when another one is opened in the middle', async () => {
    const { runtime } = await chat();
    record();
    await records();
    runtime.push({ kind: 'open_conversation', account: ACCOUNT.id, conversation: GROUP, message: null });
    await waitFor(() => expect(screen.queryByTestId('voice-bar')).toBeNull());
    runtime.push({ kind: 'open_conversation', account: ACCOUNT.id, conversation: BOBS, message: null });
    await waits();
  });

  it('cannot be begun where words stand, and says why it was not begun', async () => {
    const { runtime } = await chat();
    runtime.recordVoice = () =>
      Promise.reject({ reason: { code: 'no_microphone', text: { zh: '没有', en: 'No microphone was found.' }, logId: null }, field: null });
    record();
    expect(await screen.findByText('No microphone was found.')).toBeTruthy();
    expect(screen.queryByTestId('voice-bar')).toBeNull();
    type('words');
    expect(screen.queryByTestId('record')).toBeNull();
  });

  it('of others plays in its bubble, goes on elsewhere, and goes faster', async () => {
    const { runtime } = await chat();
    const box = () => screen.getByTestId('voice');
    const seek = vi.spyOn(runtime, 'seekVoice');
    expect(screen.getByTestId('voice-unheard')).toBeTruthy();
    fireEvent.click(screen.getByTestId('voice-play'));
    await waitFor(() => expect(box().dataset['playing']).toBe('true'));
    fireEvent.keyDown(screen.getByTestId('wave'), { key: 'ArrowRight' });
    expect(seek).toHaveBeenCalled();
    fireEvent.click(screen.getByTestId('voice-speed'));
    await waitFor(() => expect(screen.getByTestId('voice-speed').textContent).toBe('1.5×'));
    expect(screen.queryByTestId('playing-bar')).toBeNull();
    runtime.push({ kind: 'open_conversation', account: ACCOUNT.id, conversation: GROUP, message: null });
    const elsewhere = await screen.findByTestId('playing-bar');
    await clean(elsewhere);
    fireEvent.click(screen.getByTestId('playing-stop'));
    await waitFor(() => expect(screen.queryByTestId('playing-bar')).toBeNull());
  });
});
