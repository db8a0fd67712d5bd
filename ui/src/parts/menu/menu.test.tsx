import { fireEvent, render, screen } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { expect, it, vi } from 'vitest';

import { Menu } from './menu';

it('keeps the keyboard when what can be done changes while it is open', () => {
  const run = () => undefined;
  const [unread, setUnread] = createSignal(true);
  const items = () => [{ label: 'Pin', run }, { label: unread() ? 'Mark as read' : 'Mark as unread', run }];
  const onClose = vi.fn();
  render(() => <Menu label="menu" place={{ x: 0, y: 0 }} items={items()} onClose={onClose} />);
  setUnread(false);
  expect(screen.getByText('Mark as unread')).toBeTruthy();
  expect(document.activeElement?.textContent).toBe('Pin');
  fireEvent.keyDown(document.activeElement as Element, { key: 'Escape' });
  expect(onClose).toHaveBeenCalled();
});
