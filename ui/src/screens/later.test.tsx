import { createEvent, fireEvent, screen, waitFor, within } from '@solidjs/testing-library';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { setLanguage } from '../i18n/language';
import { ACCOUNT, BOB } from '../runtime/fake/world';
import { clean } from '../test/axe';
import { chat, rows, type } from '../test/page';

const ECHO = '0:1:10001:10086';

beforeEach(() => setLanguage('en'));
afterEach(() => vi.restoreAllMocks());

const field = () => screen.getByTestId<HTMLTextAreaElement>('composer-input');
const send = () => screen.getByTestId('send');

/** Presses the button; jsdom does not say which of the mouse's. */
function press() {
  const down = createEvent.pointerDown(send());
  Object.defineProperty(down, 'button', { value: 0 });
  fireEvent(send(), down);
}

/** Plans words for an hour from now. */
async function plan(words: string) {
  type(words);
  fireEvent.contextMenu(send());
  fireEvent.click(await screen.findByTestId('time-hour'));
  await waitFor(() => expect(field().value).toBe(''));
}

it('plans what stands in the field, says when, and lists it', async () => {
  const { runtime } = await chat(ECHO);
  const before = rows().length;
  type('good morning');
  fireEvent.contextMenu(send());
  const menu = await screen.findByTestId('menu');
  expect(menu.textContent).toContain('Linnet must be running');
  await clean(menu);
  fireEvent.click(within(menu).getByTestId('time-hour'));
  const bar = await screen.findByTestId('planned-bar');
  expect(bar.textContent).toMatch(/Planned message · (Today|Tomorrow) \d\d:\d\d/);
  expect(field().value).toBe('');
  expect(document.activeElement).toBe(field());
  // It is no message yet.
  expect(rows()).toHaveLength(before);
  expect(await runtime.planned(ACCOUNT.id, ECHO)).toMatchObject([{ text: 'good morning' }]);

  fireEvent.click(bar);
  const dialog = await screen.findByTestId('planned');
  await clean(dialog);
  fireEvent.click(within(dialog).getByTestId('planned-edit'));
  const words = within(dialog).getByTestId('planned-field');
  await waitFor(() => expect(document.activeElement).toBe(words));
  fireEvent.input(words, { target: { value: 'good evening' } });
  fireEvent.click(within(dialog).getByTestId('planned-save'));
  await waitFor(() => expect(within(dialog).getByTestId('planned-words').textContent).toBe('good evening'));

  fireEvent.click(within(dialog).getByTestId('planned-send'));
  // A list of nothing closes itself, and the bar goes.
  await waitFor(() => expect(screen.queryByTestId('planned')).toBeNull());
  expect(screen.queryByTestId('planned-bar')).toBeNull();
  await waitFor(() => expect(rows().some((row) => row.textContent?.includes('good evening'))).toBe(true));
});

it('asks when by key and by holding the button, and holding does not send', async () => {
  await chat(ECHO);
  const before = rows().length;
  type('later');
  fireEvent.keyDown(field(), { key: 'Enter', ctrlKey: true, shiftKey: true, keyCode: 13 });
  fireEvent.keyDown(await screen.findByTestId('menu'), { key: 'Escape' });
  await waitFor(() => expect(screen.queryByTestId('menu')).toBeNull());

  vi.useFakeTimers();
  press();
  vi.advanceTimersByTime(600);
  vi.useRealTimers();
  await screen.findByTestId('menu');
  fireEvent.pointerUp(send());
  fireEvent.click(send());
  expect(field().value).toBe('later');
  expect(rows()).toHaveLength(before);
  // The next click sends.
  fireEvent.keyDown(screen.getByTestId('menu'), { key: 'Escape' });
  press();
  fireEvent.pointerUp(send());
  fireEvent.click(send());
  await waitFor(() => expect(field().value).toBe(''));
});

it('takes a day and a time of one’s own, by the keyboard, and no time that has passed', async () => {
  const { runtime } = await chat(ECHO);
  type('see you');
  fireEvent.contextMenu(send());
  fireEvent.click(await screen.findByTestId('time-own'));
  const dialog = await screen.findByTestId('time-dialog');
  await clean(dialog);
  const chosen = () => dialog.querySelector<HTMLElement>('[aria-pressed="true"]') as HTMLElement;
  const tomorrowWeek = new Date();
  // An hour from now may be tomorrow.
  const first = new Date(Math.ceil((Date.now() + 3_600_000) / 300_000) * 300_000);
  tomorrowWeek.setTime(new Date(first.getFullYear(), first.getMonth(), first.getDate() + 8).getTime());
  fireEvent.keyDown(chosen(), { key: 'ArrowRight' });
  fireEvent.keyDown(chosen(), { key: 'ArrowDown' });
  expect(chosen().textContent).toBe(String(tomorrowWeek.getDate()));
  expect(document.activeElement).toBe(chosen());
  fireEvent.change(within(dialog).getByTestId('time-hour'), { target: { value: '8' } });
  fireEvent.change(within(dialog).getByTestId('time-minute'), { target: { value: '30' } });
  fireEvent.click(within(dialog).getByTestId('time-ok'));
  await waitFor(() => expect(screen.queryByTestId('time-dialog')).toBeNull());
  tomorrowWeek.setHours(8, 30);
  expect(await runtime.planned(ACCOUNT.id, ECHO)).toMatchObject([{ text: 'see you', due: tomorrowWeek.getTime() }]);
  // Days that have passed cannot be chosen.
  fireEvent.click(screen.getByTestId('planned-bar'));
  fireEvent.click(await screen.findByTestId('planned-time'));
  fireEvent.click(await screen.findByTestId('time-own'));
  fireEvent.click(within(await screen.findByTestId('time-dialog')).getByTestId('month-earlier'));
  const days = screen.getAllByTestId<HTMLButtonElement>('month-day');
  expect(days[7]?.disabled).toBe(true);
});

it('says that one was not sent, and what can be done', async () => {
  const { runtime } = await chat(ECHO);
  await plan('too late');
  runtime.holdPlanned(ECHO);
  await waitFor(() => expect(screen.getByTestId('planned-bar').textContent).toBe('A planned message was not sent'));
  fireEvent.click(screen.getByTestId('planned-bar'));
  expect((await screen.findByTestId('planned-problem')).textContent).toContain('more than a day late');
  fireEvent.click(screen.getByTestId('planned-discard'));
  await waitFor(() => expect(screen.queryByTestId('planned-bar')).toBeNull());
});

it('reminds of a message, and lists it beside the favourites', async () => {
  const { runtime } = await chat(ECHO);
  runtime.receive(ECHO, BOB, 'call me back');
  const row = await waitFor(() => {
    const found = rows().find((one) => one.textContent?.includes('call me back'));
    expect(found).toBeTruthy();
    return found as HTMLElement;
  });
  fireEvent.contextMenu(row);
  fireEvent.click(await screen.findByTestId('menu-remind'));
  fireEvent.click(await screen.findByTestId('time-morning'));
  await waitFor(async () => expect(await runtime.reminders(ACCOUNT.id)).toHaveLength(1));
  fireEvent.click(screen.getByTestId('go-favourites'));
  const found = await screen.findByTestId('reminder-row');
  expect(found.textContent).toContain('call me back');
  expect(found.textContent).toContain('Tomorrow 09:00');
  await clean(screen.getByTestId('reminder-list'));
  fireEvent.click(found);
  await screen.findByTestId('composer-input');
  await waitFor(() => expect(rows().some((one) => one.classList.contains('marked'))).toBe(true));
  fireEvent.click(screen.getByTestId('go-favourites'));
  fireEvent.click(await screen.findByTestId('reminder-remove'));
  await waitFor(() => expect(screen.queryByTestId('reminder-list')).toBeNull());
});

it('goes to the message that a notification reminded of', async () => {
  const { runtime } = await chat(ECHO);
  runtime.receive(ECHO, BOB, 'this one');
  await waitFor(() => expect(rows().some((one) => one.textContent?.includes('this one'))).toBe(true));
  const id = rows().find((one) => one.textContent?.includes('this one'))?.dataset['id'] as string;
  runtime.push({ kind: 'open_conversation', account: ACCOUNT.id, conversation: ECHO, message: id });
  await waitFor(() => expect(document.querySelector(`[data-id="${id}"]`)?.classList).toContain('marked'));
});
