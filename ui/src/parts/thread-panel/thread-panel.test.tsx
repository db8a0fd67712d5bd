import { fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { beforeEach, expect, it, vi } from 'vitest';

import type { Thread, ThreadRow } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import { ThreadPanel } from './thread-panel';

beforeEach(() => setLanguage('en'));

const row = (id: string, text: string): ThreadRow => ({
  said: { message: id, senderName: 'Bob', own: false, kind: 'text', text, media: null, state: 'there' },
  avatar: { media: null, initials: 'B', hue: 0 },
  time: 0,
});

const offline = { code: 'offline', text: { zh: '没有网络。', en: 'There is no connection.' }, logId: null };

function panel(load: (message: string, further: boolean) => Promise<Thread>): void {
  render(() => (
    <ThreadPanel message="m1" news={0} now={0} load={load} mediaUrl={() => ''} onGo={() => undefined} onClose={() => undefined} />
  ));
}

it('looks for answers that are not here when it is asked to', async () => {
  const load = vi.fn((_: string, further: boolean) =>
    Promise.resolve({ rows: [row('m1', 'shall we'), ...(further ? [row('m2', 'where to')] : [])], more: !further }),
  );
  panel(load);
  fireEvent.click(await screen.findByTestId('thread-further'));
  await waitFor(() => expect(screen.getAllByTestId('thread-row')).toHaveLength(2));
  expect(load).toHaveBeenLastCalledWith('m1', true);
  expect(screen.queryByTestId('thread-further')).toBeNull();
});

it('keeps what it has and says why there is no more of it', async () => {
  panel((_, further) =>
    further
      ? Promise.reject({ reason: offline, field: null })
      : Promise.resolve({ rows: [row('m1', 'shall we'), row('m3', 'too late')], more: true }),
  );
  fireEvent.click(await screen.findByTestId('thread-further'));
  expect((await screen.findByRole('alert')).textContent).toBe('There is no connection.');
  expect(screen.getAllByTestId('thread-row')).toHaveLength(2);
  expect((screen.getByTestId('thread-further') as HTMLButtonElement).disabled).toBe(false);
});
