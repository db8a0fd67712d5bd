import type { ConversationRow, Person } from '../../bindings';

/** As many as are taken in at a glance. */
const RECENT = 5;

/** The people of the last chats, in the order of the list. */
export function recentPeople(rows: readonly ConversationRow[]): Person[] {
  return rows
    .flatMap((row) => (row.peer === null ? [] : [{ id: row.peer, name: row.title, avatar: row.avatar }]))
    .slice(0, RECENT);
}
