import { fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { setLanguage } from '../../i18n/language';
import { MessageText } from './message-text';

beforeEach(() => setLanguage('en'));
afterEach(() => void vi.restoreAllMocks());

const reshape = vi.fn((_: HTMLElement, change: () => void) => change());

const show = (text: string | (() => string)) =>
  render(() => (
    <MessageText text={typeof text === 'string' ? text : text()} links={[]} reshape={reshape} onLink={() => undefined} />
  ));

const words = () => screen.getByTestId('message-text');
const more = () => screen.getByTestId('show-more');

/** Says how tall texts are: their lines, and those that are shown. */
function lines(all: number): void {
  vi.spyOn(Element.prototype, 'scrollHeight', 'get').mockReturnValue(all * 20);
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(Math.min(all, 20) * 20);
}

it('lays out only the beginning of a very long text until somebody wants the rest', () => {
  const text = '多一点文字 and more. '.repeat(1_300);
  expect(text.length).toBeGreaterThan(20_000);
  show(text);
  expect(words().textContent?.length).toBeLessThanOrEqual(1_500);
  expect(text.startsWith(words().textContent as string)).toBe(true);
  expect(more().getAttribute('aria-expanded')).toBe('false');
  fireEvent.click(more());
  expect(words().textContent).toBe(text);
  expect(more().textContent).toBe('Show less');
  expect(reshape).toHaveBeenLastCalledWith(words(), expect.anything());
  fireEvent.click(more());
  expect(words().textContent?.length).toBeLessThanOrEqual(1_500);
});

it('folds many lines, and leaves those that fit alone', async () => {
  lines(60);
  show('line\n'.repeat(60));
  expect((await screen.findByTestId('show-more')).textContent).toBe('Show more');
  expect(words().classList.contains('clamped')).toBe(true);
  fireEvent.click(more());
  expect(words().classList.contains('clamped')).toBe(false);
});

it('folds no text that fits, also when the window becomes narrow', async () => {
  lines(22);
  show('line\n'.repeat(22));
  await waitFor(() => expect(words().classList.contains('clamped')).toBe(false));
  expect(screen.queryByTestId('show-more')).toBeNull();
});

it('measures other words anew', async () => {
  lines(60);
  const [text, setText] = createSignal('line\n'.repeat(60));
  show(text);
  await screen.findByTestId('show-more');
  setText('short');
  expect(screen.queryByTestId('show-more')).toBeNull();
  expect(words().classList.contains('clamped')).toBe(false);
  lines(50);
  setText('other\n'.repeat(50));
  await screen.findByTestId('show-more');
});

/** What lands on the clipboard when these words are marked; null when it is left to the browser. */
function copied(mark: Node, end = mark.childNodes.length): string | null {
  const range = document.createRange();
  range.setStart(mark, 0);
  range.setEnd(mark, end);
  document.getSelection()?.removeAllRanges();
  document.getSelection()?.addRange(range);
  const event = new Event('copy', { bubbles: true, cancelable: true });
  const data = vi.fn();
  Object.assign(event, { clipboardData: { setData: data } });
  words().dispatchEvent(event);
  return event.defaultPrevented ? (data.mock.calls[0]?.[1] as string) : null;
}

it('copies all of a folded text when all that is seen of it is taken', () => {
  const text = 'word '.repeat(4_000);
  show(text);
  expect(copied(words())).toBe(text);
  expect(copied(words().firstChild as Node, 4)).toBeNull();
  fireEvent.click(more());
  expect(copied(words())).toBeNull();
});
