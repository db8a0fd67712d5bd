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
  /** More than one: pictures of an album that stand together. */
  pictures: MessageRow[];
  /** Places for pictures: more than there are while others of the album may still come to stand with them. */
  places: number;
  /** Time of a day line above, or null. */
  day: number | null;
  /** First and last of its sender's group. */
  first: boolean;
  last: boolean;
}

const isBubble = (row: Row | undefined): row is Row & { type: 'message' } =>
  row?.type === 'message' && row.body.kind !== 'notice' && row.body.kind !== 'recalled';

function together(a: Row | undefined, b: Row | undefined): boolean {
  return (
    isBubble(a) &&
    isBubble(b) &&
    a.sender === b.sender &&
    // What the server lost stands apart from what it has.
    a.lost === b.lost &&
    Math.abs(b.time - a.time) <= GROUP_MS &&
    daysBetween(a.time, b.time) === 0
  );
}

function sameAlbum(a: Row | undefined, b: Row | undefined): boolean {
  return (
    isBubble(a) &&
    isBubble(b) &&
    a.album !== null &&
    b.album !== null &&
    a.album.id === b.album.id &&
    a.sender === b.sender &&
    a.body.kind === 'picture' &&
    b.body.kind === 'picture'
  );
}

export function grouped(rows: readonly Row[]): Entry[] {
  const entries: Entry[] = [];
  const albums = new Set<string>();
  let lastTime: number | null = null;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as Row;
    const before = rows[i - 1];
    if (sameAlbum(before, row)) {
      const open = entries[entries.length - 1];
      if (open && row.type === 'message') {
        open.pictures.push(row);
        open.places = Math.max(open.places, open.pictures.length);
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
    if (above) above.places = above.pictures.length;
    const picture = row.type === 'message' && row.body.kind === 'picture' ? row : null;
    let key = row.id;
    let places = picture ? 1 : 0;
    if (picture?.album) {
      key = `album:${picture.sender}:${picture.album.id}`;
      places = picture.album.count;
      if (albums.has(key)) {
        key = `${key}:${row.id}`;
        places -= picture.album.index;
      }
      albums.add(key);
    }
    entries.push({
      key,
      row,
      pictures: picture ? [picture] : [],
      places,
      day,
      first: !together(before, row) || day !== null,
      last: !together(row, rows[i + 1]),
    });
  }
  return entries;
}
