// The members of a group while something on the screen shows them. They have a number among the timelines, and as there a
// number is used once.

import { createStore, reconcile, unwrap } from 'solid-js/store';

import type { Diff, Member } from '../bindings';
import type { Runtime } from '../runtime/runtime';
import { applyTo } from './diff';

/** A member with the id that its element is kept by. */
export type MemberRow = Member & { id: string };

export interface MembersModel {
  readonly rows: MemberRow[];
  /** False until the first of them came. */
  readonly listed: () => boolean;
  /** Opens them in the shell; done when they are here. */
  open(): Promise<void>;
  change(diffs: Diff<Member>[]): void;
  close(): void;
}

const withId = (member: Member): MemberRow => ({ ...member, id: member.person.id });

export function createMembers(
  runtime: Runtime,
  view: number,
  account: string,
  conversation: string,
  onClose: () => void,
): MembersModel {
  const [store, set] = createStore<{ rows: MemberRow[]; listed: boolean }>({ rows: [], listed: false });
  let closed = false;
  let arrived!: () => void;
  const here = new Promise<void>((done) => (arrived = done));

  return {
    get rows() {
      return store.rows;
    },
    listed: () => store.listed,
    async open() {
      await runtime.openMembers(view, account, conversation);
      // The answer came after the closing, which may have come too early for the shell.
      if (closed) await runtime.closeMembers(view).catch(() => undefined);
      else await here;
    },
    change(diffs) {
      applyTo<MemberRow>(
        {
          rows: unwrap(store.rows),
          place: (rows) => set('rows', rows),
          change: (at, row) => set('rows', at, reconcile(row, { merge: false })),
        },
        diffs.map(mapRows),
      );
      set('listed', true);
      arrived();
    },
    close() {
      if (closed) return;
      closed = true;
      arrived();
      onClose();
      // Also while they are being opened: the shell then stops opening them.
      void runtime.closeMembers(view).catch(() => undefined);
    },
  };
}

function mapRows(diff: Diff<Member>): Diff<MemberRow> {
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
