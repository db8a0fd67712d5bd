import { fireEvent, screen, waitFor, within } from '@solidjs/testing-library';
import { beforeEach, expect, it, vi } from 'vitest';

import type { ContactRow, ProfileCard, RequestRow } from '../bindings';
import { setLanguage } from '../i18n/language';
import { ACCOUNT } from '../runtime/fake/world';
import { clean } from '../test/axe';
import { page } from '../test/page';

const avatar = { media: null, initials: 'X', hue: 1 };
const contact = (id: string, name: string, more: Partial<ContactRow> = {}): ContactRow => ({
  id,
  name,
  avatar,
  nickname: null,
  letter: name[0]?.toUpperCase() ?? '#',
  friend: true,
  bot: false,
  blocked: false,
  chat: true,
  ...more,
});
const request = (id: string, name: string, more: Partial<RequestRow> = {}): RequestRow => ({
  person: { id, name, avatar },
  incoming: true,
  greeting: 'it is me',
  time: Date.now(),
  state: 'waiting',
  answering: false,
  unseen: true,
  ...more,
});

beforeEach(() => setLanguage('en'));

async function contacts(rows: ContactRow[], requests: RequestRow[] = []) {
  const all = await page();
  const { runtime } = all;
  const account = ACCOUNT.id;
  runtime.openContacts = vi.fn(() => {
    runtime.push({ kind: 'contacts', account, diffs: [{ op: 'reset', rows }] });
    return Promise.resolve();
  });
  const unseen = requests.filter((one) => one.unseen).length;
  runtime.push({ kind: 'requests', account, diffs: [{ op: 'reset', rows: requests }], unseen });
  return { ...all, account };
}

const go = () => fireEvent.click(screen.getByTestId('go-contacts'));
const names = () => screen.getAllByTestId('contact').map((row) => row.querySelector('.name')?.textContent);

it('goes through the contacts by arrows and letters, and opens the chat and the card by keys', async () => {
  const { app, runtime } = await contacts([
    contact('10009', 'Bob'),
    contact('10017', 'Carol'),
    contact('10025', '王小明', { letter: 'W' }),
    contact('10033', 'Dave', { friend: false }),
  ]);
  go();
  await screen.findAllByTestId('contact');
  const [list, others] = screen.getAllByTestId('contact-list') as [HTMLElement, HTMLElement];
  expect(within(others).getByTestId('contact').textContent).toContain('Dave');
  expect([...list.querySelectorAll('.contact-letter')].map((one) => one.textContent)).toEqual(['B', 'C', 'W']);
  const active = () => document.getElementById(list.getAttribute('aria-activedescendant') ?? '')?.textContent;
  const key = (name: string) => fireEvent.keyDown(list, { key: name });
  expect(active()).toContain('Bob');
  key('王');
  expect(active()).toContain('王小明');
  key('ArrowUp');
  expect(active()).toContain('Carol');
  await clean();
  runtime.createOneToOne = vi.fn(() => Promise.resolve('0:1:10001:10017'));
  key('Enter');
  await waitFor(() => expect(app.navigation.shown()?.[1]).toBe('0:1:10001:10017'));
  expect(runtime.createOneToOne).toHaveBeenCalledWith(ACCOUNT.id, '10017');
});

it('follows the contacts row by row', async () => {
  const { runtime, account } = await contacts([contact('10009', 'Bob'), contact('10017', 'Carol')]);
  go();
  await screen.findAllByTestId('contact');
  expect(names()).toEqual(['Bob', 'Carol']);
  const carol = screen.getAllByTestId('contact')[1];
  runtime.push({
    kind: 'contacts',
    account,
    diffs: [
      { op: 'remove', at: 0, count: 1 },
      { op: 'insert', at: 1, rows: [contact('10009', 'Zorro', { nickname: 'Bob' })] },
    ],
  });
  await waitFor(() => expect(names()).toEqual(['Carol', 'Zorro']));
  expect(screen.getAllByTestId('contact')[0]).toBe(carol);
  fireEvent.input(screen.getByTestId('contacts-filter'), { target: { value: 'bob' } });
  expect(names()).toEqual(['Zorro']);
});

it('says how many requests are new until they are on the screen, and answers them', async () => {
  const { runtime, account } = await contacts([], [request('10009', 'Bob')]);
  expect((await screen.findByTestId('requests-badge')).textContent).toBe('1');
  runtime.seeRequests = vi.fn(() => {
    const rows = [request('10009', 'Bob', { unseen: false })];
    runtime.push({ kind: 'requests', account, diffs: [{ op: 'reset', rows }], unseen: 0 });
    return Promise.resolve();
  });
  runtime.answerRequest = vi.fn(() => Promise.resolve());
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  fireEvent.focus(window);
  go();
  expect((await screen.findByTestId('request')).textContent).toContain('it is me');
  await waitFor(() => expect(screen.queryByTestId('requests-badge')).toBeNull());
  expect(runtime.seeRequests).toHaveBeenCalledTimes(1);
  await clean();
  fireEvent.click(screen.getByTestId('request-accept'));
  expect(runtime.answerRequest).toHaveBeenCalledWith(account, '10009', true);
});

it('adds somebody found by id with a few words, and says why not', async () => {
  const { runtime, account } = await contacts([]);
  go();
  fireEvent.click(await screen.findByTestId('add-contact'));
  const dialog = () => within(screen.getByTestId('add-contact-dialog'));
  runtime.findPerson = vi.fn((_account: string, user: string) =>
    Promise.resolve(user === '10017' ? { id: '10017', name: 'Carol', avatar } : null),
  );
  fireEvent.input(screen.getByTestId('add-contact-id'), { target: { value: '404' } });
  fireEvent.click(screen.getByTestId('add-contact-ok'));
  expect((await dialog().findByRole('alert')).textContent).toContain('no one with this ID');
  fireEvent.input(screen.getByTestId('add-contact-id'), { target: { value: '10017' } });
  fireEvent.click(screen.getByTestId('add-contact-ok'));
  await screen.findByTestId('add-contact-found');
  fireEvent.input(screen.getByTestId('add-contact-greeting'), { target: { value: ' hello ' } });
  const reason = { code: 'status_57', text: { zh: '已经发送过申请。', en: 'You have already asked.' }, logId: null };
  runtime.askContact = vi.fn(() => Promise.reject({ reason, field: null }));
  fireEvent.click(screen.getByTestId('add-contact-ok'));
  expect((await dialog().findByRole('alert')).textContent).toContain('already asked');
  runtime.askContact = vi.fn(() => Promise.resolve());
  fireEvent.click(screen.getByTestId('add-contact-ok'));
  await waitFor(() => expect(screen.queryByTestId('add-contact-dialog')).toBeNull());
  expect(runtime.askContact).toHaveBeenCalledWith(account, '10017', 'hello');
});

it('shows who somebody is, and reads it again when it changes', async () => {
  const { runtime, account } = await contacts([contact('10009', 'Bob')]);
  const card: ProfileCard = {
    person: { id: '10009', name: 'Bob', avatar },
    nickname: 'Bob',
    remark: '',
    note: '',
    description: 'Walks',
    own: false,
    friend: true,
    bot: false,
    blocked: false,
    missing: false,
    request: null,
    chat: '0:1:10001:10009',
    muted: false,
    groups: [{ id: '7', title: 'Birds', avatar }],
  };
  let now = card;
  runtime.profileCard = vi.fn(() => Promise.resolve(now));
  runtime.setBlocked = vi.fn((_account: string, _user: string, on: boolean) => {
    now = { ...now, blocked: on };
    return Promise.resolve();
  });
  runtime.deleteFriend = vi.fn(() => Promise.resolve());
  go();
  fireEvent.click(await screen.findByTestId('contact-profile'));
  expect((await screen.findByTestId('profile-name')).textContent).toBe('Bob');
  expect(screen.getByTestId('common-groups').textContent).toContain('Birds');
  await clean();
  fireEvent.click(screen.getByTestId('profile-block'));
  await screen.findByTestId('profile-blocked');
  now = { ...now, blocked: false, remark: 'Bobby', person: { ...now.person, name: 'Bobby' } };
  runtime.push({ kind: 'profile', account, user: '10009' });
  await waitFor(() => expect(screen.getByTestId('profile-name').textContent).toBe('Bobby'));
  fireEvent.click(screen.getByTestId('profile-delete'));
  fireEvent.click(screen.getByTestId('delete-contact-chat'));
  fireEvent.click(screen.getByTestId('delete-contact-ok'));
  expect(runtime.deleteFriend).toHaveBeenCalledWith(account, '10009', true);
});

it('shows who is there, of those who are on the screen, and asks about nobody when they are not', async () => {
  const { app, runtime, account } = await contacts([contact('10009', 'Bob'), contact('10018', 'Carol')]);
  const watch = vi.spyOn(runtime, 'watchPresence');
  go();
  await waitFor(() => expect(watch).toHaveBeenCalledWith(account, 'contacts', ['10009', '10018']));
  const states = () => screen.getAllByTestId('presence').map((dot) => dot.dataset['state']);
  await waitFor(() => expect(states()).toEqual(['online', 'away']));
  expect(screen.getAllByRole('img', { name: 'Online' })).toHaveLength(1);
  await clean();
  runtime.push({ kind: 'presence', account, whole: false, people: [{ user: '10018', presence: { kind: 'online' } }] });
  await waitFor(() => expect(states()).toEqual(['online', 'online']));
  // A server that does not tell, or no connection.
  runtime.push({ kind: 'presence', account, whole: true, people: [] });
  await waitFor(() => expect(screen.queryByTestId('presence')).toBeNull());
  app.navigation.openChat(account, '0:1:10001:10009');
  await waitFor(() => expect(watch).toHaveBeenCalledWith(account, 'contacts', []));
  await waitFor(() => expect(watch).toHaveBeenCalledWith(account, 'chat', ['10009']));
  expect((await screen.findByTestId('presence-words')).textContent).toBe('Online');
});
