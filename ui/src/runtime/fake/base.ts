// What the fake is made of, and what every part of it rests on.

import type {
  About,
  AccountDiagnosis,
  AccountInfo,
  Avatar,
  ConversationRow,
  Failure,
  Member,
  MessageRow,
  Person,
  Role,
  Settings,
  SignInField,
  TimelineRow,
  Update,
} from '../../bindings';
import { linksIn } from './links';
import { Windows } from './windows';

export interface FakeConversation {
  row: ConversationRow;
  /** Everything there is, oldest first. */
  rows: TimelineRow[];
  members: Member[];
  notice: string;
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
    return {
      kind: 'conversations',
      account: this.account().id,
      diffs: [{ op: 'reset', rows: structuredClone(rows) }],
      unreadTotal: rows.filter((r) => !r.muted).reduce((sum, r) => sum + r.unread, 0),
    };
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
      edited: false,
      unsavedEdit: null,
      quote: null,
      reactions: [],
      mentionsMe: false,
      links: linksIn(text),
      lost: false,
    });
    const seen = this.windows.shows(c);
    c.row = {
      ...c.row,
      time,
      unread: c.row.unread + (seen ? 0 : 1),
      preview: { kind: 'text', text, sender: c.row.kind === 'group' ? from.name : null, own: false },
    };
    this.sortAndTell();
  }
}
