import { fireEvent, render, screen } from '@solidjs/testing-library';
import { createStore, reconcile, unwrap } from 'solid-js/store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { ConversationRow } from '../../bindings';
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
  members: 0,
  preview: { kind: 'text', text: `words ${at}`, sender: null, own: false },
  draft: null,
  outgoing: null,
  time: NOW - at * 60_000,
  ...change,
});

/** A list on rows that change as the core's diffs change them. */
async function list(rows: ConversationRow[]) {
  const [store, set] = createStore({ rows });
  const open = vi.fn();
  const nothing = () => undefined;
  render(() => (
    <main>
      <ConversationList
        rows={store.rows}
        selected={undefined}
        listed
        loading={null}
        now={NOW}
        mediaUrl={() => ''}
        actions={{ open, pin: nothing, mute: nothing, markRead: nothing, copyId: nothing, clear: nothing, remove: nothing }}
        onCancelLoading={nothing}
        onNewChat={nothing}
        onNewGroup={nothing}
        onSwitch={nothing}
      />
    </main>
  ));
  const change = (at: number, next: ConversationRow) =>
    set('rows', reconcile(applied(unwrap(store.rows), [{ op: 'set', at, row: next }]), { key: 'id', merge: false }));
  await screen.findAllByTestId('conversation-row');
  return { open, change };
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
    const next = row(1, { unread: 2, preview: { kind: 'text', text: 'and more', sender: null, own: false } });
    expect(await painted(() => change(1, next))).toEqual([row(1).id]);
    expect(second?.textContent).toContain('and more');
    expect(second?.isConnected && avatar?.isConnected).toBe(true);
    // The same again, as a new object: nothing to paint.
    expect(await painted(() => change(1, structuredClone(next)))).toEqual([]);
  });

  it('says where a row stands, though only a few of them are in the page', async () => {
    await list(Array.from({ length: 300 }, (_, at) => row(at)));
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
});
