// How rows stand together on the screen: day lines, groups of one sender, albums. Presentation only, from neighbours.

import type { MessageRow } from '../bindings';
import { daysBetween } from '../i18n/time';
import type { Row } from './timeline';

/** Messages of one sender this close together form a group. */
const GROUP_MS = 2 * 60_000;

export interface Entry {
  /** Stays the same while the entry stands. */
  key: string;
  row: Row;
  /** The message, and those that were sent together with it. */
  messages: MessageRow[];
  /** Places for messages: more than there are while others of the album may still come to stand with them. */
  places: number;
  /** Time of a day line above, or null. */
  day: number | null;
  /** First and last of its sender's group. */
  first: boolean;
  last: boolean;
}

/** Whether a body is a line across the timeline, which stands in no group. */
export type IsLine = (body: MessageRow['body']) => boolean;

/** How the rows stand together. An entry in which nothing has changed is the one of `known`, so nothing of it is painted anew. */
export function grouped(rows: readonly Row[], isLine: IsLine, known?: ReadonlyMap<string, Entry>): Entry[] {
  const isBubble = (row: Row | undefined): row is Row & { type: 'message' } => row?.type === 'message' && !isLine(row.body);
  const together = (a: Row | undefined, b: Row | undefined) =>
    isBubble(a) &&
    isBubble(b) &&
    a.sender === b.sender &&
    // What the server lost stands apart from what it has.
    a.lost === b.lost &&
    Math.abs(b.time - a.time) <= GROUP_MS &&
    daysBetween(a.time, b.time) === 0;
  const sameAlbum = (a: Row | undefined, b: Row | undefined) =>
    isBubble(a) && isBubble(b) && a.album !== null && b.album !== null && a.album.id === b.album.id && a.sender === b.sender;

  const entries: Entry[] = [];
  const albums = new Set<string>();
  let lastTime: number | null = null;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as Row;
    const before = rows[i - 1];
    if (sameAlbum(before, row)) {
      const open = entries[entries.length - 1];
      if (open && row.type === 'message') {
        open.messages.push(row);
        open.places = Math.max(open.places, open.messages.length);
        open.last = !together(row, rows[i + 1]);
        lastTime = row.time;
        continue;
      }
    }
    let day: number | null = null;
    // The line of the day stands above the line of what is new.
    const next = rows[i + 1];
    const dated = row.type === 'unread' && next?.type === 'message' ? next : row;
    if (dated.type === 'message') {
      // A message that has no time yet of its own day, or a clock that ran back, starts no new day.
      if (lastTime === null || daysBetween(lastTime, dated.time) > 0) day = dated.time;
      lastTime = dated.time;
    }
    // What stands between keeps the rest of an album away from what came before.
    const above = entries[entries.length - 1];
    if (above) above.places = above.messages.length;
    let key = row.id;
    let places = row.type === 'message' ? 1 : 0;
    if (isBubble(row) && row.album) {
      key = `album:${row.sender}:${row.album.id}`;
      places = row.album.count;
      if (albums.has(key)) {
        key = `${key}:${row.id}`;
        places -= row.album.index;
      }
      albums.add(key);
    }
    entries.push({
      key,
      row,
      messages: row.type === 'message' ? [row] : [],
      places,
      day,
      first: !together(before, row) || day !== null,
      last: !together(row, rows[i + 1]),
    });
  }
  return known ? entries.map((entry) => sameEntry(known.get(entry.key), entry)) : entries;
}

/** `was` when it says all that `is` says. A change inside of a row is the row's own to tell. */
function sameEntry(was: Entry | undefined, is: Entry): Entry {
  const same =
    was !== undefined &&
    was.row === is.row &&
    was.places === is.places &&
    was.day === is.day &&
    was.first === is.first &&
    was.last === is.last &&
    was.messages.length === is.messages.length &&
    was.messages.every((message, at) => message === is.messages[at]);
  return same ? was : is;
}
