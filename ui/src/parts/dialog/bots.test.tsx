import { fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { beforeEach, expect, it, vi } from 'vitest';

import type { Person } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import { clean } from '../../test/axe';
import { BotsDialog } from './bots';

beforeEach(() => setLanguage('en'));

const bot = (id: string, name: string): Person => ({ id, name, avatar: { media: null, initials: 'B', hue: 0 } });
const failure = (words: string) => ({ reason: { code: 'status', text: { zh: words, en: words } } });

function open(load: () => Promise<Person[]>, start = vi.fn().mockResolvedValue('chat')) {
  const [onStarted, onClose] = [vi.fn(), vi.fn()];
  const view = render(() => (
    <BotsDialog load={load} start={start} mediaUrl={() => ''} onStarted={onStarted} onClose={onClose} />
  ));
  return { ...view, start, onStarted, onClose };
}

it('lists the bots and opens the chat with one', async () => {
  const { start, onStarted, onClose, container } = open(() => Promise.resolve([bot('7', 'Echo'), bot('8', 'Assistant')]));
  await screen.findAllByTestId('bot');
  await clean(container);
  fireEvent.click(screen.getByText('Assistant'));
  await waitFor(() => expect(onStarted).toHaveBeenCalledWith('chat'));
  expect(start).toHaveBeenCalledWith('8');
  expect(onClose).toHaveBeenCalled();
});

it('says that there are none, and why they could not be had', async () => {
  const none = open(() => Promise.resolve([]));
  await screen.findByText('This server has no bots.');
  none.unmount();
  open(() => Promise.reject(failure('The server does not know this command.')));
  await waitFor(() => expect(screen.getByRole('alert').textContent).toBe('The server does not know this command.'));
});

it('stays open with the reason when a chat could not begin', async () => {
  const start = vi.fn().mockRejectedValue(failure('No connection.'));
  const { onClose } = open(() => Promise.resolve([bot('7', 'Echo')]), start);
  fireEvent.click(await screen.findByTestId('bot'));
  await waitFor(() => expect(screen.getByRole('alert').textContent).toBe('No connection.'));
  expect(onClose).not.toHaveBeenCalled();
});
