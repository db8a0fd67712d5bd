// The panel's emoji as lines of equal height: the title of a section, or a row of its emoji.

import type { Emoji } from './emoji';

export const COLUMNS = 8;

export interface Section {
  /** Which button leads here; null for what was found. */
  group: string | null;
  /** Empty: no line of its own. */
  title: string;
  emoji: readonly Emoji[];
}

export type Line =
  | { kind: 'title'; section: Section }
  | { kind: 'row'; section: Section; emoji: readonly Emoji[]; /** Place of its first emoji among all. */ from: number };

export function linesOf(sections: readonly Section[]): Line[] {
  const lines: Line[] = [];
  let from = 0;
  for (const section of sections) {
    if (section.emoji.length === 0) continue;
    if (section.title !== '') lines.push({ kind: 'title', section });
    for (let at = 0; at < section.emoji.length; at += COLUMNS) {
      const emoji = section.emoji.slice(at, at + COLUMNS);
      lines.push({ kind: 'row', section, emoji, from });
      from += emoji.length;
    }
  }
  return lines;
}

const rowsOf = (lines: readonly Line[]) => lines.filter((line) => line.kind === 'row');

export const countOf = (lines: readonly Line[]): number => rowsOf(lines).reduce((sum, row) => sum + row.emoji.length, 0);

/** The emoji at a place among all. */
export function emojiAt(lines: readonly Line[], at: number): Emoji | undefined {
  const row = rowsOf(lines).find((one) => at < one.from + one.emoji.length);
  return row?.emoji[at - row.from];
}

/** The line an emoji stands in. */
export const lineOf = (lines: readonly Line[], at: number): number =>
  lines.findIndex((line) => line.kind === 'row' && at < line.from + line.emoji.length);

/** Rows that Page up and Page down go. */
const PAGE = 5;

/** Where a key leads from an emoji, or nothing when it is no key of the panel. */
export function moved(lines: readonly Line[], at: number, key: string): number | undefined {
  const rows = rowsOf(lines);
  const last = countOf(lines) - 1;
  const vertical: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, PageUp: -PAGE, PageDown: PAGE };
  if (key === 'ArrowLeft') return Math.max(0, at - 1);
  if (key === 'ArrowRight') return Math.min(last, at + 1);
  const by = vertical[key];
  if (by === undefined) return undefined;
  const here = rows.findIndex((row) => at < row.from + row.emoji.length);
  const there = rows[Math.max(0, Math.min(rows.length - 1, here + by))];
  const from = rows[here];
  if (!there || !from) return at;
  // A short row ends before the column one comes from.
  return there.from + Math.min(at - from.from, there.emoji.length - 1);
}
