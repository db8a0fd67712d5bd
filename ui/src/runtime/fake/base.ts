// What the fake is made of, and what every part of it rests on.

import type { About, AccountDiagnosis, AccountInfo, Avatar, ConversationRow, Failure, ListFilter, Member, MessageRow, Person, Role, Settings, SignInField, TimelineRow, Update, WhoAdds } from '../../bindings';
import { linksIn } from './links';
import { Windows } from './windows';

/** Rows of a slice of the list. */
export const SLICE = 100;

export interface FakeConversation {
  row: ConversationRow;
  /** Everything there is, oldest first. */
  rows: TimelineRow[];
  members: Member[];
  notice: string;
  description?: string;
  groupMuted?: boolean;
  whoAdds?: WhoAdds;
  joinApproval?: boolean;
  myRole: Role;
}

export interface FakeWorld {
  accounts: AccountInfo[];
  /** Signed in after the first sign-in. */
  waiting: AccountInfo;
  conversations: FakeConversation[];
  people: Person[];
  settings: Settings;
  about: About;
  diagnosis: AccountDiagnosis;
  /** How long an answer takes. */
  delayMs: number;
}

export const failure = (
  code: string,
  zh: string,
  en: string,
  field: SignInField | null = null,
): Failure => ({ reason: { code, text: { zh, en }, logId: null }, field });

export const avatar = (name: string, hue: number, media: string | null = null): Avatar => ({
  media,
  initials: [...name].slice(0, /^\p{Script=Han}/u.test(name) ? 1 : 2).join('').toUpperCase(),
  hue,
});

/** What every part of the fake rests on: its world, its stream, and how long answers take. */
export class FakeBase {
  protected apply: (updates: Update[]) => void = () => undefined;
  protected readonly windows = new Windows((update) => this.push(update));

  constructor(readonly world: FakeWorld) {}

  protected wait<T>(value: T): Promise<T> {
    if (this.world.delayMs === 0) return Promise.resolve(value);
    return new Promise((resolve) => setTimeout(() => resolve(value), this.world.delayMs));
  }

  protected later(ms: number, run: () => void): void {
    setTimeout(run, this.world.delayMs === 0 ? 0 : ms);
  }

  /** Sends updates as the stream would. */
  push(...updates: Update[]): void {
    this.apply(updates);
  }

  protected account(): AccountInfo {
    return this.world.accounts[0] ?? this.world.waiting;
  }

  protected find(conversation: string): FakeConversation {
    const found = this.world.conversations.find((c) => c.row.id === conversation);
    if (!found) throw failure('no_conversation', '没有这个会话。', 'There is no such conversation.');
    return found;
  }

  protected list(): Update {
    const rows = this.world.conversations.map((c) => c.row);
    const { filter, folders, beside, reach } = this.kept;
    const news = (take: (row: ConversationRow) => boolean) =>
      rows.filter((row) => take(row) && !row.archived && !row.muted && (row.unread > 0 || row.markedUnread)).length;
    const shown = rows.filter((row) => this.takes(row));
    return {
      kind: 'conversations',
      account: this.account().id,
      diffs: [{ op: 'reset', rows: structuredClone(shown.slice(0, reach)) }],
      beside: structuredClone(beside.map((id) => ({ id, row: rows.find((row) => row.id === id) ?? null }))),
      size: shown.length,
      overview: {
        filter,
        unread: news(() => true),
        mentions: rows.filter((row) => row.mentioned && !row.archived).length,
        people: news((row) => row.kind === 'one_to_one'),
        groups: news((row) => row.kind === 'group'),
        favourites: news((row) => row.favourite),
        drafts: rows.filter((row) => row.draft !== null && !row.archived).length,
        archived: rows.filter((row) => row.archived).length,
        folders: folders.map((folder) => ({ ...folder, unread: news((row) => row.folders.includes(folder.id)) })),
      },
      unreadTotal: rows.filter((r) => !r.muted).reduce((sum, r) => sum + r.unread, 0),
    };
  }

  /** What the person has chosen for the list. */
  protected readonly kept: {
    filter: ListFilter;
    held: string | null;
    folders: { id: string; name: string }[];
    beside: string[];
    reach: number;
  } = {
    beside: [],
    reach: SLICE,
    filter: { kind: 'all' },
    held: null,
    folders: [],
  };

  private takes(row: ConversationRow): boolean {
    const { filter, held } = this.kept;
    if (row.archived !== (filter.kind === 'archived')) return false;
    if (row.id === held && ['unread', 'mentions', 'drafts'].includes(filter.kind)) return true;
    switch (filter.kind) {
      case 'all':
      case 'archived':
        return true;
      case 'unread':
        return row.unread > 0 || row.markedUnread;
      case 'mentions':
        return row.mentioned;
      case 'people':
        return row.kind === 'one_to_one';
      case 'groups':
        return row.kind === 'group';
      case 'favourites':
        return row.favourite;
      case 'drafts':
        return row.draft !== null;
      case 'folder':
        return row.folders.includes(filter.id);
    }
  }

  protected sortAndTell(): void {
    this.world.conversations.sort(
      (a, b) => Number(b.row.pinned) - Number(a.row.pinned) || b.row.time - a.row.time,
    );
    this.push(this.list());
  }

  protected removeRow(id: string): void {
    const found = this.message(id);
    if (found) this.windows.remove(found.c, found.row);
  }

  protected message(id: string): { c: FakeConversation; row: { type: 'message' } & MessageRow } | null {
    for (const c of this.world.conversations) {
      for (const row of c.rows) if (row.type === 'message' && row.id === id) return { c, row };
    }
    return null;
  }

  /** A message from somebody else, as a push would bring it. */
  receive(conversation: string, from: Person, text: string, time = Date.now()): void {
    const c = this.find(conversation);
    this.windows.append(c, {
      type: 'message',
      id: crypto.randomUUID(),
      serverId: null,
      sender: from.id,
      senderName: from.name,
      senderAvatar: from.avatar,
      own: false,
      time,
      body: { kind: 'text', text },
      delivery: null,
      album: null,
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
      links: linksIn(text),
      format: [],
      streamed: null,
      lost: false,
    });
    const seen = this.windows.shows(c);
    c.row = {
      ...c.row,
      time,
      unread: c.row.unread + (seen ? 0 : 1),
      preview: { kind: 'text', text, sender: c.row.kind === 'group' ? from.name : null, own: false, happened: null },
    };
    this.sortAndTell();
  }
}
