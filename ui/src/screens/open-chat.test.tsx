import { fireEvent, screen, waitFor } from '@solidjs/testing-library';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { setLanguage } from '../i18n/language';
import { ACCOUNT, BOB } from '../runtime/fake/world';
import { BOBS, chat, GROUP } from '../test/page';

/** Tells whoever watches the chat how wide it is. */
let widen: (width: number) => void;

beforeEach(() => {
  setLanguage('en');
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  const watching = new Set<(width: number) => void>();
  widen = (width) => watching.forEach((tell) => tell(width));
  class Observer {
    constructor(private readonly tell: (seen: ResizeObserverEntry[]) => void) {}
    observe(target: Element): void {
      if (!target.classList.contains('chat-body')) return;
      watching.add((width) => this.tell([{ target, contentRect: { width } } as ResizeObserverEntry]));
    }
    unobserve(): void {}
    disconnect(): void {}
  }
  vi.stubGlobal('ResizeObserver', Observer);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const covered = () => document.querySelector('.chat-body')?.classList.contains('covered');

it('gives the panel the place of the messages where both have no room: the panel once stood over the send button', async () => {
  await chat();
  widen(524);
  expect(covered()).toBe(false);
  fireEvent.click(screen.getByTestId('details'));
  await screen.findByTestId('profile-panel');
  expect(covered()).toBe(true);
  widen(824);
  expect(covered()).toBe(false);
  expect(screen.getByTestId('profile-panel')).toBeTruthy();
  widen(524);
  fireEvent.click(screen.getByTestId('panel-close'));
  expect(covered()).toBe(false);
  expect(document.activeElement).toBe(screen.getByTestId('composer-input'));
});

it('reads nothing that the panel covers', async () => {
  const { runtime } = await chat();
  const attend = vi.spyOn(runtime, 'timelineAttend');
  widen(524);
  fireEvent.click(screen.getByTestId('details'));
  await waitFor(() => expect(attend).toHaveBeenLastCalledWith(expect.anything(), false));
  fireEvent.click(screen.getByTestId('panel-close'));
  await waitFor(() => expect(attend).toHaveBeenLastCalledWith(expect.anything(), true));
  // Beside the messages it hides none of them.
  widen(824);
  attend.mockClear();
  fireEvent.click(screen.getByTestId('details'));
  runtime.receive(BOBS, BOB, 'seen at once');
  await screen.findByText('seen at once');
  expect(attend).not.toHaveBeenCalled();
});

it('opens the chat with a member by keyboard, and offers only what the role allows', async () => {
  const { app } = await chat(GROUP);
  fireEvent.click(screen.getByTestId('details'));
  const list = await screen.findByTestId('members');
  list.focus();
  // Whatever is typed there finds somebody and is not written.
  fireEvent.keyDown(list, { key: '陈' });
  fireEvent.keyDown(list, { key: 'Enter' });
  // She owns the group.
  expect(screen.getAllByRole('menuitem').map((item) => item.textContent)).toEqual(['Send message']);
  fireEvent.keyDown(screen.getByTestId('menu'), { key: 'Escape' });
  expect(document.activeElement).toBe(list);
  fireEvent.keyDown(list, { key: 'z' });
  expect(document.activeElement).toBe(list);
  fireEvent.keyDown(list, { key: 'ArrowDown' });
  fireEvent.keyDown(list, { key: 'Enter' });
  // Oneself.
  expect(screen.queryByTestId('menu')).toBeNull();
  fireEvent.keyDown(list, { key: 'ArrowDown' });
  fireEvent.keyDown(list, { key: 'Enter' });
  expect(screen.getAllByRole('menuitem').map((item) => item.textContent)).toEqual(['Send message', 'Mute…', 'Remove from group']);
  fireEvent.click(screen.getByTestId('chat-with-member'));
  await waitFor(() => expect(app.navigation.chatOf(ACCOUNT.id)).toBe(BOBS));
  expect(screen.queryByTestId('group-panel')).toBeNull();
});
