import { fireEvent, screen, waitFor } from '@solidjs/testing-library';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { setLanguage } from '../i18n/language';
import { failure } from '../runtime/fake/base';
import type { LiveMemberRow, Person } from '../bindings';
import { ACCOUNT, ALICE, BOB, CAROL } from '../runtime/fake/world';
import { clean } from '../test/axe';
import { page } from '../test/page';

beforeEach(() => setLanguage('en'));

const fill = (id: string, value: string) => fireEvent.input(screen.getByTestId(id), { target: { value } });
const press = (id: string) => fireEvent.click(screen.getByTestId(id));

async function list() {
  const { runtime, app } = await page();
  await waitFor(() => expect(app.account()?.listed).toBe(true));
  await runtime.createLiveGroup(ACCOUNT.id, '1', 'Morning');
  app.navigation.open({ kind: 'live' });
  await screen.findByTestId('live-group');
  return { runtime, app };
}

async function room() {
  const all = await list();
  fireEvent.click(screen.getByRole('button', { name: 'Join: Morning' }));
  press('live-join');
  await screen.findByTestId('live-input');
  return all;
}

describe('live groups', () => {
  it('are found by name, made, and joined under a name', async () => {
    const { runtime } = await list();
    const join = vi.spyOn(runtime, 'joinLiveGroup');
    fill('live-search', 'nothing');
    await waitFor(() => expect(screen.queryByTestId('live-group')).toBeNull());
    fill('live-name', 'Evening');
    press('live-create');
    fill(await screen.findByTestId('live-alias').then(() => 'live-alias'), 'Al');
    press('live-picture');
    press('live-join');
    await screen.findByTestId('live-stream');
    expect(join).toHaveBeenCalledWith(ACCOUNT.id, '9001', 'Al', false);
    expect(screen.getByTestId('live-online').textContent).toBe('1 person in it');
  });

  it('show what is said and how much was left out', async () => {
    const { runtime } = await room();
    runtime.liveDropped = 7;
    runtime.receiveLive(BOB, 'hello there');
    await screen.findByText('hello there');
    expect(screen.getByTestId('live-dropped').textContent).toBe('7 messages not shown');
    const send = vi.spyOn(runtime, 'sendLive');
    fireEvent.change(screen.getByTestId('live-priority'), { target: { value: 'high' } });
    fill('live-input', 'good morning');
    press('live-send');
    await screen.findByText('good morning');
    expect(send).toHaveBeenCalledWith(ACCOUNT.id, 'good morning', 'high');
    await clean(screen.getByTestId('live-dialog'));
  });

  it('keep the words that were not taken', async () => {
    const { runtime } = await room();
    runtime.sendLive = () => Promise.reject(failure('offline', '没有连接。', 'There is no connection.'));
    fill('live-input', 'good morning');
    press('live-send');
    await screen.findByText('There is no connection.');
    expect(screen.getByTestId<HTMLInputElement>('live-input').value).toBe('good morning');
  });

  it('are left, dissolved after a question, and end for who is in them', async () => {
    const { runtime, app } = await room();
    press('live-leave');
    await screen.findByTestId('live-search');
    const again = async () => {
      fireEvent.click(await screen.findByRole('button', { name: 'Join: Morning' }));
      press('live-join');
      await screen.findByTestId('live-input');
    };
    await again();
    runtime.endLive();
    await screen.findByTestId('live-ended');
    await again();
    press('live-dissolve');
    await screen.findByText('Dissolve this live group?');
    expect(app.live.of(ACCOUNT.id).state.group).not.toBeNull();
    press('confirm-ok');
    await waitFor(() => expect(runtime.liveWorld).toEqual([]));
    expect(screen.queryByTestId('live-ended')).toBeNull();
  });
});

const somebody = (person: Person, change: Partial<LiveMemberRow> = {}): LiveMemberRow => ({
  person,
  me: false,
  role: 'member',
  here: true,
  since: 1,
  muted: null,
  speaks: false,
  barred: null,
  marks: [],
  ...change,
});

async function people(change: Partial<LiveMemberRow> = {}) {
  const all = await room();
  all.runtime.livePeople = [somebody(ALICE, { me: true, role: 'owner' }), somebody(BOB, change)];
  press('live-people');
  await waitFor(() => expect(screen.getAllByTestId('live-member')).toHaveLength(all.runtime.livePeople.filter((one) => one.here).length));
  return all;
}

const actions = (name: string) => fireEvent.click(screen.getByRole('button', { name: `Actions: ${name}` }));

describe('who may do what in a live group', () => {
  it('says what happened in a line, and why nothing can be written', async () => {
    const { runtime } = await room();
    const bob = { id: BOB.id, name: BOB.name, me: false };
    runtime.happenLive({ kind: 'muted', actor: bob, targets: [], others: 0, name: '', until: null });
    const line = await screen.findByTestId('live-line');
    expect(line.textContent).toContain('muted the group');
    runtime.liveOwn = { ...runtime.liveOwn, role: 'member', closed: { why: 'muted', until: null, reason: 'too loud', group: false } };
    runtime.tellLive([]);
    const closed = await screen.findByTestId('composer-closed');
    expect(closed.textContent).toContain('too loud');
    expect(screen.queryByTestId('live-input')).toBeNull();
    runtime.liveOwn = { ...runtime.liveOwn, closed: null };
    runtime.tellLive([]);
    await screen.findByTestId('live-input');
    runtime.endLive({ why: 'removed', by: bob });
    expect((await screen.findByTestId('live-ended')).textContent).toContain('removed you');
  });

  it('offers each only what they may', async () => {
    const { runtime } = await people();
    expect(screen.queryByRole('button', { name: `Actions: ${ALICE.name}` })).toBeNull();
    actions(BOB.name);
    for (const id of ['live-manager', 'live-hand-over', 'live-speak', 'live-mute', 'live-remove', 'live-bar']) screen.getByTestId(id);
    fireEvent.keyDown(screen.getByTestId('live-bar'), { key: 'Escape' });
    runtime.liveOwn = { ...runtime.liveOwn, role: 'manager' };
    runtime.tellLive([]);
    actions(BOB.name);
    await waitFor(() => expect(screen.queryByTestId('live-manager')).toBeNull());
    screen.getByTestId('live-mute');
    runtime.liveOwn = { ...runtime.liveOwn, role: 'member' };
    runtime.tellLive([]);
    await waitFor(() => expect(screen.queryByTestId('live-actions')).toBeNull());
    expect(screen.queryByTestId('live-mute-all')).toBeNull();
    expect(screen.getByTestId('live-which').querySelectorAll('option')).toHaveLength(1);
  });

  it('mutes, bans and lets in again', async () => {
    const { runtime } = await people();
    const mute = vi.spyOn(runtime, 'muteLiveMember');
    actions(BOB.name);
    press('live-mute');
    fireEvent.click(await screen.findByTestId('mute-3600'));
    fill('mute-reason', 'too loud');
    press('mute-do');
    await screen.findByText('Muted', { selector: '.hint' });
    expect(mute).toHaveBeenCalledWith(ACCOUNT.id, '9000', BOB.id, 3600, 'too loud');
    press('live-mute-all');
    await waitFor(() => expect(screen.getByTestId('live-mute-all').getAttribute('aria-pressed')).toBe('true'));
    actions(BOB.name);
    press('live-bar');
    await screen.findByText(`Ban ${BOB.name}`);
    expect(screen.queryByTestId('mute-reason')).toBeNull();
    press('mute-do');
    await waitFor(() => expect(screen.getAllByTestId('live-member')).toHaveLength(1));
    fireEvent.change(screen.getByTestId('live-which'), { target: { value: 'barred' } });
    await screen.findByText(BOB.name);
    actions(BOB.name);
    press('live-let-in');
    await screen.findByText('Nobody is on this list.');
    await clean(screen.getByTestId('live-dialog'));
  });

  it('shows who has a mark, and a refusal in its sentence', async () => {
    const { runtime } = await people();
    fill('live-mark-name', 'guest');
    press('live-mark-add');
    await screen.findByRole('button', { name: 'Remove the mark “guest”' });
    actions(BOB.name);
    press('live-mark');
    await screen.findByText('guest', { selector: '.hint' });
    fireEvent.change(screen.getByTestId('live-which'), { target: { value: 'marked:guest' } });
    await waitFor(() => expect(screen.getAllByTestId('live-member')).toHaveLength(1));
    runtime.setLiveMarks = () => Promise.reject(failure('status_18', '已达到数量上限。', 'A limit has been reached.'));
    fill('live-mark-name', 'one more');
    press('live-mark-add');
    await screen.findByText('A limit has been reached.');
    // Without the mark, its list is no more.
    runtime.liveOwn = { ...runtime.liveOwn, marks: [] };
    runtime.tellLive([]);
    await waitFor(() => expect(screen.getByTestId<HTMLSelectElement>('live-which').value).toBe('present'));
  });

  it('puts on the page only what is near of many people, and reads again what was read when something happens', async () => {
    const { runtime } = await room();
    const many = Array.from({ length: 500 }, (_, at) => somebody({ ...CAROL, id: String(20_000 + at), name: `Person ${at}` }));
    runtime.livePeople = many;
    runtime.livePage = 250;
    press('live-people');
    await screen.findByText('Person 0');
    press('live-members-more');
    await waitFor(() => expect(screen.queryByTestId('live-members-more')).toBeNull());
    expect(screen.getAllByTestId('live-member').length).toBeLessThan(100);
    expect(screen.getAllByTestId('live-member')[0]?.getAttribute('aria-setsize')).toBe('500');
    runtime.livePeople = many.slice(1);
    runtime.happenLive({ kind: 'removed', actor: null, targets: [], others: 1, name: '', until: null });
    await waitFor(() => expect(screen.queryByText('Person 0')).toBeNull());
    expect(screen.getAllByTestId('live-member')[0]?.getAttribute('aria-setsize')).toBe('499');
  });
});
