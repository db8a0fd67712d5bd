import { expect, it } from 'vitest';

import { monthDays, planTimes } from './plan-times';

const at = (day: number, hour: number, minute = 0, second = 0) => new Date(2026, 10, day, hour, minute, second).getTime();

it('offers an hour, the evening and the morning while each lies ahead', () => {
  expect(planTimes(at(27, 14, 20, 30))).toEqual([
    { kind: 'hour', at: at(27, 15, 21) },
    { kind: 'evening', at: at(27, 19) },
    { kind: 'morning', at: at(28, 9) },
  ]);
  // At half past six the evening is sooner than an hour from now.
  expect(planTimes(at(27, 18, 30)).map((one) => one.kind)).toEqual(['hour', 'morning']);
  // Shortly before midnight an hour is tomorrow, and still before the morning.
  expect(planTimes(at(30, 23, 30))).toEqual([
    { kind: 'hour', at: new Date(2026, 11, 1, 0, 30).getTime() },
    { kind: 'morning', at: new Date(2026, 11, 1, 9).getTime() },
  ]);
});

it('lays a month out in whole weeks from Monday on', () => {
  const november = monthDays(2026, 10);
  expect(november).toHaveLength(42);
  expect(november[0]).toEqual(new Date(2026, 9, 26));
  expect(november.filter((day) => day.getMonth() === 10)).toHaveLength(30);
  // February 2027 begins on a Monday and fills four weeks.
  expect(monthDays(2027, 1)).toHaveLength(28);
});
