import { fireEvent, screen, waitFor, within } from '@solidjs/testing-library';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { setLanguage } from '../i18n/language';
import { BOB } from '../runtime/fake/world';
import { clean } from '../test/axe';
import { chat, enter, rows, type } from '../test/page';

const BOT = '0:1:10001:10086';
const written = vi.fn(() => Promise.resolve());

beforeEach(() => {
  setLanguage('en');
  written.mockClear();
  Object.defineProperty(navigator, 'clipboard', { value: { writeText: written }, configurable: true });
});
afterEach(() => void Reflect.deleteProperty(navigator, 'clipboard'));

const row = (words: string) => rows().find((one) => one.textContent?.includes(words)) as HTMLElement;

it('lists the messages that answer each other, and leads to each', async () => {
  const { runtime } = await chat(BOT);
  runtime.receive(BOT, BOB, 'shall we walk');
  await screen.findByText('shall we walk');
  fireEvent.contextMenu(row('shall we walk'));
  expect(screen.queryByTestId('menu-thread')).toBeNull();
  fireEvent.click(screen.getByTestId('menu-reply'));
  await screen.findByTestId('composer-bar');
  type('along the river');
  enter();
  const answer = await waitFor(() => {
    const found = rows().find((one) => within(one).queryByTestId('quote'));
    expect(found).toBeTruthy();
    return found as HTMLElement;
  });
  fireEvent.contextMenu(answer);
  fireEvent.click(screen.getByTestId('menu-thread'));
  const panel = await screen.findByTestId('thread-panel');
  await waitFor(() => expect(within(panel).getAllByTestId('thread-row')).toHaveLength(2));
  await clean(panel);
  const [first] = within(panel).getAllByTestId('thread-row');
  fireEvent.click(first as HTMLElement);
  await waitFor(() => expect(document.querySelector('.marked')?.textContent).toContain('shall we walk'));
  fireEvent.click(within(panel).getByTestId('panel-close'));
  expect(screen.queryByTestId('thread-panel')).toBeNull();
});

it('follows what is answered when it is recalled meanwhile', async () => {
  const { runtime } = await chat(BOT);
  runtime.receive(BOT, BOB, 'a slip');
  await screen.findByText('a slip');
  const id = row('a slip').dataset['id'] as string;
  fireEvent.contextMenu(row('a slip'));
  fireEvent.click(screen.getByTestId('menu-reply'));
  await waitFor(() => expect(screen.getByTestId('composer-bar').textContent).toContain('a slip'));
  await runtime.recallMessage('', id);
  await waitFor(() => expect(screen.getByTestId('composer-bar').textContent).toContain('Message recalled'));
  expect(screen.getByTestId('composer-bar').textContent).not.toContain('a slip');
});

it('shows ids and times of a message, and copies all of it', async () => {
  const { runtime } = await chat(BOT);
  runtime.receive(BOT, BOB, 'what is known of it');
  await screen.findByText('what is known of it');
  const id = row('what is known').dataset['id'] as string;
  fireEvent.contextMenu(row('what is known'));
  fireEvent.click(screen.getByTestId('menu-details'));
  const facts = await screen.findByTestId('details-facts');
  await waitFor(() => expect(facts.textContent).toContain(id));
  await clean();
  fireEvent.click(screen.getByTestId('details-copy'));
  await waitFor(() => expect(written).toHaveBeenCalledWith(expect.stringContaining(`Client ID: ${id}`)));
});
