import { fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { beforeEach, expect, it, vi } from 'vitest';

import type { Person } from '../bindings';
import { setLanguage } from '../i18n/language';
import { clean } from '../test/axe';
import { ContactsScreen } from './contacts';

const person = (id: string, name: string): Person => ({ id, name, avatar: { media: null, initials: name[0] ?? '', hue: 1 } });

beforeEach(() => setLanguage('en'));

it('goes through the contacts by arrows and letters; Tab reaches one of them', async () => {
  const chatWith = vi.fn((user: string) => Promise.resolve(`0:1:10001:${user}`));
  const onOpen = vi.fn();
  render(() => (
    <ContactsScreen
      load={() => Promise.resolve([person('10009', 'Bob'), person('10017', 'Carol'), person('10025', '王小明')])}
      chatWith={chatWith}
      mediaUrl={() => ''}
      onOpen={onOpen}
      onNewChat={() => undefined}
      onFailure={() => undefined}
    />
  ));
  await screen.findAllByTestId('contact');
  const at = () => document.activeElement?.textContent ?? '';
  const key = (name: string) => fireEvent.keyDown(document.activeElement as Element, { key: name });
  const reached = () => screen.getAllByTestId('contact').filter((row) => row.tabIndex === 0).map((row) => row.dataset['id']);
  expect(reached()).toEqual(['10009']);
  screen.getByTestId('contacts-filter').focus();
  key('ArrowDown');
  expect(at()).toContain('Bob');
  key('王');
  expect(at()).toContain('王小明');
  expect(reached()).toEqual(['10025']);
  key('ArrowDown');
  expect(at()).toContain('王小明');
  key('ArrowUp');
  expect(at()).toContain('Carol');
  await clean();
  fireEvent.click(document.activeElement as Element);
  await waitFor(() => expect(onOpen).toHaveBeenCalledWith('0:1:10001:10017'));
});
