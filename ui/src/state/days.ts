// Days that somebody types.

/** The first moment of a day of the person's calendar, `after` days later; undefined when it is none. */
export function dayBegins(text: string, after = 0): number | undefined {
  const parts = /^\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\s*$/.exec(text);
  if (!parts) return undefined;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  const date = new Date(year, month - 1, day);
  // 31 February is in March.
  if (date.getMonth() !== month - 1 || date.getDate() !== day) return undefined;
  return new Date(year, month - 1, day + after).getTime();
}
