import { fireEvent, screen, waitFor, within } from '@solidjs/testing-library';
import { beforeEach, expect, it } from 'vitest';

import { setLanguage } from '../i18n/language';
import { ACCOUNT, BOB } from '../runtime/fake/world';
import { clean } from '../test/axe';
import { chat, GROUP, rows } from '../test/page';

beforeEach(() => setLanguage('en'));

/** A group with an own message that so many of so many have read. */
async function sent(count: number, of: number) {
  const all = await chat(GROUP);
  const { runtime } = all;
  await runtime.sendText(ACCOUNT.id, GROUP, 'mine', 'who has read this?', 0);
  const set = (now: number) => {
    for (const c of runtime.world.conversations) {
      for (const one of c.rows) {
        if (one.type !== 'message' || one.id !== 'mine') continue;
        one.readBy = { count: now, of };
        // Something of the row changes, and it is told.
        void runtime.react(ACCOUNT.id, 'mine', '👍', now % 2 === 1);
      }
    }
  };
  set(count);
  await waitFor(() => expect(mine()).toBeTruthy());
  return { ...all, set };
}

const mine = () => rows().find((one) => one.textContent?.includes('who has read this?')) as HTMLElement;

it('says how many of a group have read an own message, and who', async () => {
  const { set } = await sent(2, 3);
  await waitFor(() => expect(within(mine()).getByTestId('read-by').textContent).toBe('Read by 2'));
  expect(mine().getAttribute('aria-label')).toContain('Read by 2');
  fireEvent.contextMenu(mine());
  fireEvent.click(await screen.findByTestId('menu-readers'));
  const dialog = await screen.findByTestId('readers');
  await waitFor(() => expect(within(dialog).getByTestId('has-read').querySelectorAll('li')).toHaveLength(2));
  const waiting = within(dialog).getByTestId('has-not-read').querySelectorAll('li').length;
  expect(waiting).toBeGreaterThan(0);
  await clean(dialog);
  // Live: one more has read it.
  set(3);
  await waitFor(() => expect(within(mine()).getByTestId('read-by').textContent).toBe('Read by all'));
  await waitFor(() => expect(within(dialog).getByTestId('has-read').querySelectorAll('li')).toHaveLength(3));
  expect(within(dialog).getByTestId('has-not-read').querySelectorAll('li')).toHaveLength(waiting - 1);
});

it('says nothing while nobody has, but can be asked', async () => {
  await sent(0, 3);
  expect(within(mine()).queryByTestId('read-by')).toBeNull();
  fireEvent.contextMenu(mine());
  fireEvent.click(await screen.findByTestId('menu-readers'));
  expect((await screen.findByTestId('has-read')).textContent).toContain('Nobody yet.');
});

it('tells typing from recording', async () => {
  const { runtime } = await chat(GROUP);
  const does = (activity: 'typing' | 'recording') =>
    runtime.push({ kind: 'activity', account: ACCOUNT.id, conversation: GROUP, person: BOB, activity });
  does('typing');
  await waitFor(() => expect(screen.getByTestId('typing-line').textContent).toContain('is typing'));
  does('recording');
  await waitFor(() => expect(screen.getByTestId('typing-line').textContent).toContain('is recording a voice message'));
});
