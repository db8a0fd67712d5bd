import { fireEvent, screen, waitFor } from '@solidjs/testing-library';
import { beforeEach, expect, it } from 'vitest';

import { setLanguage } from '../../i18n/language';
import { ACCOUNT } from '../../runtime/fake/world';
import { BOBS, chat, enter, rows, type } from '../../test/page';

const ECHO = '0:1:10001:10086';
const field = () => screen.getByTestId<HTMLTextAreaElement>('composer-input');
const press = (key: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(field(), { key, code: `Key${key.toUpperCase()}`, ...more });

beforeEach(() => {
  setLanguage('en');
  // What the field undoes by itself is the web view's affair.
  Object.assign(document, { execCommand: () => false });
});

/** Echo's chat with an own message that says this, and its words in the field to be edited. */
async function editing(words: string) {
  const all = await chat(ECHO);
  type(words);
  enter();
  await waitFor(() => expect(field().value).toBe(''));
  await waitFor(() => expect(says(words)).toBe(true));
  await waitFor(() => {
    press('ArrowUp');
    expect(field().value).toBe(words);
  });
  return all;
}

const says = (words: string) => rows().some((row) => row.textContent?.includes(words));

it('undoes an edit that was saved, by the bar and by Ctrl+Z', async () => {
  await editing('at five');
  for (const undo of [() => fireEvent.click(screen.getByTestId('undo-delete')), () => press('z', { ctrlKey: true })]) {
    await waitFor(() => {
      if (field().value === '') press('ArrowUp');
      expect(field().value).toBe('at five');
    });
    type('at six');
    enter();
    await waitFor(() => expect(says('at six')).toBe(true));
    expect(screen.getByTestId('undo-bar').textContent).toContain('Message edited');
    undo();
    await waitFor(() => expect(says('at five')).toBe(true));
    expect(says('at six')).toBe(false);
    expect(screen.queryByTestId('undo-bar')).toBeNull();
  }
});

it('brings back the words of an edit that was given up, and the draft is what it was', async () => {
  const { runtime } = await editing('at five');
  type('at six sharp');
  press('Escape');
  expect(field().value).toBe('');
  press('z', { ctrlKey: true });
  expect(field().value).toBe('at six sharp');
  expect(screen.getByTestId('composer-bar').dataset['mode']).toBe('edit');
  // Whoever has written something else since undoes that.
  press('Escape');
  type('a draft');
  type('');
  press('z', { ctrlKey: true });
  expect(field().value).toBe('');
  expect(says('at five')).toBe(true);
  // An edit never touches the draft.
  type('my draft');
  await waitFor(async () => expect((await runtime.draft(ACCOUNT.id, ECHO)).text).toBe('my draft'));
  const row = rows().find((one) => one.textContent?.includes('at five')) as HTMLElement;
  fireEvent.contextMenu(row);
  fireEvent.click(await screen.findByTestId('menu-rewrite'));
  expect(field().value).toBe('at five');
  type('at seven');
  enter();
  await waitFor(() => expect(says('at seven')).toBe(true));
  expect(field().value).toBe('my draft');
  expect((await runtime.draft(ACCOUNT.id, ECHO)).text).toBe('my draft');
});

it('finds the caret where it was when the chat comes back', async () => {
  const { runtime } = await chat(ECHO);
  type('one two three');
  field().setSelectionRange(4, 7);
  runtime.push({ kind: 'open_conversation', account: ACCOUNT.id, conversation: BOBS, message: null });
  await waitFor(() => expect(field().value).not.toBe('one two three'));
  runtime.push({ kind: 'open_conversation', account: ACCOUNT.id, conversation: ECHO, message: null });
  await waitFor(() => expect(field().value).toBe('one two three'));
  expect([field().selectionStart, field().selectionEnd]).toEqual([4, 7]);
});
