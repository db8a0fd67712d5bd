// What is pasted or picked while the answer is awaited belongs to the chat it was pasted in.

import { fireEvent, screen, waitFor } from '@solidjs/testing-library';
import { beforeEach, expect, it, vi } from 'vitest';

import { setLanguage } from '../i18n/language';
import { ACCOUNT } from '../runtime/fake/world';
import { BOBS, chat, GROUP, type } from '../test/page';

beforeEach(() => setLanguage('en'));

const field = () => screen.getByTestId<HTMLTextAreaElement>('composer-input');

/** Bob's chat, with a shell that answers only when it is told to. */
async function waiting() {
  const all = await chat(BOBS);
  let answer: (pasted: boolean) => void = () => undefined;
  const asked = vi.fn((_account: string, _conversation: string) => new Promise<boolean>((done) => (answer = done)));
  all.runtime.pasteFiles = asked;
  const open = async (conversation: string) => {
    all.runtime.push({ kind: 'open_conversation', account: ACCOUNT.id, conversation, message: null });
    const group = conversation === GROUP;
    await waitFor(() => expect(screen.getByTestId('chat-title').textContent?.includes('Product')).toBe(group));
    await waitFor(() => expect(screen.getByTestId('timeline').dataset['opened']).toBe('true'));
  };
  return { ...all, asked, open, answer: (pasted: boolean) => answer(pasted) };
}

const paste = (words: string, types: string[]) =>
  fireEvent.paste(field(), { clipboardData: { getData: () => words, types } });

it('puts a picture that comes late into the tray of the chat it was pasted in', async () => {
  const { runtime, asked, open, answer } = await waiting();
  paste('', []);
  expect(asked).toHaveBeenCalledWith(ACCOUNT.id, BOBS);
  await open(GROUP);
  runtime.attach(BOBS, [runtime.intake()]);
  answer(true);
  type('words of the group');
  expect(screen.queryByTestId('tray-item')).toBeNull();
  await open(BOBS);
  expect(await screen.findAllByTestId('tray-item')).toHaveLength(1);
  expect(field().value).toBe('');
});

it('puts words that come late into the draft of the chat they were pasted in', async () => {
  const { runtime, open, answer } = await waiting();
  type('see ');
  paste('file:///tmp/none', ['text/uri-list', 'text/plain']);
  await open(GROUP);
  field().focus();
  answer(false);
  await waitFor(async () => expect((await runtime.draft(ACCOUNT.id, BOBS)).text).toBe('see file:///tmp/none'));
  expect(field().value).toBe('');
  expect((await runtime.draft(ACCOUNT.id, GROUP)).text).toBe('');
});

it('gives what is picked to the chat it was picked for', async () => {
  const { runtime, open } = await waiting();
  const pick = vi.spyOn(runtime, 'pickFiles');
  fireEvent.click(screen.getByTestId('attach'));
  await waitFor(() => expect(pick).toHaveBeenCalledWith(ACCOUNT.id, BOBS));
  await open(GROUP);
  expect(screen.queryByTestId('tray-item')).toBeNull();
  await open(BOBS);
  expect(await screen.findAllByTestId('tray-item')).toHaveLength(2);
});
