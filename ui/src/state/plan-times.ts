// Times that are offered for what is to happen later.

export type PlanTime = 'hour' | 'evening' | 'morning';

const EVENING = 19;
const MORNING = 9;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** What is useful at this moment, in the order of time. */
export function planTimes(now: number): { kind: PlanTime; at: number }[] {
  const day = new Date(now);
  const at = (days: number, hour: number) =>
    new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hour).getTime();
  // On a whole minute, which is what is shown.
  const hour = Math.ceil((now + HOUR_MS) / MINUTE_MS) * MINUTE_MS;
  const times: { kind: PlanTime; at: number }[] = [
    { kind: 'hour', at: hour },
    { kind: 'evening', at: at(0, EVENING) },
    { kind: 'morning', at: at(1, MORNING) },
  ];
  // The evening has its use as long as it is later than an hour from now.
  return times.filter(({ kind, at }) => kind !== 'evening' || at > hour).sort((a, b) => a.at - b.at);
}

/** The days of the weeks that a month lies in, from Monday on. */
export function monthDays(year: number, month: number): Date[] {
  const first = new Date(year, month, 1);
  const before = (first.getDay() + 6) % 7;
  const last = new Date(year, month + 1, 0).getDate();
  const weeks = Math.ceil((before + last) / 7);
  return Array.from({ length: weeks * 7 }, (_, at) => new Date(year, month, 1 - before + at));
}
