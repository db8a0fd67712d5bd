import { fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import type { ConversationRow, Person } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import { clean } from '../../test/axe';
import { grows, withStyles } from '../../test/styles';
import { NewChatDialog } from './new-chat';
import { recentPeople } from './recent';

const person = (id: string, name: string): Person => ({ id, name, avatar: { media: null, initials: name[0] ?? '', hue: 1 } });

const ALICE = '10001';
const BOB = person('10009', 'Bob');
const CAROL = person('10017', 'Carol');
const OTHER_BOB = person('10025', 'Bob');
const STRANGER = person('4711', 'A'.repeat(120));

function newChat() {
  const find = vi.fn((user: string) => Promise.resolve(user === STRANGER.id ? STRANGER : null));
  const create = vi.fn((user: string) => Promise.resolve(`0:1:${ALICE}:${user}`));
  const onCreated = vi.fn();
  const onClose = vi.fn();
  render(() => (
    <NewChatDialog
      onJoin={vi.fn()}
      onBots={vi.fn()}
      onLive={vi.fn()}
      me={ALICE}
      contacts={() => Promise.resolve([BOB, CAROL, OTHER_BOB])}
      recent={[CAROL]}
      find={find}
      notes={() => Promise.resolve('0:1:10001:10001')}
      create={create}
      mediaUrl={() => ''}
      onCreated={onCreated}
      onClose={onClose}
    />
  ));
  const field = screen.getByTestId<HTMLInputElement>('new-chat-id');
  const type = (value: string) => fireEvent.input(field, { target: { value } });
  const enter = () => fireEvent.submit(field.closest('form') as HTMLFormElement);
  const down = () => fireEvent.keyDown(field, { key: 'ArrowDown' });
  return { find, create, onCreated, onClose, type, enter, down, field };
}

const offered = () => screen.queryAllByTestId('offered-person').map((row) => row.dataset['id']);

beforeEach(() => setLanguage('en'));

describe('a new chat', () => {
  it('offers the people of the last chats first, nobody twice, and tells those of one name apart', async () => {
    newChat();
    await waitFor(() => expect(offered()).toEqual([CAROL.id, BOB.id, OTHER_BOB.id]));
    const texts = screen.getAllByTestId('offered-person').map((row) => row.textContent);
    expect(texts[0]).not.toContain(CAROL.id);
    expect(texts[1]).toContain(BOB.id);
    await clean();
  });

  it('starts by name: letters, arrows, Enter', async () => {
    const { create, onCreated, onClose, type, enter, down, field } = newChat();
    await waitFor(() => expect(offered()).toHaveLength(3));
    type('bo');
    expect(offered()).toEqual([BOB.id, OTHER_BOB.id]);
    down();
    const active = document.getElementById(field.getAttribute('aria-activedescendant') ?? '');
    expect(active?.dataset['id']).toBe(OTHER_BOB.id);
    enter();
    await waitFor(() => expect(onCreated).toHaveBeenCalledWith(`0:1:${ALICE}:${OTHER_BOB.id}`));
    expect(create).toHaveBeenCalledTimes(1);
    expect(onClose).toHaveBeenCalledOnce();
  });

  it('shows who a stranger is before it starts, and says when there is nobody with an id', async () => {
    const { find, create, type, enter } = newChat();
    type(STRANGER.id);
    enter();
    const found = await screen.findByTestId('found-person');
    expect(found.textContent).toContain(STRANGER.id);
    expect(create).not.toHaveBeenCalled();
    enter();
    await waitFor(() => expect(create).toHaveBeenCalledWith(STRANGER.id));
    expect(find).toHaveBeenCalledTimes(1);
    await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('new-chat-id-do').disabled).toBe(false));
    type('9999');
    enter();
    expect((await screen.findByRole('alert')).textContent).toContain('no one with this ID');
    expect(create).toHaveBeenCalledTimes(1);
    type(ALICE);
    enter();
    expect((await screen.findByRole('alert')).textContent).toBe('This is your own ID.');
    type('zzz');
    enter();
    expect((await screen.findByRole('alert')).textContent).toBe('No one found.');
  });

  it('is no wider for a long name: a person of 120 letters once pushed the button out of the window', async () => {
    const undo = withStyles();
    onTestFinished(undo);
    const { type, enter } = newChat();
    type(STRANGER.id);
    enter();
    const name = (await screen.findByTestId('found-person')).querySelector('.name') as HTMLElement;
    expect(name.textContent).toBe(STRANGER.name);
    const looks = getComputedStyle(name);
    expect([looks.overflow, looks.textOverflow, looks.whiteSpace]).toEqual(['hidden', 'ellipsis', 'nowrap']);
    const dialog = screen.getByTestId('new-chat-dialog');
    // The styles are in force at all.
    expect(getComputedStyle(dialog).overflow).toBe('hidden');
    expect(getComputedStyle(name.closest('.person-row') as HTMLElement).display).toBe('flex');
    expect(grows(name, dialog)).toEqual([]);
  });

  it('asks nobody about an answer that comes after the field was changed', async () => {
    const { find, type, enter } = newChat();
    let answer: (found: Person) => void = () => undefined;
    find.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    type(STRANGER.id);
    enter();
    type('carol');
    answer(STRANGER);
    await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('new-chat-id-do').disabled).toBe(false));
    expect(screen.queryByTestId('found-person')).toBeNull();
    expect(offered()).toEqual([CAROL.id]);
  });
});

it('takes the recent people from the list as it stands, groups left out', () => {
  const row = (id: string, peer: string | null) => ({ id, peer, title: id, avatar: BOB.avatar }) as ConversationRow;
  const rows = [row('g', null), ...Array.from({ length: 9 }, (_, i) => row(`p${i}`, String(i)))];
  expect(recentPeople(rows).map((one) => one.id)).toEqual(['0', '1', '2', '3', '4']);
});
