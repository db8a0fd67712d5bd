import { fireEvent, screen, waitFor } from '@solidjs/testing-library';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { setLanguage } from '../../i18n/language';
import { clean } from '../../test/axe';
import { BOBS, chat, GROUP } from '../../test/page';
import { mentionName, tokenAt } from './mention-name';

beforeEach(() => setLanguage('en'));

describe('a name that is being written', () => {
  it.each([
    ['@', 1, { from: 0, name: '' }],
    ['@bo', 3, { from: 0, name: 'bo' }],
    ['look @bo', 8, { from: 5, name: 'bo' }],
    ['你好@张', 4, { from: 2, name: '张' }],
    ['(@bo', 4, { from: 1, name: 'bo' }],
    ['@bo and', 7, null],
    ['me@example.com', 14, null],
    ['a@', 2, null],
    [`@${'x'.repeat(40)}`, 41, null],
  ])('in %j up to %i', (text, caret, found) => expect(mentionName(text, caret)).toEqual(found));
});

describe('a name that was picked', () => {
  const picked = [
    { user: '1', name: 'Bob' },
    { user: '2', name: '张三' },
    { user: '3', name: '张' },
    { user: '4', name: 'Ann Lee' },
  ];
  it.each([
    ['@Bob ', 5, { from: 0, to: 5 }],
    ['@Bob', 4, { from: 0, to: 4 }],
    ['@Bob hi', 7, null],
    ['hi @Bob, you', 5, { from: 3, to: 7 }],
    ['@张三你', 3, { from: 0, to: 3 }],
    ['@Ann Lee ', 9, { from: 0, to: 9 }],
    ['@bob ', 5, null],
    ['Bob', 3, null],
  ])('in %j at %i', (text, caret, found) => expect(tokenAt(text, caret, picked)).toEqual(found));
});

const field = () => screen.getByTestId<HTMLTextAreaElement>('composer-input');
const press = (key: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(field(), { key, keyCode: 13, ...more });

function type(text: string, how: Partial<InputEventInit> = {}): void {
  field().focus();
  fireEvent.input(field(), { target: { value: text }, inputType: 'insertText', ...how });
}

it('offers the people of a group, and the keys choose; what is sent is a text with the name', async () => {
  const { runtime } = await chat(GROUP);
  const mentioned = vi.spyOn(runtime, 'setMentioned');
  const send = vi.spyOn(runtime, 'sendText');
  type('look @bo');
  const list = await screen.findByTestId('mention-list');
  expect(list.querySelector('[aria-selected="true"]')?.textContent).toContain('Bob');
  expect(field().getAttribute('aria-activedescendant')).toBe(list.querySelector('[aria-selected="true"]')?.id);
  await clean();
  press('Enter');
  expect(field().value).toBe('look @Bob ');
  expect(screen.queryByTestId('mention-list')).toBeNull();
  expect(send).not.toHaveBeenCalled();
  await waitFor(() => expect(mentioned.mock.lastCall?.[2]).toEqual([{ user: '10009', name: 'Bob' }]));
  press('Enter');
  await waitFor(() => expect(send.mock.lastCall?.[3]).toBe('look @Bob '));
});

it('lets an input method have its Enter, closes with Escape and stays closed for that sign', async () => {
  await chat(GROUP);
  type('@');
  await screen.findByTestId('mention-list');
  press('Enter', { isComposing: true });
  press('Enter', { keyCode: 229 });
  expect(field().value).toBe('@');
  press('Escape', { keyCode: 27 });
  expect(screen.queryByTestId('mention-list')).toBeNull();
  type('@b');
  await Promise.resolve();
  expect(screen.queryByTestId('mention-list')).toBeNull();
  type('');
  type('@b');
  await screen.findByTestId('mention-list');
});

it('takes a picked name away as one, and nothing of a name that was only typed', async () => {
  await chat(GROUP);
  type('@bo');
  await screen.findByTestId('mention-list');
  press('Tab', { keyCode: 9 });
  expect(field().value).toBe('@Bob ');
  field().setSelectionRange(5, 5);
  press('Backspace', { keyCode: 8 });
  expect(field().value).toBe('');
  type('@Carol ');
  field().setSelectionRange(7, 7);
  press('Backspace', { keyCode: 8 });
  expect(field().value).toBe('@Carol ');
});

it('opens for what is typed, in groups, and for nothing else', async () => {
  const { app } = await chat(GROUP);
  type('mail @bo', { inputType: 'insertFromPaste' });
  await Promise.resolve();
  expect(screen.queryByTestId('mention-list')).toBeNull();
  app.navigation.openChat(app.account()?.info.id ?? '', BOBS);
  await waitFor(() => expect(field().getAttribute('aria-label')).toContain('Bob'));
  type('@');
  await new Promise((later) => setTimeout(later));
  expect(screen.queryByTestId('mention-list')).toBeNull();
});

it('goes to the first message that calls one, and says how many there are', async () => {
  const { runtime } = await chat(BOBS);
  const called = vi.spyOn(runtime, 'unreadMentions');
  runtime.push({ kind: 'open_conversation', account: '5f1c0a7d9e3b2468', conversation: GROUP, message: null });
  const button = await screen.findByTestId('to-mention');
  expect(button.getAttribute('aria-label')).toBe('1 unread mention, go to the first');
  expect(called).toHaveBeenCalled();
  fireEvent.click(button);
  await waitFor(() => expect(document.querySelector('.marked')?.textContent).toContain('@Alice'));
});
