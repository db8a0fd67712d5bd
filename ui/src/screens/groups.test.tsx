import { fireEvent, screen, waitFor, within } from '@solidjs/testing-library';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { Happened } from '../bindings';
import { happenedWords } from '../i18n/happened';
import { setLanguage } from '../i18n/language';
import { ACCOUNT, BOB, CAROL } from '../runtime/fake/world';
import { clean } from '../test/axe';
import { chat, GROUP } from '../test/page';

beforeEach(() => setLanguage('en'));

const called = (name: string, me = false) => ({ id: '10009', name, me });
const plain = (words: string) => words.replace(/[\u2068\u2069]/g, '');

async function panel() {
  const { runtime } = await chat(GROUP);
  const group = runtime.world.conversations.find((c) => c.row.id === GROUP);
  if (group) group.myRole = 'owner';
  fireEvent.click(screen.getByTestId('details'));
  await screen.findAllByTestId('member');
  return { runtime };
}

const menuOf = async (name: string) => {
  const row = screen.getAllByTestId('member').find((one) => one.textContent?.includes(name));
  fireEvent.click(row as HTMLElement);
  return screen.findByRole('menu');
};

describe('what happened to a group', () => {
  const happened = (change: Partial<Happened>): Happened => ({
    kind: 'invited',
    actor: called('Alice'),
    targets: [called('Bob'), called('Carol', true)],
    others: 0,
    name: '',
    until: null,
    ...change,
  });

  it('is a sentence in the language of the window', () => {
    expect(plain(happenedWords(happened({}), 0))).toBe('Alice added Bob, you');
    expect(plain(happenedWords(happened({ others: 2 }), 0))).toBe('Alice added Bob, you and 2 others');
    expect(plain(happenedWords(happened({ kind: 'created', actor: called('Alice', true), targets: [] }), 0))).toBe('You created the group');
    expect(plain(happenedWords(happened({ kind: 'renamed', name: 'Birds' }), 0))).toBe('Alice renamed the group to “Birds”');
    expect(plain(happenedWords(happened({ kind: 'left', actor: null }), 0))).toBe('Somebody left the group');
    setLanguage('zh');
    expect(plain(happenedWords(happened({ others: 2 }), 0))).toBe('Alice邀请Bob、你等 4 人加入了群聊');
  });
});

describe('the panel of a group', () => {
  it('asks again when the group changes, and not when somebody writes', async () => {
    const { runtime } = await panel();
    const details = vi.spyOn(runtime, 'conversationDetails');
    runtime.receive(GROUP, BOB, 'just talk');
    await screen.findByText('just talk');
    expect(details).not.toHaveBeenCalled();
    runtime.push({ kind: 'group', account: ACCOUNT.id, conversation: GROUP });
    await waitFor(() => expect(details).toHaveBeenCalledTimes(1));
  });

  it('mutes somebody for a time with a reason, by keyboard as well, and lets them write again', async () => {
    const { runtime } = await panel();
    const mute = vi.spyOn(runtime, 'muteMember');
    fireEvent.click(within(await menuOf(BOB.name)).getByTestId('mute-member'));
    const dialog = await screen.findByTestId('mute-dialog');
    await clean(dialog);
    fireEvent.click(within(dialog).getByTestId('mute-3600'));
    fireEvent.input(within(dialog).getByTestId('mute-reason'), { target: { value: ' too loud ' } });
    fireEvent.click(within(dialog).getByTestId('mute-do'));
    await waitFor(() => expect(mute).toHaveBeenCalledWith(ACCOUNT.id, GROUP, BOB.id, 3_600, 'too loud'));
    await waitFor(() => expect(screen.getByText('Muted')).toBeTruthy());
    const unmute = vi.spyOn(runtime, 'unmuteMember');
    fireEvent.click(within(await menuOf(BOB.name)).getByTestId('unmute-member'));
    await waitFor(() => expect(unmute).toHaveBeenCalled());
  });

  it('asks an owner who leaves to whom the group goes', async () => {
    const { runtime } = await panel();
    const [role, leave] = [vi.spyOn(runtime, 'setRole'), vi.spyOn(runtime, 'leaveGroup')];
    fireEvent.click(screen.getByTestId('leave-group'));
    const dialog = await screen.findByTestId('leave-dialog');
    expect(within(dialog).getByTestId<HTMLButtonElement>('leave-hand-over').disabled).toBe(true);
    await clean(dialog);
    fireEvent.change(within(dialog).getByTestId('leave-heir'), { target: { value: CAROL.id } });
    fireEvent.click(within(dialog).getByTestId('leave-hand-over'));
    await waitFor(() => expect(leave).toHaveBeenCalled());
    expect(role).toHaveBeenCalledWith(ACCOUNT.id, GROUP, CAROL.id, 'owner');
  });
});

describe('a field that is closed', () => {
  it('says until when and why, and opens by itself when the time is over', async () => {
    const { runtime } = await chat(GROUP);
    const group = runtime.world.conversations.find((c) => c.row.id === GROUP);
    const until = Date.now() + 1_500;
    if (group) group.row = { ...group.row, closed: { why: 'muted', until, reason: 'too loud', group: false } };
    runtime.receive(GROUP, BOB, 'the list comes again');
    const line = await screen.findByTestId('composer-closed');
    expect(plain(line.textContent ?? '')).toContain('Reason: too loud');
    expect(screen.queryByTestId('attach')).toBeNull();
    await waitFor(() => expect(screen.queryByTestId('composer-closed')).toBeNull(), { timeout: 8_000 });
    expect(screen.getByTestId('attach')).toBeTruthy();
  });
});
