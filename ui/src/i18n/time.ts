// Times as people write them. All functions take the moment they speak about and "now", so that tests can say when it is.

import type { Language } from '../bindings';
import type { Words } from './en';

const two = (n: number) => String(n).padStart(2, '0');

/** Whole days between two moments on this computer's calendar. */
export function daysBetween(earlier: number, later: number): number {
  const a = new Date(earlier);
  const b = new Date(later);
  const midnightA = Date.UTC(a.getFullYear(), a.getMonth(), a.getDate());
  const midnightB = Date.UTC(b.getFullYear(), b.getMonth(), b.getDate());
  return Math.round((midnightB - midnightA) / 86_400_000);
}

/** `HH:mm`. */
export function clock(time: number): string {
  const d = new Date(time);
  return `${two(d.getHours())}:${two(d.getMinutes())}`;
}

/** `HH:mm:ss`. */
export function second(time: number): string {
  return `${clock(time)}:${two(new Date(time).getSeconds())}`;
}

/** For a row of the list: HH:mm, yesterday, MM/DD, YYYY/MM/DD. */
export function listTime(time: number, now: number, words: Words): string {
  if (time <= 0) return '';
  const days = daysBetween(time, now);
  if (days <= 0) return clock(time);
  if (days === 1) return words.yesterday;
  const d = new Date(time);
  const day = `${two(d.getMonth() + 1)}/${two(d.getDate())}`;
  return d.getFullYear() === new Date(now).getFullYear() ? day : `${d.getFullYear()}/${day}`;
}

/** For the line between two days of a timeline. */
export function dayLine(time: number, now: number, words: Words, language: Language): string {
  const days = daysBetween(time, now);
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(time);
}

/** When something is to happen: the day, as people say it, and the time. */
export function planTime(time: number, now: number, words: Words, language: Language): string {
  const days = daysBetween(now, time);
  const near: Record<number, string> = { [-1]: words.yesterday, 0: words.today, 1: words.tomorrow };
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  const day =
    near[days] ??
    new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      ...(sameYear ? {} : { year: 'numeric' }),
    }).format(time);
  return `${day} ${clock(time)}`;
}

/** A whole moment, for tooltips and the viewer. */
export function moment(time: number, language: Language): string {
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    hour12: false,
  }).format(time);
}
