import { describe, expect, it } from 'vitest';

import type { Album, Body, MessageRow } from '../bindings';
import { grouped as group, type Entry } from './grouping';
import type { Row } from './timeline';

const isLine = (body: Body) => body.kind === 'notice' || body.kind === 'recalled';
const grouped = (rows: Row[], known?: Map<string, Entry>) => group(rows, isLine, known);

const NOON = new Date(2026, 2, 10, 12, 0).getTime();
const alice = '10001';
const bob = '10009';

function message(id: string, sender: string, time: number, body: Body = { kind: 'text', text: id }, album: Album | null = null): Row {
  const row: MessageRow = {
    id,
    serverId: null,
    sender,
    senderName: sender,
    senderAvatar: { media: null, initials: 'X', hue: 0 },
    own: sender === alice,
    time,
    body,
    delivery: null,
    album,
    canRecall: false,
    canEdit: false,
    canAnswer: true,
    canReact: true,
    canUnreact: true,
    canClaim: false,
    readBy: null,
    canMark: true,
    canPinForAll: true,
    marks: { favourite: false, pinned: false, pinnedForAll: false },
    canForward: true,
    edited: false,
    editPending: false,
    canWriteAgain: false,
    answers: 0,
    unsavedEdit: null,
    quote: null,
    reactions: [],
    mentionsMe: false,
    links: [],
    format: [],
    streamed: null,
    lost: false,
  };
  return { type: 'message', ...row };
}

const picture = (id: string, index: number, album = 'x'): Row =>
  message(
    id,
    bob,
    NOON + index * 1_000,
    {
      kind: 'picture',
      picture: {
        media: id,
        width: 1,
        height: 1,
        bytes: 1,
        mime: 'image/png',
        name: id,
        animated: false,
        thumbhash: null,
        caption: '',
        problem: null,
      },
    },
    { id: album, index, count: 3 },
  );

describe('groups', () => {
  it('holds messages of one sender within two minutes', () => {
    const entries = grouped([
      message('a', bob, NOON),
      message('b', bob, NOON + 120_000),
      message('c', bob, NOON + 240_001),
      message('d', alice, NOON + 240_002),
    ]);
    expect(entries.map((e) => [e.first, e.last])).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
    ]);
  });

  it('breaks at a notice, a gap and the unread line', () => {
    const between: Row[] = [
      message('n', bob, NOON, { kind: 'notice', text: 'n', happened: null, saidBy: null }),
      { type: 'gap', id: 'gap:1', state: { kind: 'unknown' } },
      { type: 'unread', id: 'unread' },
    ];
    for (const row of between) {
      const [a, , b] = grouped([message('a', bob, NOON), row, message('b', bob, NOON)]);
      expect([a?.last, b?.first]).toEqual([true, true]);
    }
  });
});

describe('day lines', () => {
  it('stands above the first row and above each new day', () => {
    const entries = grouped([
      message('a', bob, NOON),
      message('b', bob, NOON + 11.9 * 3_600_000),
      message('c', bob, NOON + 12.1 * 3_600_000),
    ]);
    expect(entries.map((e) => e.day !== null)).toEqual([true, false, true]);
    expect(entries[2]?.first).toBe(true);
  });

  it('stands above the line of what is new', () => {
    const entries = grouped([
      message('a', bob, NOON - 86_400_000),
      { type: 'unread', id: 'unread' },
      message('b', bob, NOON),
    ]);
    expect(entries.map((e) => e.day !== null)).toEqual([true, true, false]);
  });

  it('does not come back when a clock ran backwards', () => {
    const entries = grouped([message('a', bob, NOON), message('b', bob, NOON - 86_400_000), message('c', bob, NOON)]);
    expect(entries.map((e) => e.day !== null).slice(0, 2)).toEqual([true, false]);
  });
});

describe('albums', () => {
  it('puts pictures sent together into one entry whose key does not change when the first ones come later', () => {
    const late = grouped([picture('p1', 1), picture('p2', 2)]);
    const whole = grouped([picture('p0', 0), picture('p1', 1), picture('p2', 2)]);
    expect(whole).toHaveLength(1);
    expect(whole[0]?.messages.map((p) => p.id)).toEqual(['p0', 'p1', 'p2']);
    expect(whole[0]?.key).toBe(late[0]?.key);
  });

  it('keeps albums apart, and the halves of one that was interrupted', () => {
    expect(grouped([picture('p0', 0), picture('q0', 0, 'y')])).toHaveLength(2);
    const halves = grouped([picture('p0', 0), message('t', bob, NOON + 500), picture('p1', 1)]);
    expect(new Set(halves.map((e) => e.key)).size).toBe(3);
  });

  it('keeps places for what may still come, and none once something stands between', () => {
    const between = message('t', bob, NOON + 500);
    const places = (rows: Row[]) => grouped(rows).map((e) => e.places);
    expect(places([picture('p0', 0)])).toEqual([3]);
    expect(places([picture('p1', 1)])).toEqual([3]);
    expect(places([picture('p0', 0), picture('p1', 1), between])).toEqual([2, 1]);
    expect(places([picture('p0', 0), between, picture('p1', 1)])).toEqual([1, 1, 2]);
    expect(places([picture('p0', 0), between, picture('p1', 1), picture('p2', 2), between])).toEqual([1, 1, 2, 1]);
  });
});

it('gives back the entries in which nothing has changed', () => {
  const rows = [message('a', bob, NOON), message('b', bob, NOON + 1_000), message('c', alice, NOON + 2_000)];
  const before = grouped(rows);
  const after = grouped([...rows, message('d', alice, NOON + 3_000)], new Map(before.map((entry) => [entry.key, entry])));
  expect(after.map((entry, at) => entry === before[at])).toEqual([true, true, false, false]);
  expect(after[2]?.last).toBe(false);
});
