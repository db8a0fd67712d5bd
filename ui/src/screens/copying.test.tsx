import { fireEvent, screen, waitFor } from '@solidjs/testing-library';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { Body } from '../bindings';
import { setLanguage } from '../i18n/language';
import { BOB } from '../runtime/fake/world';
import { chat, rows } from '../test/page';

const ECHO = '0:1:10001:10086';
const written = vi.fn(() => Promise.resolve());

beforeEach(() => {
  setLanguage('en');
  written.mockClear();
  Object.defineProperty(navigator, 'clipboard', { value: { writeText: written }, configurable: true });
});
afterEach(() => void Reflect.deleteProperty(navigator, 'clipboard'));

const row = (words: string) => rows().find((one) => one.textContent?.includes(words)) as HTMLElement;
const kind = (name: Body['kind']) => rows().find((one) => one.dataset['kind'] === name) as HTMLElement;
const ctrlC = (element: HTMLElement) => fireEvent.keyDown(element, { key: 'c', code: 'KeyC', ctrlKey: true });
const offered = () => screen.getAllByRole('menuitem').map((item) => item.textContent);

async function told(...texts: string[]) {
  const all = await chat(ECHO);
  for (const text of texts) {
    all.runtime.receive(ECHO, BOB, text);
    await waitFor(() => expect(row(text.slice(0, 20))).toBeTruthy());
  }
  return all;
}

it('copies the words of the row that has the keyboard, all of them', async () => {
  const long = `${'word '.repeat(4_000)}the end`;
  await told(long);
  row('word').focus();
  expect(ctrlC(row('word'))).toBe(false);
  expect(written).toHaveBeenLastCalledWith(long);
  expect(await screen.findByText('Copied')).toBeTruthy();
  expect(document.activeElement).toBe(row('word'));
});

it('leaves marked words to the browser', async () => {
  await told('some words');
  document.getSelection()?.selectAllChildren(row('some words'));
  expect(ctrlC(row('some words'))).toBe(true);
  expect(written).not.toHaveBeenCalled();
  document.getSelection()?.removeAllRanges();
  expect(fireEvent.keyDown(row('some words'), { key: 'C', code: 'KeyC', ctrlKey: true, shiftKey: true })).toBe(true);
  expect(written).not.toHaveBeenCalled();
});

it('copies what is selected', async () => {
  await told('first', 'second');
  row('second').focus();
  fireEvent.keyDown(row('second'), { key: 'ArrowUp', shiftKey: true });
  ctrlC(row('first'));
  expect(written).toHaveBeenLastCalledWith('first\nsecond');
  expect(screen.queryByTestId('selection-bar')).toBeNull();
});

it('copies a picture as one, also with words below it', async () => {
  const { runtime } = await chat();
  const copy = vi.spyOn(runtime, 'copyPicture');
  const captioned = row('从窗口拍的');
  ctrlC(captioned);
  expect(copy).toHaveBeenLastCalledWith(expect.anything(), 'rain-900x1600');
  expect(await screen.findByText('Picture copied')).toBeTruthy();
  fireEvent.contextMenu(captioned);
  expect(offered().filter((label) => label?.startsWith('Copy'))).toEqual(['Copy text', 'Copy picture']);
  fireEvent.click(screen.getByTestId('menu-copy'));
  expect(written).toHaveBeenLastCalledWith('从窗口拍的');
});

it('offers no picture that is not there', async () => {
  const { runtime } = await chat();
  const sending = rows().find((one) => one.getAttribute('aria-label')?.includes('Uploading')) as HTMLElement;
  fireEvent.contextMenu(sending);
  expect(offered()).not.toContain('Copy picture');
  fireEvent.keyDown(screen.getByTestId('menu'), { key: 'Escape' });
  const copy = vi.spyOn(runtime, 'copyPicture');
  ctrlC(sending);
  expect(copy).not.toHaveBeenCalled();
});

it('copies the link that was pointed at', async () => {
  await told('see https://a.example/1 and https://b.example/2');
  // Of two nobody knows which.
  fireEvent.contextMenu(row('see'));
  expect(screen.queryByTestId('menu-copy-link')).toBeNull();
  fireEvent.keyDown(screen.getByTestId('menu'), { key: 'Escape' });
  const second = screen.getByText('https://b.example/2');
  fireEvent.contextMenu(second);
  fireEvent.click(screen.getByTestId('menu-copy-link'));
  expect(written).toHaveBeenLastCalledWith('https://b.example/2');
  second.focus();
  ctrlC(second);
  expect(written).toHaveBeenCalledTimes(2);
  fireEvent.keyDown(second, { key: 'F10', shiftKey: true });
  expect(screen.getByTestId('menu-copy-link')).toBeTruthy();
});

it('copies the one link of a text, and offers it once where it is all there is', async () => {
  await told('look: https://a.example/1', 'https://b.example/2');
  fireEvent.contextMenu(row('look'));
  fireEvent.click(screen.getByTestId('menu-copy-link'));
  expect(written).toHaveBeenLastCalledWith('https://a.example/1');
  fireEvent.contextMenu(row('b.example'));
  expect(offered().filter((label) => label?.startsWith('Copy'))).toEqual(['Copy text']);
});

it('copies where a card leads', async () => {
  await chat();
  fireEvent.contextMenu(kind('link'));
  expect(offered().filter((label) => label?.startsWith('Copy'))).toEqual(['Copy link']);
  fireEvent.click(screen.getByTestId('menu-copy-link'));
  expect(written).toHaveBeenLastCalledWith('https://birds.example/linnet');
});

it('does nothing on what has nothing to copy', async () => {
  await chat();
  expect(ctrlC(kind('recalled'))).toBe(true);
  expect(written).not.toHaveBeenCalled();
});
