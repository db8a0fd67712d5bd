import { fireEvent, screen, waitFor, within } from '@solidjs/testing-library';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { Person, TimelineRow } from './bindings';
import { setLanguage } from './i18n/language';
import { ACCOUNT, BOB } from './runtime/fake/world';
import { clean } from './test/axe';
import { BOBS, chat, enter, GROUP, page, rows, type } from './test/page';

beforeEach(() => setLanguage('en'));

describe('the page', () => {
  it('goes from one click to the list', async () => {
    await page('rich', false);
    fireEvent.click(screen.getByTestId('sign-in-trial'));
    expect(await screen.findByTestId('conversation-list')).toBeTruthy();
  });

  it('sends, shows it at once, and its ticks', async () => {
    await chat();
    type('hello bob 👋');
    enter();
    await waitFor(() => expect(rows().at(-1)?.textContent).toContain('hello bob 👋'));
    await waitFor(() => expect(within(rows().at(-1) as HTMLElement).getByTestId('delivery').dataset['state']).toBe('read'));
    expect(screen.getByTestId<HTMLTextAreaElement>('composer-input').value).toBe('');
  });

  // Invariant 9: no text from anyone becomes markup, no remote page is loaded.
  it('turns no text from anyone into markup', async () => {
    const { runtime } = await chat();
    const hostile = '<img src=x onerror=alert(1)><script>1</script> \u202e [x](javascript:1) &amp;';
    const before = document.querySelectorAll('img, script, a[href]').length;
    runtime.receive(BOBS, { ...BOB, name: '<b>bob</b>' }, hostile);
    await waitFor(() => expect(rows().at(-1)?.textContent).toContain(hostile));
    expect(document.querySelectorAll('img, script, a[href]').length).toBe(before);
    expect(within(rows().at(-1) as HTMLElement).getByTestId('message-text').dir).toBe('auto');
  });

  it('opens a link that says where it leads, and asks about any other', async () => {
    const { runtime } = await chat();
    const open = vi.spyOn(runtime, 'openLink');
    runtime.receive(BOBS, BOB, 'look: https://plain.example/login and https://192.0.2.7/login');
    fireEvent.click(await screen.findByText('https://plain.example/login'));
    expect(open).toHaveBeenLastCalledWith('https://plain.example/login');
    expect(screen.queryByTestId('link-confirm')).toBeNull();
    fireEvent.click(screen.getByText('https://192.0.2.7/login'));
    expect(screen.getByTestId('link-confirm').textContent).toContain('192.0.2.7');
    expect(open).toHaveBeenCalledTimes(1);
    fireEvent.click(screen.getByTestId('link-open'));
    expect(open).toHaveBeenLastCalledWith('https://192.0.2.7/login');
  });

  it('says once why nothing is sent, and on the messages only that they wait', async () => {
    const { runtime } = await chat();
    // No answer comes.
    vi.spyOn(runtime as unknown as { deliver(): void }, 'deliver').mockImplementation(() => undefined);
    type('will wait');
    enter();
    await waitFor(() => expect(rows().at(-1)?.textContent).toContain('will wait'));
    const mark = () => within(rows().at(-1) as HTMLElement).getByTestId('delivery');
    expect(mark().title).toBe('Sending');
    runtime.push({
      kind: 'connection',
      account: ACCOUNT.id,
      connection: {
        kind: 'offline',
        since: Date.now(),
        nextTry: Date.now() + 60_000,
        reason: { code: 'no_connection', text: { zh: '没有网络', en: 'The server cannot be reached.' }, logId: null },
      },
    });
    const bar = await screen.findByTestId('connection');
    expect(bar.textContent).toMatch(/^Offline since .+ The server cannot be reached\. Next try in \d+ s\. Try now$/);
    expect(screen.getAllByText(/cannot be reached/)).toHaveLength(1);
    expect(mark().title).toBe('Waiting for a connection');
    expect(rows().at(-1)?.getAttribute('aria-label')).toContain('Waiting for a connection');
    runtime.push({ kind: 'connection', account: ACCOUNT.id, connection: { kind: 'online' } });
    await waitFor(() => expect(mark().title).toBe('Sending'));
    expect(screen.queryByTestId('connection')).toBeNull();
  });

  it('opens a chat from the contacts, found by name', async () => {
    const { app } = await page();
    await waitFor(() => expect(app.account()?.listed).toBe(true));
    fireEvent.click(screen.getByTestId('go-contacts'));
    const contacts = await screen.findAllByTestId('contact');
    expect(contacts.length).toBeGreaterThan(1);
    await clean(screen.getByTestId('contacts'));
    fireEvent.input(screen.getByTestId('contacts-filter'), { target: { value: 'BOB' } });
    const [bob, ...others] = screen.getAllByTestId('contact');
    expect(others).toEqual([]);
    fireEvent.click(bob as HTMLElement);
    await screen.findByTestId('composer-input');
    expect(app.navigation.chatOf(ACCOUNT.id)).toBe(BOBS);
  });

  it('says what to do when there are no contacts', async () => {
    const { runtime } = await page();
    vi.spyOn(runtime, 'contacts').mockResolvedValue([]);
    fireEvent.click(screen.getByTestId('go-contacts'));
    expect((await screen.findByTestId('contacts-empty')).textContent).toContain('user ID');
    fireEvent.click(screen.getByTestId('contacts-new-chat'));
    expect(await screen.findByTestId('new-chat-dialog')).toBeTruthy();
  });

  it('can leave the first load', async () => {
    const { runtime } = await page();
    runtime.push({ kind: 'loading', account: ACCOUNT.id, done: 100, total: 0, finished: false });
    fireEvent.click(await screen.findByTestId('cancel-loading'));
    expect(await screen.findByText(/^Sign out .+\?$/)).toBeTruthy();
  });

  it('gives the text of a stopped message back for editing', async () => {
    await chat();
    fireEvent.click(screen.getByTestId('edit'));
    await waitFor(() => expect(screen.getByTestId<HTMLTextAreaElement>('composer-input').value).toBe('这条没有发出去'));
    expect(screen.queryByTestId('failed')).toBeNull();
  });

  it('keeps the element of a row from echo to read', async () => {
    await chat();
    type('one element');
    enter();
    await waitFor(() => expect(rows().at(-1)?.textContent).toContain('one element'));
    const element = rows().at(-1);
    await waitFor(() => expect(within(rows().at(-1) as HTMLElement).getByTestId('delivery').dataset['state']).toBe('read'));
    expect(rows().at(-1)).toBe(element);
  });

  it('asks the core for the end when the newest message is outside the window', async () => {
    const { runtime } = await chat();
    const end = vi.spyOn(runtime, 'timelineEnd');
    runtime.push({
      kind: 'timeline',
      view: 1,
      diffs: [],
      state: { atStart: false, atEnd: false, newBelow: 7, loadingOlder: false },
    });
    const button = await screen.findByTestId('to-end');
    expect(button.getAttribute('aria-label')).toBe('7 new messages, jump to the latest');
    fireEvent.click(button);
    await waitFor(() => expect(screen.queryByTestId('to-end')).toBeNull());
    expect(end).toHaveBeenCalledTimes(1);
  });

  it('shows every state of a gap in words', async () => {
    const { runtime, app } = await chat();
    const view = app.store;
    expect(view.phase).toBe('ready');
    const reason = { code: 'x', text: { zh: '忙', en: 'The server is busy.' }, logId: null };
    const gaps: TimelineRow[] = [
      { type: 'gap', id: 'gap:1', state: { kind: 'unknown' } },
      { type: 'gap', id: 'gap:2', state: { kind: 'loading' } },
      { type: 'gap', id: 'gap:3', state: { kind: 'failed', reason } },
      { type: 'gap', id: 'gap:4', state: { kind: 'gone' } },
    ];
    runtime.push({
      kind: 'timeline',
      view: 1,
      diffs: [{ op: 'reset', rows: gaps }],
      state: { atStart: true, atEnd: true, newBelow: 0, loadingOlder: false },
    });
    await waitFor(() => expect(screen.getAllByTestId('gap')).toHaveLength(4));
    expect(screen.getAllByTestId('gap').map((g) => g.textContent?.trim())).toEqual([
      'Messages are missing here Load',
      'Loading missing messages…',
      'Missing messages could not be loaded. The server is busy. Try again',
      'Some messages are missing: the server does not keep them for you.',
    ]);
  });

  it('marks what the server lost once below the messages that stand together, apart from what it has', async () => {
    const { runtime } = await chat();
    const row = (id: string, lost: boolean, own: boolean): TimelineRow => ({
      type: 'message',
      id,
      serverId: null,
      sender: own ? '10001' : '10009',
      senderName: own ? 'Alice' : 'Bob',
      senderAvatar: { media: null, initials: 'B', hue: 0 },
      own,
      time: 1_760_000_000_000,
      body: { kind: 'text', text: id },
      delivery: own ? { kind: 'sent' } : null,
      album: null,
      canRecall: false,
      canEdit: false,
      canAnswer: true,
      canReact: true,
      canUnreact: true,
      canClaim: false,
      readBy: null,
      canMark: true,
      canPinForAll: true,
      marks: { favourite: false, pinned: false, pinnedForAll: false },
      canForward: true,
      edited: false,
      editPending: false,
      canWriteAgain: false,
      streamed: null,
      answers: 0,
      unsavedEdit: null,
      quote: null,
      reactions: [],
      mentionsMe: false,
      links: [],
      format: [],
      lost,
    });
    const rows = [row('both', false, false), row('lost-1', true, false), row('lost-2', true, false), row('new', false, false), row('mine', true, true)];
    runtime.push({
      kind: 'timeline',
      view: 1,
      diffs: [{ op: 'reset', rows }],
      state: { atStart: true, atEnd: true, newBelow: 0, loadingOlder: false },
    });
    await waitFor(() => expect(screen.getAllByTestId('lost')).toHaveLength(2));
    const marks = screen.getAllByTestId('lost');
    expect(marks.map((mark) => [mark.dataset['id'], mark.textContent])).toEqual([
      ['lost-2', 'No longer on the server'],
      ['mine', 'No longer on the server'],
    ]);
  });

  it('puts dropped pictures into the tray of the chat they were dropped on, whatever is open by then', async () => {
    const { runtime } = await chat();
    runtime.push({ kind: 'drag_over', over: true });
    expect(await screen.findByTestId('drop-area')).toBeTruthy();
    runtime.push({ kind: 'drag_over', over: false });
    expect(screen.queryByTestId('drop-area')).toBeNull();
    runtime.push({ kind: 'open_conversation', account: ACCOUNT.id, conversation: GROUP, message: null });
    await screen.findByTestId('composer-input');
    runtime.attach(BOBS, [runtime.intake(), runtime.intake()]);
    expect(screen.queryByTestId('tray-item')).toBeNull();
    fireEvent.click(screen.getByTestId('go-settings'));
    fireEvent.click(screen.getByTestId('go-chats'));
    runtime.push({ kind: 'open_conversation', account: ACCOUNT.id, conversation: BOBS, message: null });
    expect(await screen.findAllByTestId('tray-item')).toHaveLength(2);
    fireEvent.click(screen.getByTestId('send'));
    await waitFor(() => expect(document.querySelectorAll('.bubble.album [data-own]')).toHaveLength(2));
    await waitFor(() => expect(screen.queryByTestId('tray-item')).toBeNull());
  });

  it('cannot write where one is no longer a member', async () => {
    const { runtime } = await chat(GROUP);
    await runtime.leaveGroup(ACCOUNT.id, GROUP);
    expect(await screen.findByTestId('composer-closed')).toBeTruthy();
    expect(screen.queryByTestId('send')).toBeNull();
    expect(screen.queryByTestId('attach')).toBeNull();
    expect(screen.getByTestId<HTMLTextAreaElement>('composer-input').readOnly).toBe(true);
  });

  it('keeps what was being written when one is removed, to be read and copied', async () => {
    const { runtime } = await chat(GROUP);
    type('half a sentence');
    await runtime.leaveGroup(ACCOUNT.id, GROUP);
    expect(await screen.findByTestId('composer-closed')).toBeTruthy();
    expect(screen.getByTestId<HTMLTextAreaElement>('composer-input').value).toBe('half a sentence');
    const copy = vi.fn(() => Promise.resolve());
    Object.assign(navigator, { clipboard: { writeText: copy } });
    fireEvent.click(screen.getByTestId('copy-draft'));
    expect(copy).toHaveBeenCalledWith('half a sentence');
    await waitFor(async () => expect((await runtime.draft(ACCOUNT.id, GROUP)).text).toBe('half a sentence'));
  });

  it('takes a stopped message back where one is no longer a member: its words stand in the draft', async () => {
    const { runtime } = await chat();
    const list = runtime.world.conversations;
    const at = list.findIndex((c) => c.row.id === BOBS);
    const bobs = list[at];
    if (bobs) bobs.row = { ...bobs.row, member: false, closed: { why: 'no_member' } };
    runtime.receive(GROUP, BOB, 'the list comes again');
    expect(await screen.findByTestId('composer-closed')).toBeTruthy();
    fireEvent.click(screen.getByTestId('edit'));
    await waitFor(() => expect(screen.getByTestId<HTMLTextAreaElement>('composer-input').value).toBe('这条没有发出去'));
    expect(screen.getByTestId('copy-draft')).toBeTruthy();
  });

  it('tells the shell what is on the screen', async () => {
    const { runtime } = await page();
    const visible = vi.spyOn(runtime, 'setVisible');
    runtime.push({ kind: 'open_conversation', account: ACCOUNT.id, conversation: BOBS, message: null });
    await waitFor(() =>
      expect(visible).toHaveBeenLastCalledWith(expect.objectContaining({ conversation: [ACCOUNT.id, BOBS] })),
    );
    fireEvent.click(screen.getByTestId('go-settings'));
    await waitFor(() => expect(visible).toHaveBeenLastCalledWith(expect.objectContaining({ conversation: null })));
  });

  it('offers a new token when the sign-in is no longer valid', async () => {
    const { runtime } = await chat();
    const reason = { code: 'token_expired', text: { zh: '过期', en: 'expired' }, logId: null };
    runtime.push({ kind: 'connection', account: ACCOUNT.id, connection: { kind: 'sign_in_needed', reason } });
    fireEvent.click(await screen.findByTestId('new-token'));
    fireEvent.input(screen.getByTestId('new-token-input'), { target: { value: 'fresh' } });
    fireEvent.click(screen.getByTestId('new-token-do'));
    await waitFor(() => expect(screen.queryByTestId('connection')).toBeNull());
    await waitFor(() => expect(screen.queryByTestId('new-token-dialog')).toBeNull());
  });
});

describe('keys', () => {
  const press = (key: string, ctrlKey = false) => fireEvent.keyDown(window, { key, ctrlKey });

  it('Ctrl+K switches to what was typed', async () => {
    const { app } = await chat();
    press('k', true);
    const input = screen.getByTestId('switcher-input');
    fireEvent.input(input, { target: { value: 'weekly' } });
    fireEvent.keyDown(input, { key: 'Enter' });
    await waitFor(() => expect(app.navigation.chatOf(ACCOUNT.id)).toBe(GROUP));
    expect(screen.queryByTestId('switcher')).toBeNull();
  });

  it('Ctrl+N starts a chat; a wrong id says so', async () => {
    const { app } = await page();
    press('n', true);
    const id = screen.getByTestId('new-chat-id');
    fireEvent.input(id, { target: { value: '424242' } });
    fireEvent.click(screen.getByTestId('new-chat-id-do'));
    expect(await screen.findByText(/There is no one with this ID/)).toBeTruthy();
    fireEvent.input(id, { target: { value: BOB.id } });
    fireEvent.submit(id.closest('form') as HTMLFormElement);
    await waitFor(() => expect(app.navigation.chatOf(ACCOUNT.id)).toBe(BOBS));
  });

  it('Ctrl+K switches where the layout has no Latin letters, with a name however it is written', async () => {
    const { runtime, app } = await chat();
    const titled = runtime.world.conversations.find((c) => c.row.id === GROUP);
    if (titled) titled.row = { ...titled.row, title: 'cafe\u0301' };
    runtime.receive(BOBS, BOB, 'the list comes anew');
    fireEvent.keyDown(window, { key: 'л', code: 'KeyK', ctrlKey: true });
    const input = screen.getByTestId('switcher-input');
    fireEvent.input(input, { target: { value: 'CAF\u00c9' } });
    fireEvent.keyDown(input, { key: 'Enter' });
    await waitFor(() => expect(app.navigation.chatOf(ACCOUNT.id)).toBe(GROUP));
  });

  it('Ctrl+Z takes back what was typed, and Ctrl+Shift+Z or Ctrl+Y brings it again: WebKitGTK leaves them to the program', async () => {
    await chat();
    const input = screen.getByTestId('composer-input');
    // jsdom has no editing commands.
    const command = vi.fn((_: string) => true);
    Object.defineProperty(document, 'execCommand', { value: command, configurable: true });
    try {
      expect(fireEvent.keyDown(input, { key: 'z', code: 'KeyZ', ctrlKey: true })).toBe(false);
      fireEvent.keyDown(input, { key: 'Z', code: 'KeyZ', ctrlKey: true, shiftKey: true });
      fireEvent.keyDown(input, { key: 'y', code: 'KeyY', ctrlKey: true });
      // By the place of the key where the layout has no Latin letter; nowhere but in a field.
      fireEvent.keyDown(input, { key: 'я', code: 'KeyZ', ctrlKey: true });
      fireEvent.keyDown(document.body, { key: 'z', code: 'KeyZ', ctrlKey: true });
      expect(command.mock.calls.map(([name]) => name)).toEqual(['undo', 'redo', 'redo', 'undo']);
    } finally {
      Reflect.deleteProperty(document, 'execCommand');
    }
  });

  it('Ctrl with plus, minus and 0 changes the size, and so does the wheel', async () => {
    const { app } = await page();
    const size = () => app.store.settings?.zoom;
    fireEvent.keyDown(window, { key: '+', code: 'Equal', ctrlKey: true, shiftKey: true });
    fireEvent.keyDown(window, { key: '=', code: 'Equal', ctrlKey: true });
    fireEvent.keyDown(window, { key: '+', code: 'NumpadAdd', ctrlKey: true });
    expect(size()).toBe(150);
    fireEvent.keyDown(window, { key: '-', code: 'Minus', ctrlKey: true });
    expect(size()).toBe(125);
    fireEvent.keyDown(window, { key: '+', code: 'Equal' });
    fireEvent.wheel(window, { deltaY: -100 });
    expect(size()).toBe(125);
    fireEvent.keyDown(window, { key: 'Control', code: 'ControlLeft', ctrlKey: true });
    fireEvent.wheel(window, { deltaY: -100, ctrlKey: true });
    expect(size()).toBe(150);
    fireEvent.keyUp(window, { key: 'Control', code: 'ControlLeft' });
    // Also while a dialog is open.
    press('F1');
    fireEvent.keyDown(window, { key: '0', code: 'Digit0', ctrlKey: true });
    await waitFor(() => expect(size()).toBe(100));
  });

  it('F1 lists the keys', async () => {
    await page();
    press('F1');
    expect(screen.getByTestId('shortcuts').textContent).toContain('Switch conversation');
  });

  it('arrows move between messages and Shift+F10 opens the menu of one', async () => {
    await chat();
    const last = rows().at(-1) as HTMLElement;
    last.focus();
    fireEvent.keyDown(last, { key: 'ArrowUp' });
    expect(document.activeElement).toBe(rows().at(-2));
    fireEvent.keyDown(document.activeElement as Element, { key: 'F10', shiftKey: true });
    const menu = await screen.findByTestId('menu');
    expect(menu.contains(document.activeElement)).toBe(true);
    fireEvent.keyDown(document.activeElement as Element, { key: 'Escape' });
    expect(screen.queryByTestId('menu')).toBeNull();
    expect(document.activeElement).toBe(rows().at(-2));
  });
});

describe('the keyboard', () => {
  const field = () => screen.getByTestId('composer-input');
  const key = (name: string, more: KeyboardEventInit = {}, on: Element | Window = document.activeElement ?? window) =>
    fireEvent.keyDown(on, { key: name, ...more });

  it('takes Esc for one thing at a time', async () => {
    const { app } = await chat(GROUP);
    fireEvent.click(screen.getByTestId('details'));
    await screen.findByTestId('group-panel');
    fireEvent.click(screen.getByTestId('chat-menu'));
    key('Escape');
    expect(screen.queryByTestId('menu')).toBeNull();
    expect(screen.getByTestId('group-panel')).toBeTruthy();
    key('Escape');
    expect(screen.queryByTestId('group-panel')).toBeNull();
    expect(document.activeElement).toBe(field());
    // In a wide window the chat stays.
    key('Escape');
    expect(app.navigation.chatOf(ACCOUNT.id)).toBe(GROUP);
    rows().at(-1)?.focus();
    key('Escape');
    expect(document.activeElement).toBe(field());
  });

  it('writes in the field whatever has the focus in the chat, but for lists and other fields', async () => {
    await chat();
    rows().at(-1)?.focus();
    key('x');
    expect(document.activeElement).toBe(field());
    screen.getByTestId('details').focus();
    key('ш', { code: 'KeyI' });
    expect(document.activeElement).toBe(field());
    for (const [name, more] of [['x', { ctrlKey: true }], ['ArrowLeft', {}], [' ', {}], ['Tab', {}]] as const) {
      screen.getByTestId('details').focus();
      key(name, more);
      expect(document.activeElement, name).toBe(screen.getByTestId('details'));
    }
    const list = screen.getByTestId('search-button');
    list.focus();
    key('b');
    expect(document.activeElement).toBe(list);
  });

  it('goes from chat to chat, by one and by number', async () => {
    const { app } = await chat();
    const open = () => app.account()?.rows.findIndex((row) => row.id === app.navigation.chatOf(ACCOUNT.id));
    const from = open() as number;
    key('ArrowDown', { altKey: true });
    expect(open()).toBe(from + 1);
    key('ArrowUp', { altKey: true }, window);
    expect(open()).toBe(from);
    // A French layout gives a letter there.
    key('"', { code: 'Digit3', ctrlKey: true }, window);
    expect(open()).toBe(2);
    key('ArrowLeft', { altKey: true }, window);
    expect(open()).toBe(from);
  });

  it('does not fall to the page when what had it goes away', async () => {
    await chat(GROUP);
    fireEvent.click(screen.getByTestId('details'));
    const close = await screen.findByTestId('panel-close');
    close.focus();
    fireEvent.click(close);
    expect(document.activeElement).toBe(field());
  });

  it('goes to the neighbour of a row that was deleted', async () => {
    const { runtime } = await chat();
    const all = rows();
    const gone = all.at(-2) as HTMLElement;
    gone.focus();
    await Promise.resolve();
    await runtime.deleteMessages(ACCOUNT.id, [gone.dataset['id'] as string]);
    await waitFor(() => expect(gone.isConnected).toBe(false));
    expect(document.activeElement).toBe(all.at(-1));
  });

  it('reaches what is in a row only from the row that has it', async () => {
    const { runtime } = await chat();
    runtime.receive(BOBS, BOB, 'one https://one.example/');
    runtime.receive(BOBS, BOB, 'two https://two.example/');
    const [one, two] = [await screen.findByText('https://one.example/'), await screen.findByText('https://two.example/')];
    await waitFor(() => expect([one.tabIndex, two.tabIndex]).toEqual([-1, 0]));
    rows().at(-2)?.focus();
    expect([one.tabIndex, two.tabIndex]).toEqual([0, -1]);
  });
});

describe('what was just done', () => {
  it('can be undone: a stopped message comes back when one wants it', async () => {
    await chat();
    const failed = screen.getByTestId('failed').dataset['id'];
    fireEvent.click(screen.getByTestId('delete'));
    fireEvent.click(await screen.findByTestId('undo-delete'));
    await waitFor(() => expect(screen.getByTestId('failed').dataset['id']).toBe(failed));
    expect(screen.queryByTestId('undo-bar')).toBeNull();
  });

  it('is undone by keyboard on the row beside it', async () => {
    await chat();
    const [last, before] = [rows().at(-1) as HTMLElement, rows().at(-2) as HTMLElement];
    const id = before.dataset['id'];
    before.focus();
    fireEvent.keyDown(before, { key: 'Delete' });
    const bar = await screen.findByTestId('undo-bar');
    expect(before.isConnected).toBe(false);
    await clean(bar);
    fireEvent.keyDown(last, { key: 'z', ctrlKey: true });
    await waitFor(() => expect(rows().at(-2)?.dataset['id']).toBe(id));
  });
});

describe('the profile of a person', () => {
  it('shows no id, what was shared, and where each picture stands in the chat', async () => {
    const { runtime } = await chat();
    expect(screen.getByTestId('typing-line').textContent).toBe('');
    fireEvent.click(screen.getByTestId('details'));
    const panel = await screen.findByTestId('profile-panel');
    const [picture] = await screen.findAllByTestId('shared-picture');
    expect(panel.textContent).not.toContain(BOB.id);
    await clean(panel);
    const mute = vi.spyOn(runtime, 'setMuted');
    fireEvent.click(screen.getByTestId('profile-mute'));
    expect(mute).toHaveBeenCalledWith(ACCOUNT.id, BOBS, true);
    fireEvent.click(picture as HTMLElement);
    fireEvent.click(await screen.findByTestId('viewer-go-to'));
    await waitFor(() => expect(document.querySelector('.marked')).toBeTruthy());
    expect(screen.queryByTestId('viewer')).toBeNull();
  });
});

describe('accounts that cannot be opened', () => {
  const trouble = (account: string, name: string) => ({
    account,
    user: '10009',
    name,
    reason: { code: 'database_damaged', text: { zh: '已损坏。', en: 'The message store is damaged.' }, logId: null },
    canSetAside: true,
    needsCode: false,
  });

  it('stand in their own place: the other account goes on, and each of them can be reached', async () => {
    const { runtime, app } = await chat();
    runtime.push({ kind: 'trouble', trouble: trouble('b0b', 'Bob') }, { kind: 'trouble', trouble: trouble('ca501', 'Carol') });
    // The chat is still there, and it was said.
    expect(screen.getByTestId('composer-input')).toBeTruthy();
    expect(screen.getAllByTestId('notice').map((n) => n.textContent).join()).toContain('Carol');
    const buttons = screen.getAllByTestId('rail-trouble');
    expect(buttons).toHaveLength(2);
    for (const [at, name] of ['Bob', 'Carol'].entries()) {
      fireEvent.click(buttons[at] as HTMLElement);
      expect(screen.getByTestId('trouble').textContent).toContain(name);
      expect(screen.queryByTestId('composer-input')).toBeNull();
    }
    await clean();
    fireEvent.click(screen.getByTestId('rail-account'));
    expect(await screen.findByTestId('composer-input')).toBeTruthy();
    fireEvent.click(buttons[0] as HTMLElement);
    fireEvent.click(screen.getByTestId('go-settings'));
    expect(await screen.findByTestId('settings')).toBeTruthy();
    fireEvent.click(screen.getByTestId('go-chats'));
    // It can be opened again.
    const openAgain = vi.spyOn(runtime, 'openAgain');
    fireEvent.click(screen.getByTestId('open-again'));
    await waitFor(() => expect(openAgain).toHaveBeenCalledWith('b0b'));
    await waitFor(() => expect(screen.getAllByTestId('rail-trouble')).toHaveLength(1));
    expect(app.navigation.account()).toBe(ACCOUNT.id);
  });

  it('keep the place of the account that was on the screen', async () => {
    const { runtime, app } = await chat();
    runtime.push({ kind: 'account', account: { ...ACCOUNT, id: 'other', name: 'Carol' } });
    runtime.push({ kind: 'account_gone', account: ACCOUNT.id });
    runtime.push({ kind: 'trouble', trouble: trouble(ACCOUNT.id, 'Alice') });
    expect(screen.getByTestId('trouble').textContent).toContain('Alice');
    runtime.push({ kind: 'account', account: ACCOUNT }, { kind: 'trouble_over', account: ACCOUNT.id });
    expect(app.navigation.account()).toBe(ACCOUNT.id);
    await waitFor(() => expect(screen.queryByTestId('trouble')).toBeNull());
  });

  it('are all there is when no other is signed in', async () => {
    const { runtime } = await page('rich', false);
    runtime.push({ kind: 'trouble', trouble: trouble('b0b', 'Bob') });
    expect(await screen.findByTestId('trouble')).toBeTruthy();
    fireEvent.click(screen.getByTestId('add-account'));
    expect(await screen.findByTestId('sign-in')).toBeTruthy();
  });
});

describe('the group panel', () => {
  it('is not read again for messages, and keeps the focus and what is open in it when the group changes', async () => {
    const { runtime } = await chat(GROUP);
    fireEvent.click(screen.getByTestId('details'));
    const list = await screen.findByTestId('members');
    list.focus();
    const read = vi.spyOn(runtime, 'conversationDetails');
    const changes = async (from: number) => {
      read.mockClear();
      for (let n = from; n < from + 3; n++) runtime.receive(GROUP, BOB, `message ${n}`, Date.now() + n * 1_000);
      await waitFor(() => expect(screen.getAllByText(`message ${from + 2}`).length).toBeGreaterThan(0));
      expect(read).not.toHaveBeenCalled();
      runtime.push({ kind: 'group', account: ACCOUNT.id, conversation: GROUP });
      await waitFor(() => expect(read).toHaveBeenCalled());
      await new Promise((done) => setTimeout(done));
    };
    await changes(1);
    expect(document.activeElement).toBe(list);
    fireEvent.click(screen.getByTestId('add-members'));
    const field = screen.getByTestId<HTMLInputElement>('person-id');
    fireEvent.input(field, { target: { value: 'half a na' } });
    await changes(11);
    expect(screen.getByTestId('person-id')).toBe(field);
    expect(field.value).toBe('half a na');
    expect(document.activeElement).toBe(field);
  });
});

describe('a new group', () => {
  it('takes nobody twice and needs a name and a person', async () => {
    const { runtime, app } = await page();
    const opener = await screen.findByTestId('new-group');
    // As a mouse does.
    opener.focus();
    fireEvent.click(opener);
    const create = screen.getByTestId('new-group-create');
    fireEvent.click(create);
    expect(screen.getByText('Please fill this in.')).toBeTruthy();
    fireEvent.input(screen.getByTestId('group-name'), { target: { value: 'birds' } });
    fireEvent.click(create);
    expect(screen.getByTestId('new-group-error')).toBeTruthy();
    const add = async (id: string) => {
      fireEvent.input(screen.getByTestId('person-id'), { target: { value: id } });
      fireEvent.click(screen.getByTestId('person-id-do'));
      await Promise.resolve();
    };
    await add(BOB.id);
    await waitFor(() => expect(screen.getAllByTestId('picked-person')).toHaveLength(1));
    await add(BOB.id);
    expect(await screen.findByText('Already in the group.')).toBeTruthy();
    const made = vi.spyOn(runtime, 'createGroup');
    fireEvent.click(create);
    fireEvent.click(create);
    await waitFor(() => expect(app.navigation.chatOf(ACCOUNT.id)).toBeTruthy());
    expect(made).toHaveBeenCalledTimes(1);
    expect(made.mock.calls[0]?.slice(2)).toEqual(['birds', [BOB.id]]);
    await waitFor(() => expect(screen.getByTestId('typing-line').textContent).toBe('2 members'));
    // What is typed next belongs into the chat, not to the button that opened the dialog.
    expect(document.activeElement).toBe(screen.getByTestId('composer-input'));

    // More people: what is typed finds them.
    fireEvent.click(screen.getByTestId('details'));
    fireEvent.click(await screen.findByTestId('add-members'));
    expect(document.activeElement).toBe(screen.getByTestId('person-id'));
  });
});

it('starts a group with the person whose profile it is started from', async () => {
  const { runtime } = await chat();
  fireEvent.click(screen.getByTestId('details'));
  fireEvent.click(await screen.findByTestId('profile-group'));
  expect(screen.getAllByTestId('picked-person').map((row) => row.dataset.id)).toEqual([BOB.id]);
  expect(document.activeElement).toBe(screen.getByTestId('group-name'));
  const made = vi.spyOn(runtime, 'createGroup');
  fireEvent.input(screen.getByTestId('group-name'), { target: { value: 'birds' } });
  fireEvent.click(screen.getByTestId('new-group-create'));
  await waitFor(() => expect(made.mock.calls[0]?.slice(2)).toEqual(['birds', [BOB.id]]));
});

describe('picking people', () => {
  const offered = () => screen.queryAllByTestId('offered-person').map((row) => row.dataset.id);

  it('offers the people one has a chat with until they are picked, and finds them by name', async () => {
    const { runtime } = await page();
    const known = await runtime.contacts(ACCOUNT.id);
    expect(known.length).toBeGreaterThan(1);
    fireEvent.click(await screen.findByTestId('new-group'));
    await waitFor(() => expect(offered().length).toBe(known.length));
    expect([...offered()].sort()).toEqual(known.map((person) => person.id).sort());
    const field = screen.getByTestId('person-id');
    const [first, second] = known as [Person, Person];
    fireEvent.click(screen.getAllByTestId('offered-person')[0] as HTMLElement);
    expect(screen.getByTestId('picked-person').dataset.id).toBe(first.id);
    expect(offered()).not.toContain(first.id);
    await waitFor(() => expect(document.activeElement).toBe(field));
    await clean();

    fireEvent.input(field, { target: { value: second.name.toUpperCase() } });
    expect(offered()).toEqual([second.id]);
    fireEvent.click(screen.getByTestId('person-id-do'));
    expect(screen.getAllByTestId('picked-person').map((row) => row.dataset.id)).toEqual([first.id, second.id]);
    await waitFor(() => expect((field as HTMLInputElement).value).toBe(''));

    fireEvent.input(field, { target: { value: 'nobody is called this' } });
    expect(offered()).toEqual([]);
    fireEvent.click(screen.getByTestId('person-id-do'));
    expect(screen.getByText('No one found.')).toBeTruthy();
  });
});

describe('axe', () => {
  it('is clean on the chat', async () => {
    await chat(GROUP);
    await clean();
  });

  it('is clean on the settings', async () => {
    await page();
    fireEvent.click(screen.getByTestId('go-settings'));
    await screen.findByTestId('settings');
    await clean();
  });

  it('is clean on the group panel with a menu open', async () => {
    await chat(GROUP);
    fireEvent.click(screen.getByTestId('details'));
    const bob = (await screen.findAllByTestId('member')).find((one) => one.textContent?.includes('Bob'));
    fireEvent.click(bob as HTMLElement);
    await clean();
  });

  it('is clean on the viewer', async () => {
    await chat();
    fireEvent.click(screen.getAllByRole('button', { name: /Open picture/ })[0] as HTMLElement);
    await screen.findByTestId('viewer-position');
    expect((document.activeElement as HTMLElement).closest('button')).toBeNull();
    await clean();
  });

  it('is clean on an empty list', async () => {
    await page('empty');
    await screen.findByTestId('list-empty');
    await clean();
  });
});
