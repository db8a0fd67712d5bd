import { expect, it } from 'vitest';

import { lastSeen } from './seen';

const view = { top: 100, bottom: 500 };
const row = (top: number, height: number) => ({ top, bottom: top + height });

it('takes a message for seen when seven tenths of it are in view', () => {
  const before = row(340, 100);
  expect(lastSeen([before, row(440, 100)], view)).toBe(0);
  expect(lastSeen([before, row(425, 100)], view)).toBe(1);
  expect(lastSeen([before, row(400, 100)], view)).toBe(1);
});

it('takes one that is taller than the view for seen when it fills seven tenths of the view', () => {
  const tall = (top: number) => [row(top - 50, 50), row(top, 2_000)];
  expect(lastSeen(tall(400), view)).toBe(0);
  expect(lastSeen(tall(230), view)).toBe(0);
  expect(lastSeen(tall(215), view)).toBe(1);
  // Its end alone, too.
  expect(lastSeen([row(-1_700, 2_000)], view)).toBe(-1);
  expect(lastSeen([row(-1_600, 2_000)], view)).toBe(0);
});

it('looks no further than what stands above the view, and finds none in a view of nothing', () => {
  expect(lastSeen([row(0, 40), row(40, 40), row(490, 100)], view)).toBe(1);
  expect(lastSeen([], view)).toBe(-1);
  expect(lastSeen([row(600, 40)], view)).toBe(-1);
});
