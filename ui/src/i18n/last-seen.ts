// When somebody was there last, as people say it.

import type { Language } from '../bindings';
import type { Words } from './en';
import { clock, daysBetween, moment } from './time';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function lastSeen(time: number, now: number, words: Words, language: Language): string {
  const passed = now - time;
  if (passed < MINUTE) return words.seenJustNow;
  if (passed < HOUR) return words.seenMinutesAgo(Math.floor(passed / MINUTE));
  const days = daysBetween(time, now);
  if (days === 0) return words.seenAt(clock(time));
  if (days === 1) return words.seenAt(`${words.yesterday} ${clock(time)}`);
  return words.seenAt(moment(time, language));
}
