// How a person keeps the list of the fake: filters, favourites, folders.

import type { ConversationRow } from '../../bindings';
import type { Runtime } from '../runtime';
import { finder } from '../../state/search';
import { failure, FakeBase, SLICE } from './base';

/** What is set for conversations in the list. */
export class FakeKeeping extends FakeBase {
  protected changeRow(conversation: string, change: Partial<ConversationRow>): Promise<void> {
    const c = this.find(conversation);
    c.row = { ...c.row, ...change };
    this.sortAndTell();
    if (c.row.kind === 'group') this.push({ kind: 'group', account: this.account().id, conversation });
    return this.wait(undefined);
  }

  listFilter: Runtime['listFilter'] = (_account, filter, held) => {
    if (filter.kind !== this.kept.filter.kind) this.kept.reach = SLICE;
    Object.assign(this.kept, { filter, held });
    this.sortAndTell();
    return this.wait(undefined);
  };
  listReach: Runtime['listReach'] = (_account, rows) => {
    this.kept.reach = Math.max(this.kept.reach, rows);
    this.push(this.list());
    return this.wait(undefined);
  };
  listBeside: Runtime['listBeside'] = (_account, conversations) => {
    this.kept.beside = conversations;
    this.push(this.list());
    return this.wait(undefined);
  };
  findConversations: Runtime['findConversations'] = (_account, words, limit) => {
    const holds = finder(words);
    const rows = this.world.conversations.map((c) => c.row).filter((row) => holds(row.title) || row.peer === words || row.id === words);
    return this.wait(structuredClone(rows.slice(0, limit)));
  };
  setFavourite: Runtime['setFavourite'] = (_a, c, favourite) => this.changeRow(c, { favourite });
  markUnread: Runtime['markUnread'] = (_a, c, markedUnread) => this.changeRow(c, { markedUnread });
  setArchived: Runtime['setArchived'] = (_a, c, archived) => this.changeRow(c, { archived });
  setLetThrough: Runtime['setLetThrough'] = (_a, c, chosen) =>
    this.changeRow(c, { letThrough: chosen.people.length + chosen.kinds.length > 0 ? chosen : null });

  markAllRead: Runtime['markAllRead'] = () => {
    const unread = this.world.conversations.filter((c) => c.row.unread > 0);
    for (const c of this.world.conversations) c.row = { ...c.row, unread: 0, mentioned: false, markedUnread: false };
    this.sortAndTell();
    return this.wait(unread.length);
  };

  movePin: Runtime['movePin'] = (_account, conversation, before) => {
    const pinned = this.world.conversations.filter((c) => c.row.pinned && c.row.id !== conversation);
    const at = before === null ? pinned.length : pinned.findIndex((c) => c.row.id === before);
    pinned.splice(at, 0, this.find(conversation));
    this.world.conversations = [...pinned, ...this.world.conversations.filter((c) => !c.row.pinned)];
    this.push(this.list());
    return this.wait(undefined);
  };

  private changeFolders(folders: { id: string; name: string }[]): Promise<void> {
    this.kept.folders = folders;
    this.push(this.list());
    return this.wait(undefined);
  }

  createFolder: Runtime['createFolder'] = async (_account, name) => {
    if (name.trim() === '') throw failure('no_folder_name', '请给文件夹起个名字。', 'Give the folder a name.');
    const id = `folder${this.kept.folders.length}`;
    await this.changeFolders([...this.kept.folders, { id, name }]);
    return id;
  };
  renameFolder: Runtime['renameFolder'] = (_account, id, name) =>
    this.changeFolders(this.kept.folders.map((folder) => (folder.id === id ? { id, name } : folder)));
  deleteFolder: Runtime['deleteFolder'] = (_account, id) =>
    this.changeFolders(this.kept.folders.filter((folder) => folder.id !== id));
  moveFolder: Runtime['moveFolder'] = (_account, id, before) => {
    const moved = this.kept.folders.filter((folder) => folder.id === id);
    const others = this.kept.folders.filter((folder) => folder.id !== id);
    const at = before === null ? others.length : others.findIndex((folder) => folder.id === before);
    return this.changeFolders([...others.slice(0, at), ...moved, ...others.slice(at)]);
  };
  setInFolder: Runtime['setInFolder'] = (_account, conversation, folder, on) => {
    const others = this.find(conversation).row.folders.filter((id) => id !== folder);
    return this.changeRow(conversation, { folders: on ? [...others, folder] : others });
  };
}
