// The rows of one open timeline. A view number is used once: updates for a view that was closed find nobody.

import { batch } from 'solid-js';
import { createStore, reconcile, unwrap } from 'solid-js/store';

import type { Anchor, Diff, TimelineRow, TimelineState } from '../bindings';
import type { Runtime } from '../runtime/runtime';
import { applied } from './diff';

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
  apply(diffs: Diff<TimelineRow>[], state: TimelineState): void;
  /** Called before and after every change, so that what the person reads stays where it is on the screen. */
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
  onClose: () => void,
): TimelineModel {
  const [store, set] = createStore<{ rows: Row[]; state: TimelineState; opened: boolean }>({
    rows: [],
    state: { atStart: false, atEnd: true, newBelow: 0, loadingOlder: false },
    opened: false,
  });
  let listener: ChangeListener | null = null;
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
    apply(diffs, state) {
      listener?.before();
      batch(() => {
        if (diffs.length > 0) {
          const mapped = diffs.map((diff) => mapRows(diff));
          const next = applied(unwrap(store.rows), mapped);
          set('rows', reconcile(next, { key: 'id', merge: false }));
        }
        set('state', reconcile(state));
        set('opened', true);
      });
      listener?.after();
    },
    onChange(next) {
      listener = next;
    },
    older: () => once('older', () => runtime.timelineOlder(view)),
    newer: () => once('newer', () => runtime.timelineNewer(view)),
    toEnd: () => runtime.timelineEnd(view),
    retryGap: (gap) => runtime.timelineRetryGap(view, gap),
    close() {
      listener = null;
      onClose();
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

export async function openTimeline(
  runtime: Runtime,
  model: TimelineModel,
  anchor: Anchor,
): Promise<void> {
  await runtime.openTimeline(model.view, model.account, model.conversation, anchor);
}
