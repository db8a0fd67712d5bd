// A shell that lives in the page: for component tests and for the demonstration build. It keeps just enough of a
// messenger to press every button; what a real core decides is decided here in the plainest way.

import type {
  About,
  AccountDiagnosis,
  AccountInfo,
  Avatar,
  ConversationDetails,
  ConversationRow,
  Draft,
  Failure,
  Hello,
  Intake,
  Member,
  MessageRow,
  Person,
  PictureChoice,
  Role,
  Settings,
  SignIn,
  SignInField,
  TimelineRow,
  Update,
  ViewerPicture,
} from '../../bindings';
import type { MediaVariant, Runtime } from '../runtime';
import { landscape } from './pictures';
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

export class FakeRuntime implements Runtime {
  private apply: (updates: Update[]) => void = () => undefined;
  private readonly windows = new Windows((update) => this.push(update));
  private readonly drafts = new Map<string, Draft>();
  private readonly intakes = new Map<string, Intake>();
  private readonly sizes = new Map<string, { width: number; height: number }>();
  private intakeCount = 0;

  constructor(readonly world: FakeWorld) {}

  private wait<T>(value: T): Promise<T> {
    if (this.world.delayMs === 0) return Promise.resolve(value);
    return new Promise((resolve) => setTimeout(() => resolve(value), this.world.delayMs));
  }

  private later(ms: number, run: () => void): void {
    setTimeout(run, this.world.delayMs === 0 ? 0 : ms);
  }

  /** Sends updates as the stream would. */
  push(...updates: Update[]): void {
    this.apply(updates);
  }

  private account(): AccountInfo {
    return this.world.accounts[0] ?? this.world.waiting;
  }

  private find(conversation: string): FakeConversation {
    const found = this.world.conversations.find((c) => c.row.id === conversation);
    if (!found) throw failure('no_conversation', '没有这个会话。', 'There is no such conversation.');
    return found;
  }

  private list(): Update {
    const rows = this.world.conversations.map((c) => c.row);
    return {
      kind: 'conversations',
      account: this.account().id,
      diffs: [{ op: 'reset', rows: structuredClone(rows) }],
      unreadTotal: rows.filter((r) => !r.muted).reduce((sum, r) => sum + r.unread, 0),
    };
  }

  private sortAndTell(): void {
    this.world.conversations.sort(
      (a, b) => Number(b.row.pinned) - Number(a.row.pinned) || b.row.time - a.row.time,
    );
    this.push(this.list());
  }

  // ---- start

  async start(apply: (updates: Update[]) => void): Promise<Hello> {
    this.apply = apply;
    const hello: Hello = structuredClone({
      accounts: this.world.accounts,
      settings: this.world.settings,
      about: this.world.about,
      troubles: [],
    });
    if (this.world.accounts.length > 0) this.later(0, () => this.signedIn());
    return this.wait(hello);
  }

  private signedIn(): void {
    this.push(this.list(), {
      kind: 'connection',
      account: this.account().id,
      connection: { kind: 'online' },
    });
  }

  about = (): Promise<About> => this.wait(structuredClone(this.world.about));

  setVisible = (): Promise<void> => Promise.resolve();

  setSettings = (settings: Settings): Promise<Settings> => {
    this.world.settings = structuredClone(settings);
    return this.wait(structuredClone(settings));
  };

  async signIn(how: SignIn): Promise<AccountInfo> {
    await this.wait(null);
    if (how.kind !== 'trial' && how.credential.kind === 'token' && how.credential.token === 'wrong') {
      throw failure('token_invalid', '这个 Token 不正确。', 'This token is not correct.', 'token');
    }
    this.world.accounts = [this.world.waiting];
    this.later(50, () => this.signedIn());
    return structuredClone(this.world.waiting);
  }

  signOutPreview: Runtime['signOutPreview'] = () =>
    this.wait({
      unsent: this.world.conversations
        .map((c) => ({
          title: c.row.title,
          count: c.rows.filter((r) => r.type === 'message' && r.delivery?.kind === 'failed').length,
        }))
        .filter((line) => line.count > 0),
    });

  signOut: Runtime['signOut'] = async (account) => {
    this.world.accounts = this.world.accounts.filter((a) => a.id !== account);
    this.push({ kind: 'account_gone', account });
    await this.wait(null);
  };

  enterToken: Runtime['enterToken'] = async (account) => {
    await this.wait(null);
    this.push({ kind: 'connection', account, connection: { kind: 'online' } });
  };

  openAgain: Runtime['openAgain'] = async (account) => {
    await this.wait(null);
    this.push({ kind: 'trouble_over', account });
  };

  enterRecoveryCode: Runtime['enterRecoveryCode'] = (account) => this.openAgain(account);

  setDatabaseAside: Runtime['setDatabaseAside'] = async (account) => {
    await this.openAgain(account);
    return { file: 'damaged-1.db', messages: 1, drafts: 1 };
  };

  keyPlace: Runtime['keyPlace'] = () =>
    this.wait({ keyringOnly: false, possible: this.world.about.secrets === 'keyring' });

  recoveryCode: Runtime['recoveryCode'] = () =>
    this.wait('0000-1111-2222-3333-4444-5555-6666-7777-8888-9999-AAAA-BBBB-CCCC-DDDD');

  setKeyringOnly: Runtime['setKeyringOnly'] = async () => {
    await this.wait(null);
  };

  // ---- timeline

  openTimeline: Runtime['openTimeline'] = async (view, _account, conversation, anchor) => {
    await this.wait(null);
    this.windows.open(view, this.find(conversation), anchor);
  };

  timelineOlder: Runtime['timelineOlder'] = async (view) => {
    await this.wait(null);
    this.windows.older(view);
  };

  timelineNewer: Runtime['timelineNewer'] = async (view) => {
    await this.wait(null);
    this.windows.newer(view);
  };

  timelineEnd: Runtime['timelineEnd'] = async (view) => {
    this.windows.end(view);
    await this.wait(null);
  };

  timelineRetryGap: Runtime['timelineRetryGap'] = async (view, gap) => {
    this.windows.gap(view, gap);
    await this.wait(null);
  };

  timelineClose: Runtime['timelineClose'] = (view) => {
    this.windows.close(view);
    return Promise.resolve();
  };

  markRead: Runtime['markRead'] = async (_account, conversation) => {
    const c = this.find(conversation);
    if (c.row.unread === 0) return;
    c.row = { ...c.row, unread: 0, mentioned: false };
    this.sortAndTell();
  };

  private removeRow(id: string): void {
    const found = this.message(id);
    if (found) this.windows.remove(found.c, found.row);
  }

  private message(id: string): { c: FakeConversation; row: { type: 'message' } & MessageRow } | null {
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
      mentionsMe: false,
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

  // ---- conversations

  private changeRow(conversation: string, change: Partial<ConversationRow>): Promise<void> {
    const c = this.find(conversation);
    c.row = { ...c.row, ...change };
    this.sortAndTell();
    return this.wait(undefined);
  }

  conversationDetails: Runtime['conversationDetails'] = (_account, conversation) => {
    const c = this.find(conversation);
    const details: ConversationDetails = {
      row: c.row,
      description: '',
      notice: c.notice,
      members: c.members,
      memberCount: c.members.length,
      myRole: c.myRole,
    };
    return this.wait(structuredClone(details));
  };

  setPinned: Runtime['setPinned'] = (_a, c, pinned) => this.changeRow(c, { pinned });
  setMuted: Runtime['setMuted'] = (_a, c, muted) => this.changeRow(c, { muted });
  markConversationRead: Runtime['markConversationRead'] = (_a, c) =>
    this.changeRow(c, { unread: 0, mentioned: false });

  clearHistory: Runtime['clearHistory'] = (_account, conversation) => {
    const c = this.find(conversation);
    this.windows.clear(c);
    return this.changeRow(conversation, { preview: null, unread: 0 });
  };

  deleteConversation: Runtime['deleteConversation'] = (_account, conversation) => {
    this.world.conversations = this.world.conversations.filter((c) => c.row.id !== conversation);
    this.sortAndTell();
    return this.wait(undefined);
  };

  leaveGroup: Runtime['leaveGroup'] = (_a, c) => this.changeRow(c, { member: false });
  dissolveGroup: Runtime['dissolveGroup'] = (_a, c) => this.changeRow(c, { member: false });
  renameGroup: Runtime['renameGroup'] = (_a, c, title) => this.changeRow(c, { title });

  setGroupNotice: Runtime['setGroupNotice'] = (_account, conversation, text) => {
    this.find(conversation).notice = text;
    return this.wait(undefined);
  };

  addMembers: Runtime['addMembers'] = (_account, conversation, users) => {
    const c = this.find(conversation);
    for (const user of users) {
      const person = this.world.people.find((p) => p.id === user);
      if (person) c.members.push({ person, role: 'member', alias: null });
    }
    return this.wait(undefined);
  };

  removeMember: Runtime['removeMember'] = (_account, conversation, user) => {
    const c = this.find(conversation);
    c.members = c.members.filter((m) => m.person.id !== user);
    return this.wait(undefined);
  };

  setRole: Runtime['setRole'] = (_account, conversation, user, role) => {
    const c = this.find(conversation);
    c.members = c.members.map((m) => (m.person.id === user ? { ...m, role } : m));
    return this.wait(undefined);
  };

  findPerson: Runtime['findPerson'] = (_account, user) =>
    this.wait(structuredClone(this.world.people.find((p) => p.id === user) ?? null));

  createOneToOne: Runtime['createOneToOne'] = (_account, user) => {
    const found = this.world.conversations.find((c) => c.row.peer === user);
    if (found) return this.wait(found.row.id);
    const person = this.world.people.find((p) => p.id === user);
    if (!person) return Promise.reject(failure('no_user', '没有这个用户。', 'There is no such person.'));
    const me = this.account();
    const id = `0:1:${[me.user, user].sort().join(':')}`;
    this.add(id, 'one_to_one', person.name, person.avatar, [person], 'member', user);
    return this.wait(id);
  };

  createGroup: Runtime['createGroup'] = (_account, nonce, name, users) => {
    const people = this.world.people.filter((p) => users.includes(p.id));
    const id = `7${nonce.replace(/\D/g, '').slice(0, 17)}`;
    this.add(id, 'group', name, avatar(name, 200), people, 'owner', null);
    return this.wait(id);
  };

  private add(
    id: string,
    kind: ConversationRow['kind'],
    title: string,
    picture: Avatar,
    people: Person[],
    myRole: Role,
    peer: string | null,
  ): void {
    const me = this.account();
    this.world.conversations.push({
      row: {
        id,
        kind,
        title,
        avatar: picture,
        peer,
        unread: 0,
        mentioned: false,
        pinned: false,
        muted: false,
        member: true,
        preview: null,
        draft: null,
        outgoing: null,
        time: Date.now(),
      },
      rows: [],
      members: [
        { person: { id: me.user, name: me.name, avatar: me.avatar }, role: myRole, alias: null },
        ...people.map((person) => ({ person, role: 'member' as const, alias: null })),
      ],
      notice: '',
      myRole,
    });
    this.sortAndTell();
  }

  // ---- messages

  private own(id: string, body: MessageRow['body'], album: MessageRow['album']): { type: 'message' } & MessageRow {
    const me = this.account();
    return {
      type: 'message',
      id,
      serverId: null,
      sender: me.user,
      senderName: me.name,
      senderAvatar: me.avatar,
      own: true,
      time: Date.now(),
      body,
      delivery: { kind: 'sending' },
      album,
      canRecall: false,
      mentionsMe: false,
    };
  }

  private deliver(c: FakeConversation, row: { type: 'message' } & MessageRow): void {
    this.later(400, () => {
      row.delivery = { kind: 'sent' };
      row.canRecall = true;
      row.serverId = String(7_300_000_000_000_000_000n + BigInt(Date.now()));
      this.windows.changed(c, row);
      this.sortAndTell();
      if (c.row.peer === null) return;
      this.later(900, () => {
        row.delivery = { kind: 'read' };
        this.windows.changed(c, row);
      });
    });
  }

  sendText: Runtime['sendText'] = async (_account, conversation, submission, text) => {
    await this.wait(null);
    const c = this.find(conversation);
    if (this.message(submission)) return;
    const row = this.own(submission, { kind: 'text', text }, null);
    this.windows.append(c, row);
    this.drafts.delete(conversation);
    c.row = { ...c.row, time: row.time, draft: null, preview: { kind: 'text', text, sender: null, own: true } };
    this.sortAndTell();
    this.deliver(c, row);
    const bot = c.row.peer === '10086' ? this.world.people.find((p) => p.id === '10086') : undefined;
    if (bot) {
      this.later(700, () =>
        this.push({ kind: 'typing', account: this.account().id, conversation, person: bot }),
      );
      this.later(1_800, () => this.receive(conversation, bot, text));
    }
  };

  sendPictures: Runtime['sendPictures'] = async (_account, conversation, caption, pictures: PictureChoice[]) => {
    await this.wait(null);
    const c = this.find(conversation);
    const id = crypto.randomUUID();
    for (const [index, choice] of pictures.entries()) {
      const intake = this.intakes.get(choice.handle);
      if (!intake) throw failure('no_file', '文件已不在。', 'The file is no longer there.');
      this.sizes.set(choice.handle, { width: intake.width, height: intake.height });
      const row = this.own(
        choice.submission,
        {
          kind: 'picture',
          picture: {
            media: choice.handle,
            width: intake.width,
            height: intake.height,
            bytes: intake.bytes,
            mime: intake.mime,
            name: intake.name,
            animated: false,
            thumbhash: null,
            caption: index === 0 ? caption : '',
            problem: null,
          },
        },
        pictures.length > 1 ? { id, index, count: pictures.length } : null,
      );
      row.delivery = { kind: 'uploading', percent: 0 };
      this.windows.append(c, row);
      for (const percent of [20, 45, 70, 95]) {
        this.later(percent * 20, () => {
          if (row.delivery?.kind !== 'uploading') return;
          row.delivery = { kind: 'uploading', percent };
          this.windows.changed(c, row);
        });
      }
      this.later(2_000, () => this.deliver(c, row));
    }
    c.row = { ...c.row, time: Date.now(), draft: null, preview: { kind: 'picture', text: caption, sender: null, own: true } };
    this.sortAndTell();
  };

  retryMessage: Runtime['retryMessage'] = async (_account, id) => {
    const found = this.message(id);
    if (!found) return;
    found.row.delivery = { kind: 'sending' };
    this.windows.changed(found.c, found.row);
    this.deliver(found.c, found.row);
    await this.wait(null);
  };

  cancelMessage: Runtime['cancelMessage'] = (_account, id) => {
    this.removeRow(id);
    return this.wait(undefined);
  };

  takeBack: Runtime['takeBack'] = (_account, id) => {
    const found = this.message(id);
    const text = found?.row.body.kind === 'text' ? found.row.body.text : '';
    this.removeRow(id);
    return this.wait(text);
  };

  deleteMessage: Runtime['deleteMessage'] = (_account, id) => {
    this.removeRow(id);
    return this.wait(undefined);
  };

  recallMessage: Runtime['recallMessage'] = (_account, id) => {
    const found = this.message(id);
    if (found) {
      found.row.body = { kind: 'recalled' };
      found.row.canRecall = false;
      this.windows.changed(found.c, found.row);
    }
    return this.wait(undefined);
  };

  typing: Runtime['typing'] = () => Promise.resolve();

  saveDraft: Runtime['saveDraft'] = async (_account, conversation, revision, text, handles) => {
    const attachments = handles.flatMap((h) => this.intakes.get(h) ?? []);
    this.drafts.set(conversation, { revision, text, attachments });
    const c = this.find(conversation);
    c.row = { ...c.row, draft: text === '' ? null : text };
    this.push(this.list());
    await this.wait(null);
  };

  draft: Runtime['draft'] = (_account, conversation) => {
    const row = this.find(conversation).row;
    return this.wait(
      structuredClone(
        this.drafts.get(conversation) ?? { revision: 1, text: row.draft ?? '', attachments: [] },
      ),
    );
  };

  // ---- pictures

  /** Something that came by drop, paste or picker. */
  intake(change: Partial<Intake> = {}): Intake {
    const n = ++this.intakeCount;
    const intake: Intake = {
      handle: `intake-${n}`,
      name: `IMG_20260311_${1200 + n}.jpg`,
      bytes: 3_400_000 + n * 410_000,
      width: n % 2 === 0 ? 3024 : 4032,
      height: n % 2 === 0 ? 4032 : 3024,
      mime: 'image/jpeg',
      compressedBytes: 610_000 + n * 23_000,
      hasLocation: n % 2 === 1,
      problem: null,
      ...change,
    };
    this.intakes.set(intake.handle, intake);
    return intake;
  }

  pickPictures: Runtime['pickPictures'] = () => this.wait([this.intake(), this.intake()]);
  pastePictures: Runtime['pastePictures'] = () => this.wait([this.intake({ name: 'clipboard.png', mime: 'image/png' })]);
  discardIntake: Runtime['discardIntake'] = () => Promise.resolve();

  conversationPictures: Runtime['conversationPictures'] = (_account, conversation) => {
    const pictures: ViewerPicture[] = [];
    for (const row of this.find(conversation).rows) {
      if (row.type !== 'message' || row.body.kind !== 'picture') continue;
      pictures.push({ message: row.id, picture: row.body.picture, senderName: row.senderName, time: row.time });
    }
    return this.wait(structuredClone(pictures));
  };

  savePicture: Runtime['savePicture'] = (_account, media) => this.wait({ media, name: 'picture.jpg' });
  copyPicture: Runtime['copyPicture'] = () => this.wait(undefined);
  showPictureInFolder: Runtime['showPictureInFolder'] = () => this.wait(undefined);
  listPainted: Runtime['listPainted'] = () => Promise.resolve();
  diagnosis: Runtime['diagnosis'] = () => this.wait(structuredClone(this.world.diagnosis));
  saveReport: Runtime['saveReport'] = () => this.wait('linnet-report.zip');
  openLink: Runtime['openLink'] = () => Promise.resolve();
  showDataDir: Runtime['showDataDir'] = () => Promise.resolve();
  quit: Runtime['quit'] = () => Promise.resolve();

  retryConnection: Runtime['retryConnection'] = async (account) => {
    this.push({ kind: 'connection', account, connection: { kind: 'connecting' } });
    this.later(900, () => this.push({ kind: 'connection', account, connection: { kind: 'online' } }));
    await this.wait(null);
  };

  mediaUrl(_account: string, media: string, variant: MediaVariant): string {
    const side = variant === 'thumb' ? 100 : variant === 'preview' ? 500 : 1600;
    const size = this.sizes.get(media) ?? sizeOf(media);
    const scale = Math.min(1, side / Math.max(size.width, size.height));
    return landscape(media, Math.round(size.width * scale), Math.round(size.height * scale));
  }

  intakeUrl(handle: string): string {
    return landscape(handle, 208, 208);
  }
}

/** Media ids of the demonstration carry their size: `name-1200x900`. */
function sizeOf(media: string): { width: number; height: number } {
  const m = media.match(/-(\d+)x(\d+)$/);
  return m ? { width: Number(m[1]), height: Number(m[2]) } : { width: 400, height: 400 };
}
