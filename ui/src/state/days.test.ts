import { expect, test } from 'vitest';

import { dayBegins } from './days';

test('a day is read as the calendar has it', () => {
  expect(dayBegins(' 2026-3-31 ')).toBe(new Date(2026, 2, 31).getTime());
  expect(dayBegins('2026/12/31', 1)).toBe(new Date(2027, 0, 1).getTime());
  for (const wrong of ['', '2026-02-31', '2026-13-01', '31.03.2026', 'yesterday', '2026-03']) {
    expect(dayBegins(wrong), wrong).toBeUndefined();
  }
});
