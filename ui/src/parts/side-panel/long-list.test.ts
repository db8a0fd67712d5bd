import { createRoot } from 'solid-js';
import { expect, it } from 'vitest';

import { createLongList } from './long-list';

const ROW = 50;
const VIEW = 500;
/** What stands above the list. */
const ABOVE = 300;

function open(count: number) {
  const scroller = document.createElement('div');
  const list = document.createElement('ul');
  Object.defineProperty(scroller, 'clientHeight', { value: VIEW });
  scroller.getBoundingClientRect = () => ({ top: 100 }) as DOMRect;
  list.getBoundingClientRect = () => ({ top: 100 + ABOVE - scroller.scrollTop }) as DOMRect;
  return createRoot((end) => {
    const rows = createLongList({ count: () => count, rowHeight: ROW, scroller: () => scroller, list: () => list });
    const scroll = (to: number) => {
      scroller.scrollTop = to;
      scroller.dispatchEvent(new Event('scroll'));
    };
    return { rows, scroller, scroll, end };
  });
}

it('has the rows near the view on the page and no others, wherever one is', () => {
  const { rows, scroll, end } = open(5_000);
  expect(rows.height()).toBe(250_000);
  for (const at of [0, 20_000, 249_800]) {
    scroll(at);
    const first = Math.max(0, (at - ABOVE) / ROW);
    expect(rows.from()).toBeLessThanOrEqual(first);
    expect(rows.to()).toBeGreaterThanOrEqual(Math.min(5_000, first + VIEW / ROW));
    expect(rows.to() - rows.from()).toBeLessThan(50);
  }
  end();
});

it('brings a row into view, and moves nothing when it is there', () => {
  const { rows, scroller, end } = open(5_000);
  const top = (at: number) => ABOVE + at * ROW - scroller.scrollTop;
  rows.reveal(2);
  expect(scroller.scrollTop).toBe(0);
  for (const at of [4_999, 100, 0]) {
    rows.reveal(at);
    expect(top(at)).toBeGreaterThanOrEqual(0);
    expect(top(at) + ROW).toBeLessThanOrEqual(VIEW);
    expect(rows.from()).toBeLessThanOrEqual(at);
    expect(rows.to()).toBeGreaterThan(at);
  }
  end();
});

it('has all rows of a short list', () => {
  const { rows, end } = open(3);
  expect([rows.from(), rows.to()]).toEqual([0, 3]);
  end();
});
