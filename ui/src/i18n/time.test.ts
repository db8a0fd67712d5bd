import { describe, expect, it } from 'vitest';

import { en } from './en';
import { dayLine, daysBetween, listTime } from './time';
import { zh } from './zh';

const at = (y: number, m: number, d: number, h = 12, min = 0) => new Date(y, m - 1, d, h, min).getTime();
const now = at(2026, 3, 10, 0, 5);

describe('times of the list', () => {
  it('shows the clock today, then yesterday, then the day, then the year', () => {
    expect(listTime(at(2026, 3, 10, 0, 1), now, en)).toBe('00:01');
    expect(listTime(at(2026, 3, 9, 23, 59), now, en)).toBe('Yesterday');
    expect(listTime(at(2026, 3, 9, 23, 59), now, zh)).toBe('昨天');
    expect(listTime(at(2026, 1, 2), now, en)).toBe('01/02');
    expect(listTime(at(2025, 12, 31), now, en)).toBe('2025/12/31');
  });

  it('shows a clock that runs ahead as today, not as an empty cell', () => {
    expect(listTime(now + 86_400_000, now, en)).toBe('00:05');
  });

  it('counts days by the calendar, not by 24 hours', () => {
    expect(daysBetween(at(2026, 3, 9, 23, 59), at(2026, 3, 10, 0, 1))).toBe(1);
  });
});

describe('day lines', () => {
  it('names near days and writes far ones out', () => {
    expect(dayLine(now, now, zh, 'zh')).toBe('今天');
    expect(dayLine(at(2026, 3, 9), now, en, 'en')).toBe('Yesterday');
    expect(dayLine(at(2024, 2, 29), now, zh, 'zh')).toContain('2024年2月29日');
  });
});
