import { fireEvent, render, screen } from '@solidjs/testing-library';
import { createStore, reconcile, unwrap } from 'solid-js/store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { ConversationRow, ListOverview } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import { applied } from '../../state/diff';
import { clean } from '../../test/axe';
import { ConversationList } from './conversation-list';

const NOW = new Date('2026-03-04T10:00:00').getTime();

const row = (at: number, change: Partial<ConversationRow> = {}): ConversationRow => ({
  id: `0:1:10001:${20_000 + at}`,
  kind: 'one_to_one',
  title: `Person ${at}`,
  avatar: { media: null, initials: 'P', hue: at % 360 },
  peer: String(20_000 + at),
  unread: 0,
  mentioned: false,
  pinned: false,
  muted: false,
  member: true,
  closed: null,
  letThrough: null,
  favourite: false,
  markedUnread: false,
  archived: false,
  joinRequests: 0,
  bot: false,
  folders: [],
  notes: false,
  members: 0,
  preview: { kind: 'text', text: `words ${at}`, sender: null, own: false, happened: null },
  draft: null,
  outgoing: null,
  time: NOW - at * 60_000,
  ...change,
});

const ABOVE: ListOverview = {
  filter: { kind: 'all' },
  unread: 3,
  mentions: 0,
  people: 0,
  groups: 0,
  favourites: 0,
  drafts: 0,
  archived: 0,
  folders: [{ id: 'work', name: 'Work', unread: 2 }],
};

/** A list on rows that change as the core's diffs change them. */
async function list(rows: ConversationRow[], size = rows.length) {
  const [store, set] = createStore({ rows });
  const [open, movePin, inFolder, archive, onFilter, onReach] = [vi.fn(), vi.fn(), vi.fn(), vi.fn(), vi.fn(), vi.fn()];
  const nothing = () => undefined;
  render(() => (
    <main>
      <ConversationList
        rows={store.rows}
        size={size}
        onReach={onReach}
        selected={undefined}
        overview={ABOVE}
        onFilter={onFilter}
        folderActions={{ create: nothing, rename: nothing, remove: nothing, move: nothing, markAllRead: nothing }}
        listed
        loading={null}
        now={NOW}
        mediaUrl={() => ''}
        actions={{
          open,
          movePin,
          inFolder,
          pin: nothing,
          mute: nothing,
          letThrough: nothing,
          favourite: nothing,
          markRead: nothing,
          markUnread: nothing,
          archive,
          folders: nothing,
          copyId: nothing,
          exportAll: nothing,
          clear: nothing,
          remove: nothing,
          newBotChat: nothing,
          removeSeveral: nothing,
        }}
        onCancelLoading={nothing}
        onNewChat={nothing}
        onNewGroup={nothing}
        onSearch={nothing}
      />
    </main>
  ));
  const change = (at: number, next: ConversationRow) =>
    set('rows', reconcile(applied(unwrap(store.rows), [{ op: 'set', at, row: next }]), { key: 'id', merge: false }));
  await screen.findAllByTestId('conversation-row');
  return { open, movePin, inFolder, archive, onFilter, onReach, change };
}

const shown = () => screen.getAllByTestId('conversation-row');

/** The rows something was changed in. */
async function painted(change: () => void): Promise<string[]> {
  const seen = new Set<string>();
  const watch = new MutationObserver((records) => {
    for (const record of records) {
      const element = record.target instanceof Element ? record.target : record.target.parentElement;
      seen.add(element?.closest<HTMLElement>('.conversation-row')?.dataset['id'] ?? 'outside');
    }
  });
  watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  change();
  await Promise.resolve();
  watch.disconnect();
  return [...seen];
}

/** Ten rows' height, for a list that shows only what has room. */
class Room {
  constructor(private readonly tell: ResizeObserverCallback) {}
  observe(target: Element): void {
    const isRow = target.firstElementChild?.classList.contains('conversation-row');
    const contentRect = { width: 320, height: isRow ? 64 : 640 } as DOMRectReadOnly;
    queueMicrotask(() => this.tell([{ target, contentRect } as ResizeObserverEntry], this));
  }
  unobserve(): void {}
  disconnect(): void {}
}

beforeEach(() => {
  setLanguage('en');
  vi.stubGlobal('ResizeObserver', Room);
  vi.spyOn(HTMLElement.prototype, 'offsetParent', 'get').mockReturnValue(document.body);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('the conversation list', () => {
  it('paints one row when one of three hundred changes, and of that row what has changed', async () => {
    const { change } = await list(Array.from({ length: 300 }, (_, at) => row(at)));
    const [, second] = shown();
    const avatar = second?.querySelector('.avatar');
    const next = row(1, { unread: 2, preview: { kind: 'text', text: 'and more', sender: null, own: false, happened: null } });
    expect(await painted(() => change(1, next))).toEqual([row(1).id]);
    expect(second?.textContent).toContain('and more');
    expect(second?.isConnected && avatar?.isConnected).toBe(true);
    // The same again, as a new object: nothing to paint.
    expect(await painted(() => change(1, structuredClone(next)))).toEqual([]);
  });

  it('asks for more rows when somebody scrolls near the end of those that are here, and not before', async () => {
    const { onReach } = await list(Array.from({ length: 100 }, (_, at) => row(at)), 300);
    const scroller = screen.getByRole('listbox');
    const scroll = (to: number) => {
      scroller.scrollTop = to;
      fireEvent.scroll(scroller);
    };
    scroll(1_000);
    expect(onReach).not.toHaveBeenCalled();
    scroll(75 * 64);
    expect(onReach).toHaveBeenCalledWith(200);
  });

  it('asks for nothing when all are here', async () => {
    const { onReach } = await list(Array.from({ length: 100 }, (_, at) => row(at)));
    const scroller = screen.getByRole('listbox');
    scroller.scrollTop = 95 * 64;
    fireEvent.scroll(scroller);
    expect(onReach).not.toHaveBeenCalled();
  });

  it('says where a row stands, though only a few of them are in the page', async () => {
    await list(Array.from({ length: 200 }, (_, at) => row(at)), 300);
    expect(shown().length).toBeLessThan(300);
    expect(shown()[1]?.getAttribute('aria-posinset')).toBe('2');
    expect(shown()[1]?.getAttribute('aria-setsize')).toBe('300');
  });

  it('puts the number of unread messages at the end of the second line, and nothing on the initials', async () => {
    await list([row(0, { unread: 120, pinned: true, muted: true }), row(1)]);
    const [first, second] = shown();
    const badge = screen.getByTestId('unread');
    expect(badge.textContent).toContain('99+');
    expect(badge.textContent).toContain('120 unread messages');
    expect(badge.closest('.line')?.lastElementChild).toBe(badge);
    expect(first?.querySelector('.avatar')?.parentElement).toBe(first);
    expect(first?.classList.contains('unread') && first.classList.contains('pinned')).toBe(true);
    expect(second?.classList.contains('unread')).toBe(false);
    await clean();
  });

  it('goes by keys and by letters, and Enter opens', async () => {
    const { open } = await list([row(0, { title: 'Alice' }), row(1, { title: 'Bob' }), row(2, { title: '王小明' })]);
    const at = () => (document.activeElement as HTMLElement | null)?.textContent ?? '';
    const key = async (name: string) => {
      fireEvent.keyDown(document.activeElement as Element, { key: name });
      await new Promise(requestAnimationFrame);
    };
    shown()[0]?.focus();
    await key('ArrowDown');
    expect(at()).toContain('Bob');
    await key('王');
    expect(at()).toContain('王小明');
    await key('Home');
    expect(at()).toContain('Alice');
    await key('Enter');
    expect(open).toHaveBeenCalledWith(row(0).id);
  });

  it('says what it shows and how much is in each part, and goes from one to the next by keys', async () => {
    const { onFilter } = await list([row(0)]);
    const tabs = screen.getAllByRole('tab');
    expect(tabs.map((tab) => tab.textContent)).toEqual([
      'All',
      'Unread 3',
      'Mentions',
      'People',
      'Groups',
      'Favourites',
      'Work 2',
    ]);
    expect(tabs.filter((tab) => tab.tabIndex === 0)).toEqual([tabs[0]]);
    tabs[0]?.focus();
    fireEvent.keyDown(tabs[0] as Element, { key: 'ArrowRight' });
    expect(onFilter).toHaveBeenLastCalledWith({ kind: 'unread' });
    fireEvent.keyDown(tabs[0] as Element, { key: 'End' });
    expect(onFilter).toHaveBeenLastCalledWith({ kind: 'folder', id: 'work' });
    await clean();
  });

  it('chooses several with Ctrl and keys, does one thing with all of them, and Escape ends it', async () => {
    const { open, archive } = await list([row(0), row(1), row(2)]);
    fireEvent.click(shown()[0] as Element, { ctrlKey: true });
    fireEvent.click(shown()[2] as Element);
    expect(screen.getByTestId('selected-bar').textContent).toContain('2 chats selected');
    expect(open).not.toHaveBeenCalled();
    await clean();
    fireEvent.click(screen.getByTestId('selected-archive'));
    expect(archive.mock.calls).toEqual([
      [row(0).id, true],
      [row(2).id, true],
    ]);
    expect(screen.queryByTestId('selected-bar')).toBeNull();
    fireEvent.click(shown()[1] as Element, { ctrlKey: true });
    shown()[1]?.focus();
    fireEvent.keyDown(shown()[1] as Element, { key: 'Escape' });
    expect(screen.queryByTestId('selected-bar')).toBeNull();
  });

  it('takes a row that is dragged to a folder, and a pin to another place', async () => {
    const { open, movePin, inFolder } = await list([row(0, { pinned: true }), row(1, { pinned: true }), row(2)]);
    let under: Element | null = null;
    document.elementFromPoint = () => under;
    const drag = (from: Element, to: Element) => {
      // The page of the tests has no events of a pointer.
      const event = (name: string, clientY: number) =>
        Object.assign(new MouseEvent(name, { button: 0, bubbles: true, clientX: 0, clientY }), { pointerType: 'mouse' });
      from.dispatchEvent(event('pointerdown', 0));
      under = to;
      window.dispatchEvent(event('pointermove', -20));
      window.dispatchEvent(event('pointerup', -20));
      fireEvent.click(from);
    };
    drag(shown()[2] as Element, screen.getByTestId('filter-folder'));
    expect(inFolder).toHaveBeenCalledWith(row(2).id, 'work');
    drag(shown()[1] as Element, shown()[0] as Element);
    expect(movePin).toHaveBeenCalledWith(row(1).id, row(0).id);
    // What is not pinned has no order of its own.
    drag(shown()[2] as Element, shown()[0] as Element);
    expect(movePin).toHaveBeenCalledTimes(1);
    expect(open, 'the press that ends a drag opens nothing').not.toHaveBeenCalled();
  });
});
