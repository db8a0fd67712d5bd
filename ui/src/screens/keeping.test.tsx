// How a person keeps their list, from the menu to the row.

import { fireEvent, screen, waitFor } from '@solidjs/testing-library';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { clean } from '../test/axe';
import { BOBS, page } from '../test/page';

class Room {
  constructor(private readonly tell: ResizeObserverCallback) {}
  observe(target: Element): void {
    const isRow = target.firstElementChild?.classList.contains('conversation-row');
    const contentRect = { width: 320, height: isRow ? 64 : 1_280 } as DOMRectReadOnly;
    queueMicrotask(() => this.tell([{ target, contentRect } as ResizeObserverEntry], this));
  }
  unobserve(): void {}
  disconnect(): void {}
}

beforeEach(() => {
  vi.stubGlobal('ResizeObserver', Room);
  vi.spyOn(HTMLElement.prototype, 'offsetParent', 'get').mockReturnValue(document.body);
});

const rows = () => screen.getAllByTestId('conversation-row');
const ids = () => screen.queryAllByTestId('conversation-row').map((row) => row.dataset['id']);
const rowOf = (id: string) => rows().find((row) => row.dataset['id'] === id) as HTMLElement;

async function listed() {
  const all = await page();
  await waitFor(() => expect(rows().length).toBeGreaterThan(3));
  return all;
}

/** Chooses something from the menu of a conversation. */
function choose(id: string, entry: string): void {
  fireEvent.contextMenu(rowOf(id));
  fireEvent.click(screen.getByTestId(entry));
}

describe('keeping the list', () => {
  it('keeps a favourite, and shows the favourites alone', async () => {
    await listed();
    choose(BOBS, 'menu-favourite');
    await waitFor(() => expect(rowOf(BOBS).textContent).toContain('Favourite'));
    fireEvent.click(screen.getByTestId('filter-favourites'));
    await waitFor(() => expect(ids()).toEqual([BOBS]));
    choose(BOBS, 'menu-favourite');
    fireEvent.click(await screen.findByText('Show all chats'));
    await waitFor(() => expect(ids().length).toBeGreaterThan(3));
  });

  it('marks as unread, until somebody comes back to it', async () => {
    const { app } = await listed();
    choose(BOBS, 'menu-unread');
    await waitFor(() => expect(rowOf(BOBS).querySelector('[data-testid=marked-unread]')).not.toBeNull());
    fireEvent.click(rowOf(BOBS));
    await waitFor(() => expect(rowOf(BOBS).querySelector('[data-testid=marked-unread]')).toBeNull());
    expect(app.navigation.shown()?.[1]).toBe(BOBS);
  });

  it('archives, and finds it again', async () => {
    await listed();
    expect(screen.queryByTestId('filter-archived')).toBeNull();
    choose(BOBS, 'menu-archive');
    await waitFor(() => expect(ids()).not.toContain(BOBS));
    fireEvent.click(screen.getByTestId('filter-archived'));
    await waitFor(() => expect(ids()).toEqual([BOBS]));
    choose(BOBS, 'menu-archive');
    fireEvent.click(screen.getByTestId('filter-all'));
    await waitFor(() => expect(ids()).toContain(BOBS));
  });

  it('makes a folder, puts a chat into it, and leaves a folder that is deleted', async () => {
    const { app } = await listed();
    choose(BOBS, 'menu-folders');
    await clean();
    fireEvent.click(screen.getByTestId('folders-new'));
    fireEvent.input(await screen.findByLabelText('Name of the folder'), { target: { value: 'Work' } });
    fireEvent.click(screen.getByText('Save'));
    const tab = await screen.findByTestId('filter-folder');
    fireEvent.click(tab);
    await waitFor(() => expect(ids()).toEqual([BOBS]));
    fireEvent.contextMenu(tab);
    fireEvent.click(screen.getByTestId('menu-delete-folder'));
    fireEvent.click(await screen.findByTestId('confirm-ok'));
    await waitFor(() => expect(screen.queryByTestId('filter-folder')).toBeNull());
    await waitFor(() => expect(app.account()?.overview.filter.kind).toBe('all'));
  });

  it('chooses what a muted chat lets through', async () => {
    await listed();
    choose(BOBS, 'menu-mute');
    await waitFor(() => expect(rowOf(BOBS).textContent).toContain('Muted'));
    choose(BOBS, 'menu-let-through');
    fireEvent.click(await screen.findByTestId('let-through-file'));
    await clean();
    fireEvent.click(screen.getByTestId('let-through-save'));
    await waitFor(() => expect(rowOf(BOBS).textContent).toContain('Muted, with exceptions'));
  });

  it('marks everything as read after asking', async () => {
    const { app } = await listed();
    expect(app.account()?.unreadTotal).toBeGreaterThan(0);
    fireEvent.click(screen.getByTestId('list-menu'));
    fireEvent.click(screen.getByTestId('menu-all-read'));
    fireEvent.click(await screen.findByTestId('confirm-ok'));
    await waitFor(() => expect(app.account()?.unreadTotal).toBe(0));
  });

  it('opens the notes to oneself from a new chat', async () => {
    await listed();
    fireEvent.click(screen.getByTestId('new-chat'));
    fireEvent.click(await screen.findByTestId('new-chat-notes'));
    await waitFor(() => expect(screen.getByTestId('chat-title').textContent).toBe('Notes to yourself'));
  });
});
