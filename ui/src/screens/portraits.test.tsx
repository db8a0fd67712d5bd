import { fireEvent, screen, waitFor, within } from '@solidjs/testing-library';
import { beforeEach, expect, it, vi } from 'vitest';

import { setLanguage } from '../i18n/language';
import { ACCOUNT } from '../runtime/fake/world';
import { clean } from '../test/axe';
import { chat, GROUP } from '../test/page';

beforeEach(() => setLanguage('en'));

async function own() {
  const all = await chat();
  all.app.navigation.open({ kind: 'profile', user: ACCOUNT.user });
  fireEvent.click(await screen.findByTestId('change-picture'));
  return { ...all, dialog: await screen.findByTestId('portrait-dialog') };
}

it('sets the part of a picture that was chosen, moved by keys and by the pointer', async () => {
  const { runtime, dialog } = await own();
  const [set, awaited] = [vi.spyOn(runtime, 'setPortrait'), vi.spyOn(runtime, 'awaitPortrait')];
  fireEvent.click(within(dialog).getByTestId('portrait-pick'));
  const frame = await screen.findByTestId('crop-frame');
  await clean(dialog);
  fireEvent.keyDown(frame, { key: 'ArrowLeft' });
  // jsdom gives a pointer event no place.
  const pointer = (kind: string, clientX: number) => {
    const event = new MouseEvent(kind, { bubbles: true, clientX, clientY: 100 });
    Object.defineProperty(event, 'pointerId', { value: 1 });
    fireEvent(frame, event);
  };
  pointer('pointerdown', 100);
  // 240 pixels of the frame show 200 of the picture.
  pointer('pointermove', 124);
  pointer('pointerup', 124);
  fireEvent.input(screen.getByTestId('crop-zoom'), { target: { value: '2' } });
  fireEvent.click(within(dialog).getByTestId('portrait-use'));
  const square = { left: 220, top: 50, side: 100 };
  await waitFor(() => expect(set).toHaveBeenCalledWith(ACCOUNT.id, null, 'chosen', square));
  await waitFor(() => expect(screen.queryByTestId('portrait-dialog')).toBeNull());
  // What is dropped from now on goes to the chat again.
  expect(awaited).toHaveBeenLastCalledWith(null);
});

it('takes a picture that is dropped, and says why another one is none', async () => {
  const { runtime, dialog } = await own();
  const reason = { code: 'not_a_picture', text: { zh: '不是图片。', en: 'This is not a picture.' }, logId: null };
  runtime.push({ kind: 'portrait', account: ACCOUNT.id, choice: null, problem: reason });
  expect((await within(dialog).findByRole('alert')).textContent).toContain('not a picture');
  const choice = { handle: 'dropped', media: 'dropped', width: 100, height: 300 };
  runtime.push({ kind: 'portrait', account: 'another', choice, problem: null });
  expect(screen.queryByTestId('crop-frame')).toBeNull();
  runtime.push({ kind: 'portrait', account: ACCOUNT.id, choice, problem: null });
  await screen.findByTestId('crop-frame');
  expect(within(dialog).queryByRole('alert')).toBeNull();
  runtime.setPortrait = vi.fn(() => Promise.reject({ reason, field: null }));
  fireEvent.click(within(dialog).getByTestId('portrait-use'));
  expect((await within(dialog).findByRole('alert')).textContent).toContain('not a picture');
  expect(runtime.setPortrait).toHaveBeenCalledWith(ACCOUNT.id, null, 'dropped', { left: 0, top: 100, side: 100 });
  expect(screen.getByTestId('portrait-dialog')).toBeTruthy();
});

it('lets those who lead a group change its picture or take it away, and nobody else', async () => {
  const { runtime } = await chat(GROUP);
  const group = runtime.world.conversations.find((c) => c.row.id === GROUP);
  if (!group) throw new Error('no group');
  group.myRole = 'member';
  group.row = { ...group.row, avatar: { ...group.row.avatar, media: 'birds' } };
  fireEvent.click(screen.getByTestId('details'));
  await screen.findAllByTestId('member');
  expect(screen.queryByTestId('change-picture')).toBeNull();
  group.myRole = 'manager';
  runtime.push({ kind: 'group', account: ACCOUNT.id, conversation: GROUP });
  runtime.setMuted(ACCOUNT.id, GROUP, true);
  fireEvent.click(await screen.findByTestId('change-picture'));
  const remove = vi.spyOn(runtime, 'removePortrait');
  fireEvent.click(await screen.findByTestId('portrait-remove'));
  await waitFor(() => expect(remove).toHaveBeenCalledWith(ACCOUNT.id, GROUP));
  await waitFor(() => expect(screen.queryByTestId('portrait-dialog')).toBeNull());
});
