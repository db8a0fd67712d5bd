import { fireEvent, screen, waitFor } from '@solidjs/testing-library';
import { beforeEach, expect, it, vi } from 'vitest';

import { setLanguage } from '../i18n/language';
import { failure } from '../runtime/fake/base';
import { BOB } from '../runtime/fake/world';
import { clean } from '../test/axe';
import { BOBS, chat, GROUP, rows } from '../test/page';

const BOT = '0:1:10001:10086';

beforeEach(() => setLanguage('en'));

const row = (words: string) => rows().find((one) => one.textContent?.includes(words)) as HTMLElement;
const search = () => screen.getByTestId('forward-search');
const press = (key: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(search(), { key, ...more });
const find = (words: string) => fireEvent.input(search(), { target: { value: words } });
/** Once it was found. */
const offered = (id: string) => waitFor(() => expect(option(id)).toBeDefined()).then(() => option(id));
const option = (id: string) =>
  screen.queryAllByTestId('forward-row').find((one) => one.dataset['id'] === id) as HTMLElement;

async function two() {
  const all = await chat(BOT);
  for (const words of ['first words', 'second words']) {
    all.runtime.receive(BOT, BOB, words);
    await screen.findByText(words);
  }
  return all;
}

it('sends one message on to two chats by keyboard alone, with words behind it', async () => {
  const { runtime } = await two();
  const forward = vi.spyOn(runtime, 'forwardMessages');
  fireEvent.contextMenu(row('first words'));
  fireEvent.click(screen.getByTestId('menu-forward'));
  expect(document.activeElement).toBe(search());
  expect(screen.getByTestId<HTMLButtonElement>('forward-do').disabled).toBe(true);
  // Of one message there is nothing to put together.
  expect(screen.queryByTestId('forward-together')).toBeNull();
  find('bob');
  press('Enter');
  find('');
  await waitFor(() => expect(option(BOBS)?.getAttribute('aria-selected')).toBe('true'));
  fireEvent.click(await offered(GROUP));
  await clean();
  fireEvent.input(screen.getByTestId('forward-comment'), { target: { value: 'look' } });
  press('Enter', { ctrlKey: true });
  await waitFor(() => expect(screen.queryByTestId('forward-dialog')).toBeNull());
  expect(screen.getByTestId('notice').textContent).toContain('Forwarded');
  const [, , messages, to, together, comment] = forward.mock.calls[0] as unknown[];
  expect([(messages as string[]).length, to, together, comment]).toEqual([1, [BOBS, GROUP], false, 'look']);
});

it('puts several on one card, which opens where it went', async () => {
  const { runtime } = await two();
  fireEvent.contextMenu(row('first words'));
  fireEvent.click(screen.getByTestId('menu-select'));
  fireEvent.click(row('second words'));
  fireEvent.click(screen.getByTestId('selection-forward'));
  fireEvent.click(screen.getByTestId('forward-together'));
  fireEvent.click(await offered(BOT));
  fireEvent.click(screen.getByTestId('forward-do'));
  const card = await screen.findByTestId('history-card');
  expect(screen.queryByTestId('selection-bar')).toBeNull();
  expect(card.textContent).toContain('first words');
  expect(card.textContent).toContain('2 messages');
  runtime.receive(BOT, BOB, 'later');
  fireEvent.click(card);
  await waitFor(() => expect(screen.getAllByTestId('history-row')).toHaveLength(2));
  await clean();
});

it('says why nothing was sent, keeps what was chosen, and tries the same submission again', async () => {
  const { runtime } = await two();
  const real = runtime.forwardMessages;
  const forward = vi.spyOn(runtime, 'forwardMessages');
  forward.mockRejectedValueOnce(failure('disk_full', '磁盘已满。', 'The disk is full.'));
  fireEvent.contextMenu(row('first words'));
  fireEvent.click(screen.getByTestId('menu-forward'));
  fireEvent.click(await offered(BOBS));
  fireEvent.click(screen.getByTestId('forward-do'));
  await waitFor(() => expect(screen.getByTestId('forward-error').textContent).toBe('The disk is full.'));
  expect(screen.getByTestId('forward-chosen').dataset['id']).toBe(BOBS);
  forward.mockImplementation(real);
  fireEvent.click(screen.getByTestId('forward-do'));
  await waitFor(() => expect(screen.queryByTestId('forward-dialog')).toBeNull());
  expect(forward.mock.calls[1]?.[1]).toBe(forward.mock.calls[0]?.[1]);
});

it('says where one can no longer write, and does not offer what cannot be forwarded', async () => {
  const { runtime } = await two();
  await runtime.leaveGroup('', GROUP);
  fireEvent.contextMenu(row('first words'));
  fireEvent.click(screen.getByTestId('menu-forward'));
  await waitFor(() => expect(option(GROUP)?.textContent).toContain('You can no longer write here'));
  fireEvent.click(option(GROUP));
  expect(screen.queryByTestId('forward-chosen')).toBeNull();
  expect(screen.getByTestId('forward-error').textContent).toBe('You can no longer write here');
  fireEvent.keyDown(search(), { key: 'Escape' });
  fireEvent(screen.getByTestId('forward-dialog'), new Event('cancel', { cancelable: true }));
  await runtime.recallMessage('', row('first words').dataset['id'] as string);
  const recalled = rows().find((one) => one.textContent?.includes('recalled')) as HTMLElement;
  fireEvent.contextMenu(recalled);
  expect(screen.queryByTestId('menu-forward')).toBeNull();
});
