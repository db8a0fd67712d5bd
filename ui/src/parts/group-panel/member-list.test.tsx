import { fireEvent, render, screen } from '@solidjs/testing-library';
import { beforeEach, expect, it, vi } from 'vitest';

import { setLanguage } from '../../i18n/language';
import { clean } from '../../test/axe';
import type { MemberRow } from '../../state/members';
import { MemberList } from './member-list';

beforeEach(() => setLanguage('en'));

const member = (id: string, name: string, role: MemberRow['role'] = 'member'): MemberRow => ({
  id,
  role,
  alias: null,
  nickname: null,
  muted: null,
  person: { id, name, avatar: { media: null, initials: 'X', hue: 0 } },
});

const FEW = [member('10001', 'Alice', 'owner'), member('10009', 'Bob', 'manager'), member('10017', '陈可儿'), member('10018', 'Bella')];

function show(members: MemberRow[]) {
  const menu = vi.fn();
  render(() => (
    <main>
      <MemberList
        members={members}
        me="10001"
        count={members.length}
        mayAdd={false}
        hasMenu={(one) => one.person.id !== '10001'}
        mediaUrl={() => ''}
        onAdd={() => undefined}
        onMenu={(one) => menu(one.person.id)}
      />
    </main>
  ));
  const list = screen.getByTestId('members');
  list.focus();
  const press = (key: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(list, { key, ...more });
  return { menu, list, press };
}

const active = () => {
  const rows = screen.getAllByRole('option', { selected: true });
  const [row] = rows;
  expect(rows).toHaveLength(1);
  expect(screen.getByTestId('members').getAttribute('aria-activedescendant')).toBe(row?.id);
  return row?.dataset['id'];
};

it('goes from one to the next by keyboard, and by the letters of a name', async () => {
  const { press, list } = show(FEW);
  expect(active()).toBe('10001');
  press('ArrowDown');
  expect(active()).toBe('10009');
  press('End');
  press('ArrowDown');
  expect(active()).toBe('10018');
  press('Home');
  expect(active()).toBe('10001');
  press('陈');
  expect(active()).toBe('10017');
  expect(document.activeElement).toBe(list);
  await clean();
});

it('opens what can be done with somebody, by key, click and the other button, and nothing where nothing can', () => {
  const { press, menu } = show(FEW);
  press('Enter');
  expect(menu).not.toHaveBeenCalled();
  press('ArrowDown');
  for (const key of ['Enter', ' ', 'ContextMenu']) press(key);
  press('F10', { shiftKey: true });
  press('F10');
  expect(menu.mock.calls).toEqual([['10009'], ['10009'], ['10009'], ['10009']]);
  const [alice, , carol] = screen.getAllByTestId('member');
  fireEvent.click(carol as HTMLElement);
  fireEvent.contextMenu(carol as HTMLElement);
  fireEvent.click(alice as HTMLElement);
  expect(menu.mock.calls.slice(4)).toEqual([['10017'], ['10017']]);
  expect(active()).toBe('10001');
});

it('says who somebody is, where they stand and among how many, and lays out none that are far away', () => {
  const { press } = show(Array.from({ length: 5_000 }, (_, n) => member(String(20_000 + n), `Person ${n}`, n === 0 ? 'owner' : 'member')));
  const rows = screen.getAllByTestId('member');
  expect(rows.length).toBeLessThan(100);
  expect(rows[0]?.textContent).toBe('XPerson 0Owner');
  expect([rows[1]?.getAttribute('aria-posinset'), rows[1]?.getAttribute('aria-setsize')]).toEqual(['2', '5000']);
  expect(screen.getByTestId('members').style.height).toBe('260000px');
  // Nothing has a size here: the far end is not on the page, and the list does not say it is.
  press('End');
  expect(screen.getByTestId('members').getAttribute('aria-activedescendant')).toBeNull();
});
