import type { ConversationRow, Person } from '../../bindings';

/** The other person of a chat with one. */
export const peerOf = (row: ConversationRow): Person | null =>
  row.peer === null ? null : { id: row.peer, name: row.title, avatar: row.avatar };

/** As many as are taken in at a glance. */
const RECENT = 5;

/** The people of the last chats, in the order of the list. */
export function recentPeople(rows: readonly ConversationRow[]): Person[] {
  return rows
    .flatMap((row) => peerOf(row) ?? [])
    .slice(0, RECENT);
}
