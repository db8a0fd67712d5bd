import { fireEvent, screen, waitFor, within } from '@solidjs/testing-library';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { setLanguage } from '../i18n/language';
import { ACCOUNT, BOB, CAROL } from '../runtime/fake/world';
import { clean } from '../test/axe';
import { BOBS, chat, enter, rows, type } from '../test/page';

const written = vi.fn(() => Promise.resolve());

beforeEach(() => {
  setLanguage('en');
  written.mockClear();
  Object.defineProperty(navigator, 'clipboard', { value: { writeText: written }, configurable: true });
});
afterEach(() => void Reflect.deleteProperty(navigator, 'clipboard'));

const row = (words: string) =>
  rows().find((one) => one.textContent?.includes(words)) as HTMLElement;
const count = () => screen.queryByTestId('selection-count')?.textContent ?? null;
const press = (element: HTMLElement, key: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(element, { key, ...more });

/** What a mouse does: the page hears of both. */
function click(element: HTMLElement, keys: MouseEventInit = {}): void {
  if (fireEvent.mouseDown(element, keys)) element.focus();
  fireEvent.click(element, keys);
}

async function three() {
  const all = await chat(`0:1:10001:10086`);
  for (const words of ['first words', 'second words', 'third words']) {
    all.runtime.receive('0:1:10001:10086', BOB, words);
    await screen.findByText(words);
  }
  return all;
}

it('begins in the menu, goes on with clicks, and opens nothing meanwhile', async () => {
  const { runtime } = await three();
  const open = vi.spyOn(runtime, 'openLink');
  runtime.receive('0:1:10001:10086', BOB, 'see https://plain.example/login');
  const link = await screen.findByText('https://plain.example/login');
  fireEvent.contextMenu(row('first words'));
  fireEvent.click(screen.getByTestId('menu-select'));
  expect(count()).toBe('1 message selected');
  click(row('second words'));
  click(link);
  expect(count()).toBe('3 messages selected');
  expect(open).not.toHaveBeenCalled();
  expect(screen.queryByTestId('link-confirm')).toBeNull();
  expect(row('second words').getAttribute('aria-label')).toMatch(/^Selected, /);
  fireEvent.contextMenu(row('first words'));
  expect(screen.queryByTestId('menu')).toBeNull();
  await clean();
  click(link);
  click(row('second words'));
  click(row('first words'));
  expect(screen.queryByTestId('selection-bar')).toBeNull();
  fireEvent.click(link);
  expect(open).toHaveBeenCalledTimes(1);
});

it('takes one with Ctrl and all between with Shift', async () => {
  await three();
  click(row('third words'), { ctrlKey: true });
  expect(count()).toBe('1 message selected');
  click(row('first words'), { shiftKey: true });
  expect(count()).toBe('3 messages selected');
  click(row('second words'), { shiftKey: true });
  expect(count()).toBe('2 messages selected');
  expect(document.activeElement).toBe(row('second words'));
});

it('begins with Shift at the row that has the keyboard', async () => {
  await three();
  row('second words').focus();
  click(row('third words'), { shiftKey: true });
  expect(count()).toBe('2 messages selected');
});

it('leaves Shift and a click to the words that are being marked', async () => {
  await three();
  const words = within(row('first words')).getByTestId('message-text');
  document.getSelection()?.selectAllChildren(words);
  expect(fireEvent.mouseDown(words, { shiftKey: true })).toBe(true);
  fireEvent.click(words, { shiftKey: true });
  expect(count()).toBeNull();
  // In another message nothing is being marked.
  click(row('third words'), { shiftKey: true });
  expect(count()).toBe('1 message selected');
  document.getSelection()?.removeAllRanges();
});

it('goes by keyboard: Shift with the arrows, the space bar, Esc', async () => {
  await three();
  row('third words').focus();
  press(row('third words'), ' ');
  expect(count()).toBeNull();
  press(row('third words'), 'ArrowUp', { shiftKey: true });
  expect(document.activeElement).toBe(row('second words'));
  expect(count()).toBe('2 messages selected');
  press(row('second words'), 'ArrowUp', { shiftKey: true });
  press(row('first words'), 'ArrowDown', { shiftKey: true });
  expect(count()).toBe('2 messages selected');
  press(row('second words'), ' ');
  expect(count()).toBe('1 message selected');
  press(row('second words'), 'Escape');
  expect(count()).toBeNull();
  expect(document.activeElement).toBe(row('second words'));
  // The next one leads to the field.
  press(row('second words'), 'Escape');
  expect(document.activeElement).toBe(screen.getByTestId('composer-input'));
});

it('takes an album as one, and its pictures one by one', async () => {
  await chat();
  const cells = () => [...document.querySelectorAll<HTMLElement>('.picture-cell')];
  click(document.querySelector('.album-grid') as HTMLElement, { ctrlKey: true });
  expect(count()).toBe('5 messages selected');
  click(cells()[1]?.querySelector('.picture-open') as HTMLElement);
  expect(count()).toBe('4 messages selected');
  expect(screen.queryByTestId('viewer')).toBeNull();
  expect(cells().map((cell) => cell.classList.contains('in-selection'))).toEqual([true, false, true, true, true]);
});

it('selects no line that nobody wrote', async () => {
  await chat();
  const line = document.querySelector<HTMLElement>('.notice-line') as HTMLElement;
  click(line, { ctrlKey: true });
  expect(count()).toBeNull();
  fireEvent.contextMenu(line);
  expect(screen.queryByTestId('menu-select')).toBeNull();
});

it('copies in the order of the chat, with names when several wrote', async () => {
  const { runtime } = await three();
  click(row('third words'), { ctrlKey: true });
  click(row('first words'));
  fireEvent.click(screen.getByTestId('selection-copy'));
  expect(written).toHaveBeenLastCalledWith('first words\nthird words');
  expect(count()).toBeNull();
  runtime.receive('0:1:10001:10086', CAROL, 'by somebody else');
  await screen.findByText('by somebody else');
  click(row('by somebody else'), { ctrlKey: true });
  click(row('first words'));
  fireEvent.click(screen.getByTestId('selection-copy'));
  expect(written).toHaveBeenLastCalledWith(expect.stringMatching(/^Bob {2}.+\nfirst words\n\n陈可儿 {2}.+\nby somebody else$/));
});

it('deletes all of them, and gives all of them back', async () => {
  await three();
  click(row('first words'), { ctrlKey: true });
  click(row('third words'));
  fireEvent.click(screen.getByTestId('selection-delete'));
  await waitFor(() => expect(count()).toBeNull());
  expect((await screen.findByTestId('undo-bar')).textContent).toContain('2 messages deleted.');
  expect(row('first words')).toBeUndefined();
  expect(row('second words')).toBeTruthy();
  expect(row('third words')).toBeUndefined();
  fireEvent.click(screen.getByTestId('undo-delete'));
  await waitFor(() => expect(row('first words')).toBeTruthy());
  expect(row('third words')).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByTestId('composer-input'));
});

it('says why they cannot be deleted, and leaves them', async () => {
  const { runtime } = await three();
  vi.spyOn(runtime, 'deleteMessages').mockRejectedValue({
    reason: { code: 'x', text: { zh: '', en: 'It cannot be deleted.' }, logId: null },
    field: null,
  });
  click(row('first words'), { ctrlKey: true });
  press(row('first words'), 'Delete');
  expect(await screen.findByText('It cannot be deleted.')).toBeTruthy();
  expect(row('first words')).toBeTruthy();
  expect(screen.queryByTestId('undo-bar')).toBeNull();
});

it('recalls only where all of them can be', async () => {
  const { runtime } = await chat();
  const recall = vi.spyOn(runtime, 'recallMessage');
  const mine = ['words of mine', 'and some more'];
  for (const words of mine) {
    type(words);
    enter();
    await waitFor(() => expect(within(row(words)).getByTestId('delivery').dataset['state']).toBe('read'));
  }
  click(row('and some more'), { ctrlKey: true });
  click(row('Wednesday works'));
  expect(screen.queryByTestId('selection-recall')).toBeNull();
  click(row('Wednesday works'));
  click(row('words of mine'));
  const ids = mine.map((words) => row(words).dataset['id']);
  fireEvent.click(screen.getByTestId('selection-recall'));
  expect(recall).not.toHaveBeenCalled();
  fireEvent.click(screen.getByTestId('confirm-ok'));
  await waitFor(() => expect(count()).toBeNull());
  expect(recall.mock.calls.map(([, message]) => message)).toEqual(ids);
});

it('loses a message that is recalled meanwhile, and ends with the chat', async () => {
  const { runtime, app } = await three();
  click(row('first words'), { ctrlKey: true });
  click(row('second words'));
  await runtime.recallMessage(ACCOUNT.id, row('second words').dataset['id'] as string);
  await waitFor(() => expect(count()).toBe('1 message selected'));
  app.navigation.openChat(ACCOUNT.id, BOBS);
  await waitFor(() => expect(count()).toBeNull());
  app.navigation.openChat(ACCOUNT.id, '0:1:10001:10086');
  await screen.findByText('first words');
  expect(count()).toBeNull();
});
