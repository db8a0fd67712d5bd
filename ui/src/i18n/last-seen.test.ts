import { expect, it } from 'vitest';

import { en } from './en';
import { lastSeen } from './last-seen';
import { zh } from './zh';

it('says when somebody was there last, the nearer the plainer', () => {
  const now = new Date(2026, 4, 20, 15, 30).getTime();
  const english = (time: number) => lastSeen(time, now, en, 'en');
  expect(english(now + 5_000)).toBe('Last seen just now');
  expect(english(now - 59_000)).toBe('Last seen just now');
  expect(english(now - 60_000)).toBe('Last seen 1 minute ago');
  expect(english(now - 59 * 60_000)).toBe('Last seen 59 minutes ago');
  expect(english(new Date(2026, 4, 20, 9, 5).getTime())).toBe('Last seen 09:05');
  expect(english(new Date(2026, 4, 19, 22, 0).getTime())).toBe('Last seen Yesterday 22:00');
  expect(english(new Date(2025, 0, 2, 8, 0).getTime())).toContain('2025');
  expect(lastSeen(now - 5 * 60_000, now, zh, 'zh')).toBe('5 分钟前在线');
});
