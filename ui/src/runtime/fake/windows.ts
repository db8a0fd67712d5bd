// The windows of the fake: which slice of a conversation each open view shows, and the diffs that follow a change.

import type { Anchor, TimelineRow, TimelineState, Update } from '../../bindings';

const PAGE = 30;
/** As many rows as the core holds in one window. */
const WINDOW = 300;

export interface History {
  /** Everything there is, oldest first. */
  rows: TimelineRow[];
}

interface Slice {
  history: History;
  from: number;
  to: number;
}

export class Windows {
  private readonly slices = new Map<number, Slice>();

  constructor(private readonly push: (update: Update) => void) {}

  open(view: number, history: History, anchor: Anchor): void {
    const count = history.rows.length;
    const unread = anchor.kind === 'unread' ? history.rows.findIndex((r) => r.type === 'unread') : -1;
    const slice =
      unread >= 0
        ? { history, from: Math.max(0, unread - 8), to: Math.min(count, unread + PAGE) }
        : { history, from: Math.max(0, count - PAGE), to: count };
    this.slices.set(view, slice);
    this.reset(view, slice);
  }

  close(view: number): void {
    this.slices.delete(view);
  }

  /** Whether some view shows this conversation. */
  shows(history: History): boolean {
    return [...this.slices.values()].some((slice) => slice.history === history);
  }

  older(view: number): void {
    const slice = this.slices.get(view);
    if (!slice || slice.from === 0) return;
    const from = Math.max(0, slice.from - PAGE);
    const rows = structuredClone(slice.history.rows.slice(from, slice.from));
    slice.from = from;
    const over = Math.max(0, slice.to - from - WINDOW);
    slice.to -= over;
    this.tell(view, slice, [{ op: 'insert', at: 0, rows }]);
    if (over > 0) this.tell(view, slice, [{ op: 'remove', at: slice.to - from, count: over }]);
  }

  newer(view: number): void {
    const slice = this.slices.get(view);
    if (!slice || slice.to === slice.history.rows.length) return;
    const to = Math.min(slice.history.rows.length, slice.to + PAGE);
    const rows = structuredClone(slice.history.rows.slice(slice.to, to));
    const at = slice.to - slice.from;
    slice.to = to;
    this.tell(view, slice, [{ op: 'insert', at, rows }]);
  }

  end(view: number): void {
    const slice = this.slices.get(view);
    if (!slice) return;
    slice.to = slice.history.rows.length;
    slice.from = Math.max(0, slice.to - PAGE);
    this.reset(view, slice);
  }

  /** A row changed in place. */
  changed(history: History, row: TimelineRow): void {
    const index = history.rows.indexOf(row);
    for (const [view, slice] of this.slices) {
      if (slice.history !== history || index < slice.from || index >= slice.to) continue;
      this.tell(view, slice, [{ op: 'set', at: index - slice.from, row: structuredClone(row) }]);
    }
  }

  append(history: History, row: TimelineRow): void {
    history.rows.push(row);
    for (const [view, slice] of this.slices) {
      if (slice.history !== history || slice.to !== history.rows.length - 1) continue;
      const at = slice.to - slice.from;
      slice.to++;
      this.tell(view, slice, [{ op: 'insert', at, rows: [structuredClone(row)] }]);
    }
  }

  /** A row comes (back) to its place. */
  insert(history: History, at: number, row: TimelineRow): void {
    history.rows.splice(at, 0, row);
    for (const [view, slice] of this.slices) {
      if (slice.history !== history || at > slice.to) continue;
      slice.to++;
      if (at < slice.from) slice.from++;
      else this.tell(view, slice, [{ op: 'insert', at: at - slice.from, rows: [structuredClone(row)] }]);
    }
  }

  remove(history: History, row: TimelineRow): void {
    const index = history.rows.indexOf(row);
    if (index < 0) return;
    history.rows.splice(index, 1);
    for (const [view, slice] of this.slices) {
      if (slice.history !== history || index >= slice.to) continue;
      slice.to--;
      if (index < slice.from) slice.from--;
      else this.tell(view, slice, [{ op: 'remove', at: index - slice.from, count: 1 }]);
    }
  }

  clear(history: History): void {
    history.rows = [];
    for (const [view, slice] of this.slices) {
      if (slice.history !== history) continue;
      slice.from = slice.to = 0;
      this.reset(view, slice);
    }
  }

  gap(view: number, id: string): void {
    const slice = this.slices.get(view);
    const row = slice?.history.rows.find((r) => r.type === 'gap' && r.id === id);
    if (!slice || row?.type !== 'gap') return;
    row.state = { kind: 'loading' };
    this.changed(slice.history, row);
  }

  private reset(view: number, slice: Slice): void {
    const rows = structuredClone(slice.history.rows.slice(slice.from, slice.to));
    this.tell(view, slice, [{ op: 'reset', rows }]);
  }

  private tell(view: number, slice: Slice, diffs: Extract<Update, { kind: 'timeline' }>['diffs']): void {
    const state: TimelineState = {
      atStart: slice.from === 0,
      atEnd: slice.to === slice.history.rows.length,
      newBelow: 0,
      loadingOlder: false,
    };
    this.push({ kind: 'timeline', view, diffs, state });
  }
}
