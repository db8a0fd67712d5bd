// Where somebody reads in a timeline: what is kept in its place when rows come and go, what counts as seen, when more
// rows are asked for, and how many new ones stand below.

import { createSignal } from 'solid-js';

import type { TimelineState } from '../../bindings';
import type { ReadingPlace } from '../../state/chat';
import type { ChangeListener, Row } from '../../state/timeline';
import { ABOVE_UNSEEN, ScrollKeeper } from './scroll-keeper';
import { lastSeen } from './seen';

/** Rows this close to an edge (in heights of the view) ask for more. */
const ASK_BEFORE = 1.5;

/** A glance while scrolling past is not reading; and one command for many rows is enough. */
const SEEN_AFTER_MS = 150;

export interface ReadingParts {
  scroller: HTMLElement;
  content: HTMLElement;
  rows: () => readonly Row[];
  state: () => TimelineState;
  /** The first rows are here. */
  opened: () => boolean;
  /** Somebody looks at it. */
  focused: () => boolean;
  /** Where it is to stand first; null: at what is new, or at the end. */
  startAt: () => ReadingPlace | null;
  onOlder: () => void;
  onNewer: () => void;
  onEnd: () => void;
  /** The newest message that was in view while somebody looked. */
  onSeen: (id: string) => void;
}

export function createReading(parts: ReadingParts) {
  const { scroller, content } = parts;
  let placed = false;
  /** Asked to go to the newest message; its rows are on their way. */
  let wantsEnd = false;
  /** The last row when the person left the end: what comes after it is new to them. */
  let leftAt: string | null = null;
  /** The last row when somebody looked at the messages for the last time; undefined while somebody does. */
  let unattendedSince: HTMLElement | null | undefined;
  let seenTimer: ReturnType<typeof setTimeout> | undefined;
  const [away, setAway] = createSignal(false);
  const [below, setBelow] = createSignal(0);

  const anchors = () => content.querySelectorAll<HTMLElement>('[data-anchor]');
  const elementOf = (id: string) => [...anchors()].find((row) => row.dataset['id'] === id);
  const keeper = new ScrollKeeper(scroller, anchors, () => parts.state().atEnd, firstUnseen);

  /** The first row that came while nobody looked. */
  function firstUnseen(): HTMLElement | null {
    if (unattendedSince === undefined) return null;
    const last = unattendedSince;
    for (const row of anchors()) {
      // A last row that has left the window has left before all that is in it.
      const after = !last?.isConnected || last.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (after) return row;
    }
    return null;
  }

  function noteAttention(): void {
    if (parts.focused()) {
      unattendedSince = undefined;
    } else if (placed && unattendedSince === undefined) {
      const all = anchors();
      unattendedSince = all[all.length - 1] ?? null;
    }
  }

  function askForMore(): void {
    if (!placed) return;
    const { atStart, atEnd, loadingOlder } = parts.state();
    const edge = scroller.clientHeight * ASK_BEFORE;
    if (!atStart && !loadingOlder && scroller.scrollTop < edge) parts.onOlder();
    const left = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
    if (!atEnd && left < edge) parts.onNewer();
  }

  function count(): void {
    const rows = parts.rows();
    const isAway = !keeper.atEnd;
    setAway(isAway);
    if (!isAway) {
      // What is followed while nobody looks is still new to them.
      if (parts.focused() || leftAt === null) leftAt = rows[rows.length - 1]?.id ?? null;
      setBelow(0);
      return;
    }
    const from = leftAt === null ? -1 : rows.findIndex((row) => row.id === leftAt);
    const after = from < 0 ? [] : rows.slice(from + 1);
    const fresh = after.filter((row) => row.type === 'message' && !row.own).length;
    setBelow(Math.max(fresh, parts.state().newBelow));
  }

  /** The newest message that can be seen. */
  function lastInView(): string | null {
    const all = [...anchors()];
    const at = lastSeen(all.map((row) => row.getBoundingClientRect()), scroller.getBoundingClientRect());
    return all[at]?.dataset['id'] ?? null;
  }

  function look(): void {
    clearTimeout(seenTimer);
    seenTimer = setTimeout(() => {
      if (!parts.focused() || !placed) return;
      const id = lastInView();
      if (id !== null) parts.onSeen(id);
    }, SEEN_AFTER_MS);
  }

  function start(): void {
    placed = true;
    const place = parts.startAt();
    const row = place ? elementOf(place.id) : undefined;
    const unread = content.querySelector<HTMLElement>('.unread-line');
    if (place && row) keeper.show(row, place.top ?? scroller.clientHeight * ABOVE_UNSEEN);
    else if (unread) keeper.show(unread, scroller.clientHeight * ABOVE_UNSEEN);
    else keeper.toEnd();
    noteAttention();
  }

  function settled(): void {
    count();
    askForMore();
    look();
  }

  const listener: ChangeListener = {
    before: () => {
      if (placed) keeper.before();
    },
    after: () => {
      if (!placed) {
        if (parts.opened()) start();
      } else if (wantsEnd && parts.state().atEnd) {
        wantsEnd = false;
        keeper.toEnd();
      } else {
        keeper.restore();
      }
      settled();
    },
    more: askForMore,
  };

  if (parts.opened()) {
    start();
    settled();
  }

  return {
    listener,
    away,
    below,
    elementOf,
    /** What the person did may scroll. */
    touch: () => keeper.touch(),
    /** Says whether a person scrolled. */
    scrolled(): boolean {
      if (!placed) return false;
      const moved = keeper.scrolled();
      // Whoever scrolls by hand no longer wants to be taken anywhere.
      if (moved) wantsEnd = false;
      settled();
      return moved;
    },
    resized(): void {
      if (!placed) return;
      keeper.restore();
      count();
    },
    attention(): void {
      noteAttention();
      look();
    },
    toEnd(): void {
      wantsEnd = !parts.state().atEnd;
      if (wantsEnd) parts.onEnd();
      keeper.toEnd();
      settled();
    },
    /** Changes the height of something in a row because somebody wants it so. */
    reshape(element: HTMLElement, change: () => void): void {
      keeper.reshape(element, change);
      settled();
    },
    /** Brings a row into view; false when it is not there. */
    goTo(id: string): boolean {
      const row = placed ? elementOf(id) : undefined;
      if (!row) return false;
      keeper.show(row, scroller.clientHeight * ABOVE_UNSEEN);
      settled();
      return true;
    },
    /** Goes to where somebody read, when that row is there. */
    show(place: ReadingPlace): void {
      const row = placed ? elementOf(place.id) : undefined;
      if (!row) return;
      keeper.show(row, place.top ?? scroller.clientHeight * ABOVE_UNSEEN);
      settled();
    },
    /** The row at the top of the view. */
    top: () => keeper.top,
    /** Where somebody reads; null at the end. */
    place(): ReadingPlace | null {
      if (!placed || keeper.atEnd) return null;
      keeper.before();
      return keeper.place();
    },
    stop: () => clearTimeout(seenTimer),
  };
}
