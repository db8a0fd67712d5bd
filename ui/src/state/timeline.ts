// The rows of one open timeline. A view number is used once: updates for a view that was closed find nobody.

import { batch } from 'solid-js';
import { createStore, reconcile, unwrap } from 'solid-js/store';

import type { Anchor, Diff, TimelineRow, TimelineState } from '../bindings';
import type { Runtime } from '../runtime/runtime';
import { applyTo } from './diff';
import type { Turns } from './turns';

/** A row with an id in every case, so that a row keeps its element through every change. */
export type Row = TimelineRow & { id: string };

export interface TimelineModel {
  readonly view: number;
  readonly account: string;
  readonly conversation: string;
  readonly rows: Row[];
  readonly state: TimelineState;
  /** False until the first Reset came. */
  readonly opened: () => boolean;
  /** Opens it in the shell, when its turn comes; one that was closed before is never opened. */
  open(anchor: Anchor): Promise<void>;
  /** Whether somebody looks at it: what comes meanwhile stands below the line of what is new. */
  attend(on: boolean): void;
  /**
   * A change is three calls: the listener looks at the page as it is, the rows change, the listener puts what the
   * person reads back to its place. The rows are on the page only when every batch around the change has ended, so
   * the last call comes from outside of all of them.
   */
  before(): void;
  change(diffs: Diff<TimelineRow>[], state: TimelineState): void;
  after(): void;
  onChange(listener: ChangeListener | null): void;
  older(): Promise<void>;
  newer(): Promise<void>;
  toEnd(): Promise<void>;
  retryGap(gap: string): Promise<void>;
  close(): void;
}

export interface ChangeListener {
  before(): void;
  after(): void;
  /** An answer is here, and something was asked for before it came: is more needed? */
  more(): void;
}

const withId = (row: TimelineRow): Row =>
  (row.type === 'unread' ? { ...row, id: 'unread' } : row) as Row;

export function createTimeline(
  runtime: Runtime,
  view: number,
  account: string,
  conversation: string,
  turns: Turns,
  onClose: () => void,
): TimelineModel {
  const [store, set] = createStore<{ rows: Row[]; state: TimelineState; opened: boolean }>({
    rows: [],
    state: { atStart: false, atEnd: true, newBelow: 0, loadingOlder: false },
    opened: false,
  });
  let listener: ChangeListener | null = null;
  let closed = false;
  let asked = false;
  // What the shell knows of the attention; it takes a new timeline for one that is looked at.
  let open = false;
  let attended = true;
  let told = true;

  function tellAttention(): void {
    if (!open || closed || told === attended) return;
    told = attended;
    // A timeline that has just been closed needs to know nothing more.
    void runtime.timelineAttend(view, attended).catch(() => undefined);
  }
  // The core answers each of these with an update; asking twice for the same page would load two.
  const underWay = { older: false, newer: false };
  // An update may come before the answer of the command that caused it. What the page asks for then is held back, and
  // it looks again once the answer is here.
  const heldBack = { older: false, newer: false };

  async function once(which: 'older' | 'newer', ask: () => Promise<void>): Promise<void> {
    if (underWay[which]) {
      heldBack[which] = true;
      return;
    }
    underWay[which] = true;
    heldBack[which] = false;
    try {
      await ask();
    } finally {
      underWay[which] = false;
    }
    if (heldBack[which]) listener?.more();
  }

  return {
    view,
    account,
    conversation,
    get rows() {
      return store.rows;
    },
    get state() {
      return store.state;
    },
    opened: () => store.opened,
    open: (anchor) =>
      turns.take(async () => {
        // Whoever switches quickly has gone on already.
        if (closed) return;
        asked = true;
        try {
          await runtime.openTimeline(view, account, conversation, anchor);
        } catch (error) {
          if (!closed) throw error;
          return;
        }
        if (closed) {
          // The answer came after the closing, which may have come too early for the shell.
          await runtime.timelineClose(view).catch(() => undefined);
          return;
        }
        open = true;
        tellAttention();
      }),
    attend(on) {
      attended = on;
      tellAttention();
    },
    before: () => listener?.before(),
    change(diffs, state) {
      batch(() => {
        if (diffs.length > 0) {
          applyTo<Row>(
            {
              rows: unwrap(store.rows),
              place: (rows) => set('rows', rows),
              change: (at, row) => set('rows', at, reconcile(row, { merge: false })),
            },
            diffs.map((diff) => mapRows(diff)),
          );
        }
        set('state', reconcile(state));
        set('opened', true);
      });
    },
    after: () => listener?.after(),
    onChange(next) {
      listener = next;
    },
    older: () => once('older', () => runtime.timelineOlder(view)),
    newer: () => once('newer', () => runtime.timelineNewer(view)),
    toEnd: () => runtime.timelineEnd(view),
    retryGap: (gap) => runtime.timelineRetryGap(view, gap),
    close() {
      if (closed) return;
      closed = true;
      listener = null;
      onClose();
      if (!asked) return;
      // Also while it is being opened: the shell then stops opening it.
      void runtime.timelineClose(view).catch(() => undefined);
    },
  };
}

function mapRows(diff: Diff<TimelineRow>): Diff<Row> {
  switch (diff.op) {
    case 'reset':
      return { op: 'reset', rows: diff.rows.map(withId) };
    case 'insert':
      return { op: 'insert', at: diff.at, rows: diff.rows.map(withId) };
    case 'set':
      return { op: 'set', at: diff.at, row: withId(diff.row) };
    case 'remove':
      return diff;
  }
}
