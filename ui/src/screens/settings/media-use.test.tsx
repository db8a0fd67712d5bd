import { fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { beforeEach, expect, it, vi } from 'vitest';

import type { MediaUse } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import { MediaUseSetting } from './media-use';

beforeEach(() => setLanguage('en'));

const chats = (count: number): MediaUse => ({
  bytes: 7_000_000,
  conversations: Array.from({ length: count }, (_, at) => ({ conversation: `c${at}`, title: `Chat c${at}`, bytes: 1_000_000 })),
});

function shown(first: MediaUse, clear = vi.fn(() => Promise.resolve())) {
  let now = first;
  const onFailure = vi.fn();
  render(() => (
    <MediaUseSetting load={() => Promise.resolve(now)} clear={clear} onFailure={onFailure} />
  ));
  return { clear, onFailure, becomes: (next: MediaUse) => (now = next) };
}

it('says what each chat takes, and clears one of them', async () => {
  const { clear, becomes } = shown(chats(2));
  const rows = await screen.findAllByTestId('media-of-chat');
  expect(rows.map((row) => row.textContent)).toEqual(['Chat c0977 KBClear', 'Chat c1977 KBClear']);
  becomes(chats(1));
  fireEvent.click(screen.getAllByTestId('clear-media-of')[1] as Element);
  await waitFor(() => expect(screen.getAllByTestId('media-of-chat').length).toBe(1));
  expect(clear).toHaveBeenCalledWith('c1');
});

it('clears all of it, and then has nothing to clear', async () => {
  const { clear, becomes } = shown(chats(1));
  await screen.findByTestId('media-use');
  becomes({ bytes: 0, conversations: [] });
  fireEvent.click(screen.getByTestId('clear-media'));
  await waitFor(() => expect(screen.getByTestId('media-use').textContent).toBe('Nothing'));
  expect(clear).toHaveBeenCalledWith(null);
  expect((screen.getByTestId('clear-media') as HTMLButtonElement).disabled).toBe(true);
});

it('names the largest chats first and all of them when asked', async () => {
  shown(chats(9));
  expect((await screen.findAllByTestId('media-of-chat')).length).toBe(5);
  fireEvent.click(screen.getByTestId('media-all-chats'));
  expect(screen.getAllByTestId('media-of-chat').length).toBe(9);
});

it('tells why it could not be cleared', async () => {
  const { onFailure } = shown(chats(1), vi.fn(() => Promise.reject(new Error('disk'))));
  fireEvent.click(await screen.findByTestId('clear-media'));
  await waitFor(() => expect(onFailure).toHaveBeenCalled());
});
