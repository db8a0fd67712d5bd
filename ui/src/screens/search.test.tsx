import { fireEvent, screen, waitFor } from '@solidjs/testing-library';
import { beforeEach, expect, it, vi } from 'vitest';

import { setLanguage } from '../i18n/language';
import { ACCOUNT, BOB } from '../runtime/fake/world';
import { clean } from '../test/axe';
import { BOBS, chat, GROUP, page, rows } from '../test/page';

const ECHO = '0:1:10001:10086';

beforeEach(() => setLanguage('en'));

const key = (key: string, more: KeyboardEventInit = {}) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, code: `Key${key.toUpperCase()}`, ...more });
const everywhere = () => key('f', { ctrlKey: true, shiftKey: true });
const here = () => key('f', { ctrlKey: true });
const write = (testid: string, value: string) => fireEvent.input(screen.getByTestId(testid), { target: { value } });
const marks = (within: Element) => [...within.querySelectorAll('mark')].map((mark) => mark.textContent);

/** Echo's chat with these words in it. */
async function told(...texts: string[]) {
  const all = await chat(ECHO);
  for (const text of texts) {
    all.runtime.receive(ECHO, BOB, text);
    await waitFor(() => expect(rows().some((row) => row.textContent?.includes(text))).toBe(true));
  }
  return all;
}

it('finds people, groups and messages everywhere, by the keyboard alone', async () => {
  await told('the red zebrafinch', 'a zebrafinch again');
  everywhere();
  expect(document.activeElement).toBe(await screen.findByTestId('search-input'));
  write('search-input', 'zebrafinch');
  await waitFor(() => expect(screen.getAllByTestId('found-message')).toHaveLength(2));
  const [newest, older] = screen.getAllByTestId('found-message') as [HTMLElement, HTMLElement];
  expect(newest.textContent).toContain('again');
  expect(marks(older)).toEqual(['zebrafinch']);
  expect(newest.getAttribute('aria-selected')).toBe('true');
  await clean(screen.getByTestId('search-everywhere'));
  key('ArrowDown');
  expect(older.getAttribute('aria-selected')).toBe('true');
});

it('leads from one chat to a message of another, and back', async () => {
  const { app } = await told('the red zebrafinch', 'a zebrafinch again');
  app.navigation.openChat(ACCOUNT.id, BOBS);
  everywhere();
  await screen.findByTestId('search-input');
  write('search-input', 'red zebrafinch');
  await screen.findByTestId('found-message');
  key('Enter');
  await waitFor(() => expect(app.navigation.chatOf(ACCOUNT.id)).toBe(ECHO));
  await waitFor(() => expect(rows().find((row) => row.classList.contains('marked'))?.textContent).toContain('red zebrafinch'));
  expect(screen.queryByTestId('search-everywhere')).toBeNull();
  // And back to where it was asked from.
  expect(app.navigation.back()).toBe(true);
  expect(app.navigation.chatOf(ACCOUNT.id)).toBe(BOBS);
});

it('opens the chat with a person or group that was found', async () => {
  const { app, runtime } = await page();
  await waitFor(() => expect(app.account()?.listed).toBe(true));
  everywhere();
  await screen.findByTestId('search-input');
  const group = (await runtime.findNames(ACCOUNT.id, 'a')).groups[0];
  write('search-input', group?.title ?? '');
  fireEvent.click(await screen.findByTestId('found-group'));
  await waitFor(() => expect(app.navigation.chatOf(ACCOUNT.id)).toBe(group?.id));
  everywhere();
  await screen.findByTestId('search-input');
  write('search-input', BOB.name);
  fireEvent.click(await screen.findByTestId('found-person'));
  await waitFor(() => expect(app.navigation.chatOf(ACCOUNT.id)).toBe(BOBS));
});

it('says when nothing is found, when it is still reading, and shows no markup of a text', async () => {
  const { runtime } = await told('<b>bold</b> <img src=x>');
  everywhere();
  await screen.findByTestId('search-input');
  write('search-input', 'no such words');
  expect((await screen.findByTestId('search-nothing')).textContent).toContain('no such words');
  runtime.read = 42;
  write('search-input', '<img');
  expect((await screen.findByTestId('search-reading')).textContent).toContain('42');
  const found = await screen.findByTestId('found-message');
  expect(found.querySelector('img[src="x"], b')).toBeNull();
  expect(marks(found)).toEqual(['<img']);
  runtime.read = 100;
  write('search-input', '');
  await waitFor(() => expect(screen.queryByTestId('found-message')).toBeNull());
});

it('goes from match to match in a chat, and back to where it began', async () => {
  const { app } = await told('siskin one', 'siskin two', 'siskin three');
  here();
  expect(document.activeElement).toBe(await screen.findByTestId('chat-search-input'));
  write('chat-search-input', 'siskin');
  await waitFor(() => expect(screen.getAllByTestId('found-message')).toHaveLength(3));
  expect(screen.getByTestId('chat-search-count').textContent).toBe('3');
  await clean(screen.getByTestId('chat-search'));
  key('Enter');
  expect(screen.queryByTestId('chat-search-list')).toBeNull();
  await waitFor(() => expect(rows().find((row) => row.classList.contains('marked'))?.textContent).toContain('three'));
  expect(screen.getByTestId('chat-search-count').textContent).toBe('1 of 3');
  key('Enter');
  await waitFor(() => expect(screen.getByTestId('chat-search-count').textContent).toBe('2 of 3'));
  key('Enter', { shiftKey: true });
  await waitFor(() => expect(screen.getByTestId('chat-search-count').textContent).toBe('1 of 3'));
  expect(app.chat(ACCOUNT.id, ECHO).cameFrom()).not.toBeNull();
  fireEvent.click(screen.getByTestId('chat-search-next'));
  fireEvent.click(screen.getByTestId('chat-search-show'));
  expect(screen.getAllByTestId('found-message')[1]?.getAttribute('aria-selected')).toBe('true');
  // Esc closes one thing at a time, and the focus goes to the field.
  screen.getByTestId('chat-search-input').focus();
  key('Escape');
  expect(screen.queryByTestId('chat-search-list')).toBeNull();
  key('Escape');
  expect(screen.queryByTestId('chat-search')).toBeNull();
  expect(document.activeElement).toBe(screen.getByTestId('composer-input'));
});

it('narrows to kinds and senders, and an input method writes undisturbed', async () => {
  await chat(GROUP);
  here();
  const input = await screen.findByTestId('chat-search-input');
  fireEvent.change(screen.getByTestId('search-kind'), { target: { value: 'media' } });
  await screen.findByTestId('chat-search-list');
  fireEvent.change(screen.getByTestId('search-kind'), { target: { value: '' } });
  await waitFor(() => expect(screen.queryByTestId('chat-search-list')).toBeNull());
  fireEvent.change(await screen.findByTestId('search-sender'), { target: { value: ACCOUNT.user } });
  await screen.findByTestId('chat-search-list');
  input.focus();
  fireEvent.keyDown(input, { key: 'Enter', keyCode: 229 });
  expect(screen.getByTestId('chat-search-list')).toBeTruthy();
});

it('goes to a date', async () => {
  const { app } = await told('today it is');
  here();
  fireEvent.click(await screen.findByTestId('chat-search-date'));
  await screen.findByTestId('go-to-date');
  const today = document.querySelector<HTMLElement>('.calendar [tabindex="0"]');
  fireEvent.click(today as HTMLElement);
  await waitFor(() => expect(screen.queryByTestId('go-to-date')).toBeNull());
  await waitFor(() => expect(app.chat(ACCOUNT.id, ECHO).cameFrom()).not.toBeNull());
});

it('shows what was shared in a chat, by kind, and leads to it', async () => {
  const { app, runtime } = await told('look at https://bird.example/wren');
  fireEvent.click(screen.getByTestId('chat-menu'));
  fireEvent.click(await screen.findByTestId('open-shared'));
  const panel = await screen.findByTestId('shared-panel');
  expect(await screen.findByTestId('shared-nothing')).toBeTruthy();
  screen.getByTestId('shared-media').focus();
  fireEvent.keyDown(screen.getByTestId('shared-media'), { key: 'ArrowLeft' });
  expect(document.activeElement).toBe(screen.getByTestId('shared-links'));
  expect((await screen.findByTestId('shared-item')).textContent).toContain('bird.example/wren');
  await clean(panel);
  // What comes in is there too.
  runtime.receive(ECHO, BOB, 'and https://bird.example/robin');
  await waitFor(() => expect(screen.getAllByTestId('shared-item')).toHaveLength(2));
  fireEvent.click(screen.getAllByTestId('shared-item')[1] as HTMLElement);
  await waitFor(() => expect(rows().find((row) => row.classList.contains('marked'))?.textContent).toContain('wren'));
  expect(app.chat(ACCOUNT.id, ECHO).cameFrom()).not.toBeNull();
  fireEvent.click(screen.getByTestId('panel-close'));
  expect(screen.queryByTestId('shared-panel')).toBeNull();
});

it('says when older messages are not here, loads them when somebody wants that, and finds them', async () => {
  const { runtime } = await told('the red zebrafinch');
  runtime.older = { conversation: ECHO, come: () => void runtime.receive(ECHO, BOB, 'an older zebrafinch') };
  let cancelled: (answer: null) => void = () => undefined;
  const load = runtime.loadHistory;
  runtime.loadHistory = () => new Promise((resolve) => (cancelled = resolve));
  runtime.cancelHistory = () => Promise.resolve(cancelled(null));
  here();
  await screen.findByTestId('chat-search-input');
  write('chat-search-input', 'zebrafinch');
  await waitFor(() => expect(screen.getAllByTestId('found-message')).toHaveLength(1));
  const line = await screen.findByTestId('search-older');
  expect(line.textContent).toContain('not on this computer');
  await clean(screen.getByTestId('chat-search'));
  screen.getByTestId('search-older-load').focus();
  fireEvent.click(screen.getByTestId('search-older-load'));
  await waitFor(() => expect(line.dataset['stand']).toBe('loading'));
  runtime.push({ kind: 'loading_history', account: ACCOUNT.id, loaded: 350 });
  expect(line.textContent).toContain('350');
  // The same button, which keeps the focus.
  expect(document.activeElement).toBe(screen.getByTestId('search-older-load'));
  fireEvent.click(screen.getByTestId('search-older-load'));
  await waitFor(() => expect(line.dataset['stand']).toBe('missing'));

  runtime.loadHistory = load;
  fireEvent.click(screen.getByTestId('search-older-load'));
  await waitFor(() => expect(screen.queryByTestId('search-older')).toBeNull());
  await waitFor(() => expect(screen.getAllByTestId('found-message')).toHaveLength(2));
  expect(document.activeElement).toBe(screen.getByTestId('chat-search-input'));
});

it('says why older messages cannot be had, and ends loading them with the search', async () => {
  const { runtime } = await told('the red zebrafinch');
  runtime.older = { conversation: ECHO, come: () => undefined };
  everywhere();
  await screen.findByTestId('search-input');
  write('search-input', 'zebrafinch');
  const offline = { kind: 'offline', since: 0, nextTry: 0, reason: { code: 'x', text: { zh: '', en: '' }, logId: null } } as const;
  const line = await screen.findByTestId('search-older');
  runtime.push({ kind: 'connection', account: ACCOUNT.id, connection: offline });
  expect(line.textContent).toContain('as soon as there is a connection');
  expect(screen.queryByTestId('search-older-load')).toBeNull();
  runtime.push({ kind: 'connection', account: ACCOUNT.id, connection: { kind: 'online' } });

  runtime.loadHistory = () =>
    Promise.reject({ reason: { code: 'lost', text: { zh: '', en: 'The connection was lost.' }, logId: null } });
  fireEvent.click(screen.getByTestId('search-older-load'));
  expect((await screen.findByTestId('search-older-failed')).textContent).toBe('The connection was lost.');
  expect(line.dataset['stand']).toBe('missing');

  const cancel = vi.fn(() => Promise.resolve());
  runtime.cancelHistory = cancel;
  runtime.loadHistory = () => new Promise(() => undefined);
  fireEvent.click(screen.getByTestId('search-older-load'));
  await waitFor(() => expect(line.dataset['stand']).toBe('loading'));
  // As the browser says that Esc was pressed.
  fireEvent(screen.getByTestId('search-everywhere'), new Event('cancel', { cancelable: true }));
  await waitFor(() => expect(screen.queryByTestId('search-everywhere')).toBeNull());
  expect(cancel).toHaveBeenCalledOnce();
});
