// What is sent in the fake.

import type { AttachmentChoice, Draft, FileState, Intake, MarkedRow, MarkKind, MessageRow, Quote, StreamState, ViewerPicture, VoiceDraft } from '../../bindings';
import type { MediaVariant, Runtime } from '../runtime';
import { failure, type FakeConversation } from './base';
import { FakeVoices } from './voices';
import { linksIn } from './links';
import { landscape } from './pictures';

/** Pictures the viewer gets on each side at once; the core gives more. */
const VIEWER_PAGE = 8;

/** Writing and sending: messages, drafts, pictures. */
export class FakeMessages extends FakeVoices {
  protected readonly drafts = new Map<string, Draft>();
  private readonly trays = new Map<string, Intake[]>();
  private readonly files = new Map<string, FileState>();
  private readonly sizes = new Map<string, { width: number; height: number }>();
  private readonly deleted = new Map<string, { c: FakeConversation; row: { type: 'message' } & MessageRow; at: number }>();
  private readonly withdrawn = new Map<string, string>();
  private intakeCount = 0;

  protected own(id: string, body: MessageRow['body'], album: MessageRow['album']): { type: 'message' } & MessageRow {
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
      canEdit: false,
      canAnswer: false,
      canReact: false,
      canUnreact: false,
      canClaim: false,
      readBy: null,
      canMark: false,
      canPinForAll: false,
      marks: { favourite: false, pinned: false, pinnedForAll: false },
      canForward: false,
      edited: false,
      editPending: false,
      canWriteAgain: false,
      answers: 0,
      unsavedEdit: null,
      quote: null,
      reactions: [],
      mentionsMe: false,
      links: linksIn(body.kind === 'text' ? body.text : ''),
      format: [],
      streamed: null,
      lost: false,
    };
  }

  protected deliver(c: FakeConversation, row: { type: 'message' } & MessageRow): void {
    this.later(400, () => {
      row.delivery = { kind: 'sent' };
      row.canRecall = true;
      row.canEdit = row.body.kind === 'text';
      row.canAnswer = true;
      row.canReact = true;
      row.canUnreact = true;
      row.canMark = true;
      row.canPinForAll = true;
      row.canForward = true;
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
    if (this.message(submission)) return this.close(conversation);
    const row = this.own(submission, { kind: 'text', text }, null);
    row.quote = this.stored(conversation).answers;
    this.windows.append(c, row);
    const left = this.close(conversation);
    c.row = { ...c.row, time: row.time, draft: null, preview: { kind: 'text', text, sender: null, own: true, happened: null } };
    this.sortAndTell();
    this.deliver(c, row);
    const bot = c.row.peer === '10086' ? this.world.people.find((p) => p.id === '10086') : undefined;
    if (bot) {
      this.later(700, () =>
        this.push({ kind: 'activity', account: this.account().id, conversation, person: bot, activity: 'typing' }),
      );
      this.later(1_800, () => this.receive(conversation, bot, text));
    }
    return left;
  };

  protected writeVoice(conversation: string, submission: string, draft: VoiceDraft): void {
    const c = this.find(conversation);
    const voice = { media: submission, millis: draft.millis, wave: draft.wave, bytes: 0, played: false };
    this.files.set(submission, { state: 'here' });
    const row = this.own(submission, { kind: 'voice', voice }, null);
    this.windows.append(c, row);
    c.row = { ...c.row, time: row.time, preview: { kind: 'voice', text: '', sender: null, own: true, happened: null } };
    this.sortAndTell();
    this.deliver(c, row);
  }

  private bodyOf(intake: Intake, mode: AttachmentChoice['mode'], caption: string): MessageRow['body'] {
    const { handle: media, width, height, bytes, mime, name } = intake;
    if (intake.kind === 'file' || mode === 'file') {
      this.files.set(media, { state: 'here' });
      return { kind: 'file', file: { media, name, bytes, mayRun: false } };
    }
    this.sizes.set(media, { width, height });
    return {
      kind: 'picture',
      picture: { media, width, height, bytes, mime, name, animated: false, thumbhash: null, caption, problem: null },
    };
  }

  sendAttachments: Runtime['sendAttachments'] = async (_account, conversation, words, attachments) => {
    await this.wait(null);
    const c = this.find(conversation);
    const id = crypto.randomUUID();
    const tray = this.trays.get(conversation) ?? [];
    const chosen = attachments.map((choice) => ({ choice, intake: tray.find((file) => file.handle === choice.handle) }));
    const pictures = chosen.filter(({ choice, intake }) => intake?.kind === 'picture' && choice.mode !== 'file');
    let index = 0;
    for (const { choice, intake } of chosen) {
      if (!intake) throw failure('no_file', '文件已不在。', 'The file is no longer there.');
      const body = this.bodyOf(intake, choice.mode, index === 0 ? words : '');
      const inAlbum = body.kind === 'picture' && pictures.length > 1;
      const row = this.own(crypto.randomUUID(), body, inAlbum ? { id, index, count: pictures.length } : null);
      if (body.kind === 'picture') index += 1;
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
    if (pictures.length === 0 && words !== '') {
      const row = this.own(crypto.randomUUID(), { kind: 'text', text: words }, null);
      this.windows.append(c, row);
      this.deliver(c, row);
    }
    c.row = { ...c.row, time: Date.now(), draft: null, preview: { kind: 'picture', text: words, sender: null, own: true, happened: null } };
    this.sortAndTell();
    this.tray(
      conversation,
      tray.filter((file) => !chosen.some(({ intake }) => intake === file)),
    );
    return this.close(conversation);
  };

  protected stored(conversation: string): Draft {
    const known = this.drafts.get(conversation);
    return known ?? { revision: 1, text: this.find(conversation).row.draft?.text ?? '', answers: null, mentioned: [] };
  }

  private store(conversation: string, text: string): Draft {
    const draft = { ...this.stored(conversation), revision: this.stored(conversation).revision + 1, text };
    this.drafts.set(conversation, draft);
    this.tellDraft(conversation);
    return { ...draft };
  }

  private tellDraft(conversation: string): void {
    const c = this.find(conversation);
    const { text } = this.stored(conversation);
    const pictures = (this.trays.get(conversation) ?? []).length > 0;
    c.row = { ...c.row, draft: text === '' && !pictures ? null : { text, pictures, voice: false } };
    this.push(this.list());
  }

  /** The draft was sent. */
  private close(conversation: string): Draft {
    this.drafts.set(conversation, { ...this.stored(conversation), answers: null, mentioned: [] });
    return this.store(conversation, '');
  }

  protected asQuoted(row: MessageRow): Quote {
    const recalled = row.body.kind === 'recalled';
    return {
      message: row.id,
      senderName: row.senderName,
      own: row.own,
      kind: row.body.kind,
      text: row.body.kind === 'text' ? row.body.text : row.body.kind === 'picture' ? row.body.picture.caption : '',
      media: row.body.kind === 'picture' ? row.body.picture.media : null,
      state: recalled ? 'recalled' : 'there',
    };
  }

  setAnswering: Runtime['setAnswering'] = (_account, conversation, message) => {
    const found = message === null ? undefined : this.message(message);
    const answers = found ? this.asQuoted(found.row) : null;
    this.drafts.set(conversation, { ...this.stored(conversation), answers });
    return this.wait(answers);
  };

  quoted: Runtime['quoted'] = (_account, message) => {
    const quoted = this.message(message)?.row.quote?.message;
    if (!quoted) throw failure('not_found', '这条消息已不在。', 'This message is no longer there.');
    return this.wait(quoted);
  };

  react: Runtime['react'] = (_account, id, key, on) => {
    const found = this.message(id);
    if (found) {
      const others = found.row.reactions.filter((one) => one.key !== key);
      const now = found.row.reactions.find((one) => one.key === key);
      const count = (now?.count ?? 0) + (on ? 1 : 0) - (now?.own ? 1 : 0);
      const names = now?.names ?? [];
      const mine = { key, label: key, count, own: on, pending: false, names };
      found.row.reactions = count > 0 ? [...others, mine] : others;
      this.windows.changed(found.c, found.row);
    }
    return this.wait(undefined);
  };

  readers: Runtime['readers'] = (_account, id) => {
    const found = this.message(id);
    const others = found?.c.members.filter((member) => member.person.id !== this.account().user) ?? [];
    const count = found?.row.readBy?.count ?? 0;
    return this.wait(structuredClone({ read: others.slice(0, count), unread: others.slice(count) }));
  };

  private marked(of: FakeConversation, row: { type: 'message' } & MessageRow, mark: MarkKind): MarkedRow {
    return {
      mark,
      message: row.id,
      conversation: of.row.id,
      title: of.row.title,
      quote: this.asQuoted(row),
      time: row.time,
      canRemove: mark !== 'pin_for_all' || row.canPinForAll,
    };
  }

  /** All marked messages so, the newest message first. */
  private allMarked(kinds: MarkKind[], conversations: FakeConversation[]): MarkedRow[] {
    const has = { favourite: 'favourite', pin: 'pinned', pin_for_all: 'pinnedForAll' } as const;
    const rows: MarkedRow[] = [];
    for (const of of conversations) {
      for (const row of of.rows) {
        if (row.type !== 'message') continue;
        for (const kind of kinds) if (row.marks[has[kind]]) rows.push(this.marked(of, row, kind));
      }
    }
    return rows.sort((a, b) => b.time - a.time);
  }

  markMessage: Runtime['markMessage'] = async (account, message, mark, on) => {
    await this.wait(null);
    const found = this.message(message);
    if (!found) throw failure('no_message', '没有这条消息。', 'There is no such message.');
    const marks = { ...found.row.marks };
    if (mark === 'favourite') marks.favourite = on;
    else if (mark === 'pin') marks.pinned = on;
    else marks.pinnedForAll = on;
    found.row.marks = marks;
    this.windows.changed(found.c, found.row);
    this.push({ kind: 'marks', account, conversation: found.c.row.id });
  };

  favourites: Runtime['favourites'] = (_account, limit) => {
    const all = this.allMarked(['favourite'], this.world.conversations);
    return this.wait(structuredClone({ rows: all.slice(0, limit), more: all.length > limit }));
  };

  pins: Runtime['pins'] = (_account, conversation) =>
    this.wait(structuredClone(this.allMarked(['pin_for_all', 'pin'], [this.find(conversation)])));

  editMessage: Runtime['editMessage'] = (_account, id, text) => {
    const found = this.message(id);
    if (found) {
      found.row.body = { kind: 'text', text };
      found.row.links = linksIn(text);
      found.row.edited = true;
      found.row.unsavedEdit = null;
      this.windows.changed(found.c, found.row);
    }
    return this.wait(undefined);
  };

  discardEdit: Runtime['discardEdit'] = (_account, id) => {
    const found = this.message(id);
    if (found) {
      found.row.unsavedEdit = null;
      this.windows.changed(found.c, found.row);
    }
    return this.wait(undefined);
  };

  stopAnswer: Runtime['stopAnswer'] = (_account, id) => this.streamed(id, 'stopped');
  answerAgain: Runtime['answerAgain'] = (_account, id) => this.streamed(id, 'writing');

  private streamed(id: string, state: StreamState): Promise<void> {
    const found = this.message(id);
    if (found?.row.streamed) {
      const writing = state === 'writing';
      found.row.streamed = { ...found.row.streamed, state, canStop: writing, canRepeat: !writing };
      this.windows.changed(found.c, found.row);
    }
    return this.wait(undefined);
  }

  claimCoupon: Runtime['claimCoupon'] = (_account, id) => {
    const found = this.message(id);
    if (found?.row.body.kind === 'coupon') {
      found.row.body = { ...found.row.body, taken: true };
      found.row.canClaim = false;
      this.windows.changed(found.c, found.row);
    }
    return this.wait(undefined);
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
    if (found?.row.body.kind !== 'text') throw failure('not_now', '现在还不能这样做。', 'This cannot be done right now.');
    const { id: conversation } = found.c.row;
    const typed = this.stored(conversation).text;
    this.removeRow(id);
    const words = found.row.body.text;
    return this.wait(this.store(conversation, typed === '' ? words : `${words}\n${typed}`));
  };

  deleteMessages: Runtime['deleteMessages'] = (_account, ids) => {
    for (const id of ids) {
      const found = this.message(id);
      if (!found) continue;
      this.deleted.set(id, { ...found, at: found.c.rows.indexOf(found.row) });
      this.removeRow(id);
    }
    return this.wait(undefined);
  };

  undeleteMessages: Runtime['undeleteMessages'] = (_account, ids) => {
    // Each stands where it stood before those were deleted that went after it.
    for (const id of [...ids].reverse()) {
      const gone = this.deleted.get(id);
      if (gone) this.windows.insert(gone.c, gone.at, gone.row);
      this.deleted.delete(id);
    }
    return this.wait(undefined);
  };

  recallMessage: Runtime['recallMessage'] = (_account, id) => {
    const found = this.message(id);
    if (found) {
      if (found.row.own && found.row.body.kind === 'text') this.withdrawn.set(id, found.row.body.text);
      found.row.canWriteAgain = this.withdrawn.has(id);
      found.row.body = { kind: 'recalled' };
      found.row.canRecall = false;
      found.row.canEdit = false;
      found.row.canAnswer = false;
      found.row.canReact = false;
      found.row.canUnreact = false;
      found.row.canForward = false;
      found.row.reactions = [];
      found.row.quote = null;
      this.windows.changed(found.c, found.row);
    }
    return this.wait(undefined);
  };

  writeAgain: Runtime['writeAgain'] = (_account, id) => {
    const found = this.message(id);
    const words = this.withdrawn.get(id);
    if (!found || words === undefined) throw failure('not_found', '内容已不在。', 'The words are no longer here.');
    this.withdrawn.delete(id);
    found.row.canWriteAgain = false;
    this.windows.changed(found.c, found.row);
    const { id: conversation } = found.c.row;
    const typed = this.stored(conversation).text;
    return this.wait(this.store(conversation, typed === '' ? words : `${words}\n${typed}`));
  };

  messageDetails: Runtime['messageDetails'] = (_account, id) => {
    const found = this.message(id);
    if (!found) throw failure('not_found', '这条消息已不在。', 'This message is no longer there.');
    return this.wait({
      id,
      serverId: found.row.serverId,
      conversation: found.c.row.id,
      index: '17',
      messageType: 10001,
      sender: found.row.sender,
      created: found.row.time,
      version: '1',
      content: found.row.body.kind === 'unsupported' ? found.row.body.raw : null,
      entries: {},
    });
  };

  thread: Runtime['thread'] = (_account, id) => {
    const found = this.message(id);
    if (!found) throw failure('not_found', '这条消息已不在。', 'This message is no longer there.');
    const all = found.c.rows.flatMap((row) => (row.type === 'message' ? [row] : []));
    const root = (row: MessageRow): string => {
      const quoted = all.find((one) => one.id === row.quote?.message);
      return quoted ? root(quoted) : row.id;
    };
    const linked = all.filter((row) => root(row) === root(found.row));
    const rows = linked.map((row) => ({ said: this.asQuoted(row), avatar: row.senderAvatar, time: row.time }));
    return this.wait({ rows, more: false });
  };

  tellActivity: Runtime['tellActivity'] = () => Promise.resolve();

  saveDraft: Runtime['saveDraft'] = async (_account, conversation, base, text) => {
    await this.wait(null);
    const now = this.stored(conversation);
    if (now.revision !== base) return { revision: now.revision, newer: now.text };
    return { revision: this.store(conversation, text).revision, newer: null };
  };

  draft: Runtime['draft'] = (_account, conversation) => this.wait({ ...this.stored(conversation) });

  /** Something that comes by drop, paste or picker. */
  intake(change: Partial<Intake> = {}): Intake {
    const n = ++this.intakeCount;
    return {
      handle: `intake-${n}`,
      kind: 'picture',
      name: `IMG_20260311_${1200 + n}.jpg`,
      bytes: 3_400_000 + n * 410_000,
      width: n % 2 === 0 ? 3024 : 4032,
      height: n % 2 === 0 ? 4032 : 3024,
      mime: 'image/jpeg',
      files: 0,
      seconds: 0,
      pictured: true,
      compressedBytes: 610_000 + n * 23_000,
      hasLocation: n % 2 === 1,
      looking: false,
      problem: null,
      ...change,
    };
  }

  /** Puts files into a conversation's tray, as the shell does with what was dropped. */
  attach(conversation: string, files: Intake[]): void {
    this.tray(conversation, [...(this.trays.get(conversation) ?? []), ...files]);
  }

  private tray(conversation: string, files: Intake[]): void {
    this.trays.set(conversation, files);
    this.push({ kind: 'tray', account: this.account().id, conversation, files: structuredClone(files) });
    this.tellDraft(conversation);
  }

  private holding(handle: string): [string, Intake[]] | undefined {
    return [...this.trays].find(([, files]) => files.some((file) => file.handle === handle));
  }

  pickFiles: Runtime['pickFiles'] = async (_account, conversation) => {
    this.attach(conversation, [this.intake(), this.intake()]);
    await this.wait(null);
  };

  pasteFiles: Runtime['pasteFiles'] = (_account, conversation) => {
    this.attach(conversation, [this.intake({ name: 'clipboard.png', mime: 'image/png' })]);
    return this.wait(true);
  };

  discardIntake: Runtime['discardIntake'] = async (handle) => {
    const found = this.holding(handle);
    if (found) this.tray(found[0], found[1].filter((file) => file.handle !== handle));
    await this.wait(null);
  };

  packIntake: Runtime['packIntake'] = async (handle) => {
    const found = this.holding(handle);
    const packed = (file: Intake): Intake => ({ ...file, kind: 'file', name: `${file.name}.zip`, bytes: Math.round(file.bytes * 0.8) });
    if (found) this.tray(found[0], found[1].map((file) => (file.handle === handle ? packed(file) : file)));
    await this.wait(null);
  };

  moveIntake: Runtime['moveIntake'] = async (handle, to) => {
    const found = this.holding(handle);
    if (found) {
      const files = found[1].filter((file) => file.handle !== handle);
      files.splice(to, 0, ...found[1].filter((file) => file.handle === handle));
      this.tray(found[0], files);
    }
    await this.wait(null);
  };

  conversationPictures: Runtime['conversationPictures'] = (_account, conversation, message, part) => {
    const all: ViewerPicture[] = [];
    for (const row of this.find(conversation).rows) {
      if (row.type !== 'message' || row.body.kind !== 'picture') continue;
      all.push({ message: row.id, picture: row.body.picture, senderName: row.senderName, time: row.time });
    }
    const at = all.findIndex((p) => p.message === message);
    const from = part === 'after' ? at + 1 : Math.max(0, at - VIEWER_PAGE);
    const to = part === 'before' ? at : at + 1 + VIEWER_PAGE;
    return this.wait({
      pictures: structuredClone(all.slice(from, to)),
      moreBefore: from > 0,
      moreAfter: to < all.length,
    });
  };

  savePicture: Runtime['savePicture'] = (_account, media) => this.wait({ media, name: 'picture.jpg' });
  copyPicture: Runtime['copyPicture'] = () => this.wait(undefined);
  showPictureInFolder: Runtime['showPictureInFolder'] = () => this.wait(undefined);

  private fileOf(id: string): { media: string; name: string } {
    const body = this.message(id)?.row.body;
    if (body?.kind === 'video') return body.video.file;
    if (body?.kind !== 'file') throw failure('not_found', '文件已不在。', 'The file is no longer there.');
    return body.file;
  }

  private stand(media: string, state: FileState): void {
    this.files.set(media, state);
    this.push({ kind: 'file', account: this.account().id, media, state });
  }

  fileStates: Runtime['fileStates'] = (_account, media) =>
    this.wait(media.map((id): FileState => this.files.get(id) ?? { state: 'away' }));

  fetchFile: Runtime['fetchFile'] = async (account, message) => void (await this.loadFile(account, message));
  mediaUse: Runtime['mediaUse'] = () =>
    this.wait({ bytes: 48_000_000, conversations: this.world.conversations.slice(0, 3).map((c, at) => ({ conversation: c.row.id, title: c.row.title, bytes: 9_000_000 - at * 3_000_000 })) });
  clearMedia: Runtime['clearMedia'] = () => this.wait(undefined);
  private exportCancelled = false;
  exportConversation: Runtime['exportConversation'] = async (account, conversation) => {
    this.exportCancelled = false;
    for (const done of [0, 200, 400]) {
      this.push({ kind: 'exporting', account, progress: { loading: done === 0, done, total: done === 0 ? 0 : 400 } });
      await this.wait(null);
      if (this.exportCancelled) return null;
    }
    return { name: `${this.find(conversation).row.title} 2026-11-27`, folder: 'Documents' };
  };
  cancelExport: Runtime['cancelExport'] = () => {
    this.exportCancelled = true;
    return this.wait(undefined);
  };
  loadFile: Runtime['loadFile'] = async (_account, message) => {
    const { media, name } = this.fileOf(message);
    for (const percent of [5, 30, 60, 90]) {
      this.stand(media, { state: 'loading', percent });
      await this.wait(null);
      if (this.files.get(media)?.state !== 'loading') return null;
    }
    this.stand(media, { state: 'here' });
    return { name, folder: 'Downloads' };
  };

  pauseFile: Runtime['pauseFile'] = (_account, media) => {
    const now = this.files.get(media);
    if (now?.state === 'loading') this.stand(media, { state: 'paused', percent: now.percent });
    return this.wait(undefined);
  };

  playVideo: Runtime['playVideo'] = (_account, message) => this.wait(`data:video/mp4,${encodeURIComponent(message)}`);
  openFile: Runtime['openFile'] = () => this.wait(undefined);
  showFile: Runtime['showFile'] = () => this.wait(undefined);
  saveFileAs: Runtime['saveFileAs'] = (_account, message) =>
    this.wait({ name: this.fileOf(message).name, folder: 'Documents' });
  downloadPlace: Runtime['downloadPlace'] = () => this.wait({ folder: 'Downloads' });
  chooseDownloadPlace: Runtime['chooseDownloadPlace'] = () => this.wait({ folder: 'Documents' });

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
