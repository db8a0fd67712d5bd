import { fireEvent, screen, waitFor, within } from '@solidjs/testing-library';
import { beforeEach, expect, it } from 'vitest';

import type { MarkKind } from '../bindings';
import { setLanguage } from '../i18n/language';
import { ACCOUNT, BOB } from '../runtime/fake/world';
import { clean } from '../test/axe';
import { chat, page, rows } from '../test/page';

const ECHO = '0:1:10001:10086';

beforeEach(() => setLanguage('en'));

const row = (words: string) => rows().find((one) => one.textContent?.includes(words)) as HTMLElement;

/** Echo's chat with these words in it. */
async function told(...texts: string[]) {
  const all = await chat(ECHO);
  for (const text of texts) {
    all.runtime.receive(ECHO, BOB, text);
    await waitFor(() => expect(row(text)).toBeTruthy());
  }
  return all;
}

/** Chooses from the menu of a message, by the key. */
async function choose(words: string, mark: MarkKind) {
  fireEvent.contextMenu(row(words));
  fireEvent.click(await screen.findByTestId(`menu-${mark}`));
}

const barWords = () => screen.getByTestId('pin-shown').textContent ?? '';

it('pins a message, steps through what is pinned, and unpins it', async () => {
  const { runtime } = await told('the first one', 'the second one');
  expect(screen.queryByTestId('pin-bar')).toBeNull();
  await choose('the first one', 'pin_for_all');
  expect(await screen.findByTestId('pin-bar')).toBeTruthy();
  expect(barWords()).toContain('the first one');
  expect(within(row('the first one')).getByTestId('sign-pin')).toBeTruthy();
  expect(row('the first one').getAttribute('aria-label')).toContain('Pinned');

  await choose('the second one', 'pin');
  await waitFor(() => expect(barWords()).toContain('the second one'));
  expect(barWords()).toContain('only for you');
  expect(screen.getByTestId('pin-place').textContent).toBe('1/2');
  await clean(screen.getByTestId('pin-bar'));
  // It goes there, and shows the next.
  fireEvent.click(screen.getByTestId('pin-shown'));
  await waitFor(() => expect(row('the second one').classList).toContain('marked'));
  expect(barWords()).toContain('the first one');
  fireEvent.click(screen.getByTestId('pin-shown'));
  expect(barWords()).toContain('the second one');

  fireEvent.click(screen.getByTestId('pin-list'));
  const list = await screen.findByTestId('marked-list');
  await clean(screen.getByTestId('pins'));
  const [first] = within(list).getAllByTestId('marked-row');
  first?.focus();
  fireEvent.keyDown(first as HTMLElement, { key: 'ArrowDown' });
  expect(document.activeElement?.textContent).toContain('the first one');
  fireEvent.keyDown(document.activeElement as Element, { key: 'Delete' });
  await waitFor(() => expect(within(list).getAllByTestId('marked-row')).toHaveLength(1));
  fireEvent.click(within(list).getByTestId('marked-remove'));
  // A list of nothing is closed, and so is the bar.
  await waitFor(() => expect(screen.queryByTestId('pins')).toBeNull());
  expect(screen.queryByTestId('pin-bar')).toBeNull();
  expect(await runtime.pins(ACCOUNT.id, ECHO)).toEqual([]);
});

it('offers to pin for everybody only who may', async () => {
  const { runtime } = await told('no right here');
  for (const c of runtime.world.conversations) {
    for (const one of c.rows) if (one.type === 'message') one.canPinForAll = false;
  }
  runtime.receive(ECHO, BOB, 'another');
  fireEvent.contextMenu(row('no right here'));
  await screen.findByTestId('menu-pin');
  expect(screen.getByTestId('menu-favourite').textContent).toBe('Add to favourites');
});

it('lists favourites of all chats, and goes to one', async () => {
  await told('keep this');
  await choose('keep this', 'favourite');
  expect(await within(row('keep this')).findByTestId('sign-favourite')).toBeTruthy();
  fireEvent.click(screen.getByTestId('go-favourites'));
  const found = await screen.findByTestId('marked-row');
  expect(found.textContent).toContain('keep this');
  expect(found.textContent).toContain('Echo');
  await clean(screen.getByTestId('favourites'));
  fireEvent.click(found);
  await screen.findByTestId('composer-input');
  await waitFor(() => expect(row('keep this').classList).toContain('marked'));

  fireEvent.click(screen.getByTestId('go-favourites'));
  fireEvent.click(await screen.findByTestId('marked-remove'));
  expect(await screen.findByTestId('favourites-empty')).toBeTruthy();
});

it('says what to do when nothing is kept', async () => {
  await page();
  fireEvent.click(await screen.findByTestId('go-favourites'));
  const empty = await screen.findByTestId('favourites-empty');
  expect(empty.textContent).toContain('Add to favourites');
  await clean(empty);
});
