// The client: what the SDK calls by this name, over a bridge.

import { Conversation, type ConversationTold } from './conversation.ts';
import { IMError } from './error.ts';
import { Events, IMEvent } from './event.ts';
import { hear } from './hear.ts';
import { ConversationType, MessageType, PushStatus, StickTopState } from './im_proto.ts';
import { Link } from './link.ts';
import { Long, type LongLike } from './long.ts';
import { type Body, Message, type MessageTold, objectOf } from './message.ts';
import type { IMOption } from './option.ts';
import { type Outcome, outcome } from './outcome.ts';
import { type MemberTold, type Participant, participantOf } from './participant.ts';
import { BotPlugin } from './plugins/bot.ts';
import { ContactPlugin } from './plugins/contact.ts';
import { LivePlugin } from './plugins/live.ts';
import { MultimediaPlugin } from './plugins/multimedia.ts';
import { type Core, type Made, type OnClient, type Plugin, type To, withoutPlugin } from './plugins/plugin.ts';
import { handOver, type Upload } from './plugins/upload.ts';
import { bridgeAddress, openSocket } from './socket.ts';
import type { Open } from './texts.ts';
import { FlightStatus, InitResult, MessageSource } from './types.ts';
import { uuid } from './uuid.ts';

const PLUGINS: readonly Plugin[] = [MultimediaPlugin, LivePlugin, ContactPlugin, BotPlugin];
/** Messages of a page of history, where nothing else is asked for. */
const PAGE = 20;
/** Messages that are caught up with in one conversation after the bridge was away; older ones are history. */
const CAUGHT_UP = 100;

/** Priorities of a message in a live group, by the SDK's numbers. */
const PRIORITIES = ['low', 'normal', 'high'] as const;

interface Of {
  readonly conversation: Conversation;
}

const isLive = (conversation: Conversation): boolean => conversation.type === ConversationType.MASS_CHAT;

export interface TextArgs extends To {
  /** Words, or JSON text with them as `text`, as the SDK's demo sends them. */
  readonly content: string;
  readonly ext?: Record<string, string>;
  readonly referenceMessage?: Message;
  readonly referenceHint?: string;
  /** User ids of those who are called; 0 is everybody. */
  readonly mentionedUsers?: readonly string[];
}

export interface BytedIM
  extends OnClient<typeof MultimediaPlugin.methods>,
    OnClient<typeof LivePlugin.methods>,
    OnClient<typeof ContactPlugin.methods>,
    OnClient<typeof BotPlugin.methods> {}

export class BytedIM implements Core {
  readonly event = new Events();
  readonly #option: IMOption;
  readonly #link: Link;
  readonly #conversations = new Map<string, Conversation>();
  readonly #made = new WeakMap<Message, Made & Pick<To, 'toUserId'>>();
  /** Messages that `sendMessage` has under way: what the bridge tells of them meanwhile is theirs. */
  readonly #sending = new Map<string, Message>();
  #started = false;
  /** The list was read before: what is new since then is news. */
  #pulled = false;

  /** The third argument is for tests: how a socket is opened. */
  constructor(option: IMOption, plugins: readonly Plugin[] = [], open: Open = openSocket) {
    this.#option = option;
    const token = async (): Promise<string> =>
      typeof option.token === 'function' ? await option.token() : option.token;
    const greeting = { appId: option.appId, userId: option.userId, token };
    this.#link = new Link(bridgeAddress(option.apiUrl), greeting, this.#hearing(), open);
    for (const plugin of PLUGINS) {
      const given = plugins.includes(plugin);
      for (const [name, method] of Object.entries(plugin.methods)) {
        const value = given ? (args: never) => method(this, args) : withoutPlugin(name, plugin.plugin);
        Object.defineProperty(this, name, { value, enumerable: false });
      }
    }
  }

  get userId(): string {
    return this.#option.userId;
  }

  // ---- start and end

  async init(_args?: unknown): Promise<InitResult> {
    try {
      if (!this.#started) {
        await this.#link.connect();
        this.#started = true;
        this.#link.keep();
        this.event.emit(IMEvent.WebSocketConnected, null);
      }
      if (this.#option.disableInitPull !== true) await this.#readList(MessageSource.Init);
    } catch (error) {
      this.#complain(error);
      return InitResult.Error;
    }
    this.event.emit(IMEvent.InitFinish, null);
    return InitResult.Success;
  }

  /** Whether the bridge takes the token, without staying connected. */
  async checkToken(): Promise<void> {
    if (this.#link.connected) return;
    const trial = new BytedIM(this.#option);
    try {
      await trial.#link.connect();
    } finally {
      trial.dispose();
    }
  }

  dispose(): void {
    this.#link.end();
    this.event.clear();
  }

  /** Asks the bridge. For plugins. */
  request<T = void>(method: string, params?: object): Promise<T> {
    return this.#link.request<T>(method, params);
  }

  // ---- conversations

  async createConversation(args: {
    readonly participants: readonly string[] | string;
    readonly type?: number;
    readonly name?: string;
    readonly idempotentId?: string;
  }): Promise<Outcome<Conversation>> {
    const type = args.type ?? ConversationType.ONE_TO_ONE_CHAT;
    if (type === ConversationType.MASS_CHAT) {
      const asked = { nonce: args.idempotentId ?? uuid(), name: args.name ?? '' };
      return this.#change('live.create', asked);
    }
    const participants = typeof args.participants === 'string' ? [args.participants] : args.participants;
    const group = type === ConversationType.GROUP_CHAT;
    return outcome(
      this.request<ConversationTold>('conversation.create', {
        participants,
        group,
        name: args.name ?? '',
        nonce: args.idempotentId ?? null,
      }).then((told) => this.keepConversation(told)),
    );
  }

  getConversation({ conversationId }: { readonly conversationId: string }): Conversation | undefined {
    return this.#conversations.get(conversationId);
  }

  async getConversationOnline(args: {
    readonly conversationId: string;
    readonly type?: number;
  }): Promise<Conversation> {
    const { conversationId } = args;
    const type = args.type ?? this.#conversations.get(conversationId)?.type;
    const method = type === ConversationType.MASS_CHAT ? 'live.get' : 'conversation.get';
    return this.keepConversation(await this.request<ConversationTold>(method, { conversationId }));
  }

  /** Those in the person's list, as a list shows them: the first stands on top. */
  getConversationList(filter: (conversation: Conversation) => boolean = () => true): Conversation[] {
    const listed = [...this.#conversations.values()].filter((it) => it.told.listed && filter(it));
    return listed.sort((one, other) => other.rankScore - one.rankScore);
  }

  async getConversationListOnline(): Promise<Conversation[]> {
    await this.#readList(MessageSource.GapFill);
    return this.getConversationList();
  }

  getUserConversationList(): Promise<Conversation[]> {
    return this.getConversationListOnline();
  }

  getConversationListByTop(): Conversation[] {
    return this.getConversationList((it) => it.isStickOnTop);
  }

  getConversationListByFavorite(): Conversation[] {
    return this.getConversationList((it) => it.told.favourite);
  }

  deleteConversation(args: Of & { readonly localOnly?: boolean }): Promise<Outcome<void>> {
    const { conversation, localOnly = false } = args;
    return outcome(this.request('conversation.delete', { conversationId: conversation.id, localOnly }));
  }

  leaveConversation({ conversation }: Of): Promise<Outcome<void>> {
    if (isLive(conversation)) return outcome(this.request('live.leave'));
    return outcome(this.request('group.leave', { conversationId: conversation.id }));
  }

  dissolveConversation({ conversation }: Of): Promise<Outcome<void>> {
    const method = isLive(conversation) ? 'live.dissolve' : 'group.dissolve';
    return outcome(this.request(method, { conversationId: conversation.id }));
  }

  clearConversationMessage({ conversation }: Of): Promise<Outcome<void>> {
    return outcome(this.request('conversation.clear', { conversationId: conversation.id }));
  }

  setConversationSettingInfo(
    args: Of & {
      readonly mute?: boolean;
      readonly stickOnTop?: boolean | number;
      readonly favorite?: boolean;
      readonly pushStatus?: number;
    },
  ): Promise<Outcome<Conversation>> {
    const { conversation, stickOnTop, pushStatus } = args;
    const mute = args.mute ?? (pushStatus === undefined ? undefined : pushStatus !== PushStatus.Allow);
    const top = stickOnTop === undefined ? undefined : stickOnTop === true || stickOnTop === StickTopState.On;
    return this.#change('conversation.set', {
      conversationId: conversation.id,
      mute,
      stickOnTop: top,
      favourite: args.favorite,
    });
  }

  /** Who and what notifies although the conversation is muted. */
  setConversationWeakMuteConfig(
    args: Of & { readonly config: { readonly people: readonly string[]; readonly kinds: readonly string[] } },
  ): Promise<Outcome<Conversation>> {
    return this.#change('conversation.set', { conversationId: args.conversation.id, lowDisturb: args.config });
  }

  upsertConversationSettingExtInfo(args: Of & { readonly ext: Record<string, string> }): Promise<Outcome<Conversation>> {
    return this.#change('conversation.setEntries', { conversationId: args.conversation.id, ext: args.ext, own: true });
  }

  upsertConversationCoreExtInfo(args: Of & { readonly ext: Record<string, string> }): Promise<Outcome<Conversation>> {
    return this.#change('conversation.setEntries', { conversationId: args.conversation.id, ext: args.ext, own: false });
  }

  async setConversationCoreInfo(
    args: Of & {
      readonly name?: string;
      readonly desc?: string;
      readonly notice?: string;
      readonly ext?: Record<string, string>;
      readonly icon?: string;
      readonly isNameSet?: boolean;
      readonly isDescSet?: boolean;
      readonly isNoticeSet?: boolean;
      readonly isIconSet?: boolean;
    },
  ): Promise<Outcome<Conversation>> {
    const { conversation, name, desc, notice, ext } = args;
    if (args.icon !== undefined) {
      throw new IMError('not_here', 'setConversationCoreInfo: the core sets pictures from files, not from addresses');
    }
    const conversationId = conversation.id;
    const set = await this.#change('conversation.setInfo', { conversationId, name, desc, notice });
    if (!set.success || ext === undefined) return set;
    return this.upsertConversationCoreExtInfo({ conversation, ext });
  }

  // ---- messages

  async createTextMessage(args: TextArgs): Promise<Message> {
    const text = objectOf(args.content)?.['text'];
    const words = typeof text === 'string' ? text : args.content;
    const body: Body = { kind: 'text', text: words, mentions: args.mentionedUsers ?? [] };
    if (args.ext !== undefined && Object.keys(args.ext).length > 0) {
      throw new IMError('not_here', 'createTextMessage: the core sends entries with custom messages only');
    }
    const content = JSON.stringify({ text: words });
    return this.make(args, MessageType.MESSAGE_TYPE_TEXT, content, { body, answers: args.referenceMessage });
  }

  async createCustomMessage(
    args: To & {
      readonly content: string | object;
      readonly ext?: Record<string, string>;
      readonly clientId?: string;
    },
  ): Promise<Message> {
    const content = typeof args.content === 'string' ? objectOf(args.content) : args.content;
    if (content === null) {
      throw new IMError('not_custom', 'The content of a custom message is a JSON object.');
    }
    const body: Body = { kind: 'custom', content, ext: args.ext ?? {} };
    const text = JSON.stringify(content);
    return this.make(args, MessageType.MESSAGE_TYPE_CUSTOM, text, { body, clientId: args.clientId });
  }

  /** A message that is not sent yet. For plugins. */
  make(args: To & { readonly ext?: Record<string, string> }, type: number, content: string, made: Made): Message {
    const { conversation, toUserId } = args;
    if ((conversation === undefined) === (toUserId === undefined)) {
      throw new TypeError('A message has a conversation or a toUserId.');
    }
    const message = new Message();
    message.clientId = made.clientId ?? uuid();
    message.conversationId = conversation?.id ?? '';
    message.conversationShortId = conversation?.shortId ?? '';
    message.conversationType = conversation?.type ?? ConversationType.ONE_TO_ONE_CHAT;
    message.type = type;
    message.content = content;
    message.ext = { ...args.ext };
    message.sender = this.userId;
    message.isFromMe = true;
    message.createdAt = new Date();
    if (made.answers?.serverId) {
      message.referenceInfo = {
        referenced_message_id: made.answers.serverId,
        referenced_message_status: 0,
        hint: '',
      };
    }
    this.#made.set(message, { ...made, toUserId });
    return message;
  }

  /** The same message again is the same message: what has failed is sent once more. */
  sendMessage(args: { readonly message: Message; readonly priority?: number }): Promise<Outcome<Message>> {
    const { message, priority } = args;
    if (priority !== undefined) message.messagePriority = priority;
    return outcome(this.#send(message), () => message);
  }

  async #send(message: Message): Promise<Message> {
    const made = this.#made.get(message);
    this.#sending.set(message.clientId, message);
    const show = (status: FlightStatus): void => {
      message.flightStatus = status;
      this.event.emit(IMEvent.MessageUpsert, null, message);
    };
    try {
      if (made?.toUserId !== undefined && message.conversationId === '') {
        const chat = await this.createConversation({ participants: [made.toUserId] });
        if (chat.innerError !== undefined) throw chat.innerError;
        message.conversationId = chat.payload.id;
        message.conversationShortId = chat.payload.shortId;
      }
      this.#conversations.get(message.conversationId)?.keep(message);
      let body = made?.body;
      if (made?.upload !== undefined) {
        show(FlightStatus.Preparing);
        made.upload.cancelled = false;
        body = { kind: made.upload.kind, upload: await handOver(this, made.upload) };
      }
      show(FlightStatus.Inflight);
      const told = await this.#handOver(message, body ?? null, made?.answers?.clientId ?? null);
      const before = message.serverId;
      this.#apply(message, told, MessageSource.Local);
      this.event.emit(IMEvent.MessageUpsert, null, message);
      if (before === null) this.event.emit(IMEvent.MessageSend, null, message);
      return message;
    } catch (error) {
      show(error instanceof IMError && error.checkCode.equals(500) ? FlightStatus.Rejected : FlightStatus.Failed);
      throw error;
    } finally {
      this.#sending.delete(message.clientId);
    }
  }

  #handOver(message: Message, body: Body | null, answers: string | null): Promise<MessageTold> {
    const { conversationId, clientId: id } = message;
    if (message.conversationType === ConversationType.MASS_CHAT) {
      const words = message.contentJson['text'];
      if (message.type !== MessageType.MESSAGE_TYPE_TEXT || typeof words !== 'string') {
        throw new IMError('not_here', 'sendMessage: the core says nothing but texts in live groups');
      }
      const priority = PRIORITIES[message.messagePriority] ?? 'normal';
      return this.request<MessageTold>('live.send', { conversationId, id, text: words, priority });
    }
    // The bridge has what a message says that was met and not made here.
    return this.request<MessageTold>('message.send', { conversationId, id, body, answers });
  }

  /** The file that a message brings, while it is not handed over. For plugins. */
  uploadOf(message: Message): Upload | undefined {
    return this.#made.get(message)?.upload;
  }

  async sendP2PMessage(args: Of & {
    readonly content: string | object;
    readonly sendType?: number;
    readonly msgType?: number;
    readonly visibleUser?: readonly string[];
  }): Promise<Outcome<void>> {
    if (args.visibleUser !== undefined) {
      throw new IMError('not_here', 'sendP2PMessage: the core sends signals to conversations, not to chosen members');
    }
    const content = typeof args.content === 'string' ? args.content : JSON.stringify(args.content);
    return outcome(this.request('conversation.signal', { conversationId: args.conversation.id, content }));
  }

  /** Messages before `cursor`, an index; before the oldest one that was met when it is left out. */
  async getMessagesByConversation(
    args: Of & { readonly cursor?: LongLike; readonly limit?: number },
  ): Promise<{ readonly messages: Message[]; readonly hasMore: boolean }> {
    const { conversation, limit = PAGE } = args;
    const cursor = args.cursor === undefined ? conversation.firstMessageIndex : Long.fromValue(args.cursor);
    const met = conversation.getMessageList();
    const at = met.find((it) => !it.indexInConversation.isZero() && !it.indexInConversation.lessThan(cursor));
    const page = await this.request<{ list: MessageTold[]; hasMore: boolean }>('message.history', {
      conversationId: conversation.id,
      before: at?.clientId ?? null,
      limit,
    });
    const messages = page.list.map((told) => this.keepMessage(told, MessageSource.LoadMore));
    return { messages, hasMore: page.hasMore };
  }

  async getMessageByServerId(
    args: Of & { readonly serverMessageId: string; readonly online?: boolean },
  ): Promise<Message | undefined> {
    const { conversation, serverMessageId } = args;
    const find = (): Message | undefined =>
      conversation.getMessageList().find((message) => message.serverId === serverMessageId);
    let hasMore = true;
    // What was not met is looked for where it must be, in the history.
    while (find() === undefined && args.online === true && hasMore) {
      ({ hasMore } = await this.getMessagesByConversation({ conversation, limit: CAUGHT_UP }));
    }
    return find();
  }

  async getMessageReferenceList({ message }: { readonly message: Message }): Promise<Message[]> {
    const thread = await this.request<{ list: MessageTold[] }>('message.thread', { id: message.clientId });
    return thread.list.map((told) => this.keepMessage(told, MessageSource.LoadMore));
  }

  recallMessage({ message }: { readonly message: Message }): Promise<Outcome<Message>> {
    return this.#alter('message.recall', message, {});
  }

  deleteMessage({ message }: { readonly message: Message }): Promise<Outcome<void>> {
    return outcome(this.request('message.delete', { id: message.clientId }));
  }

  async modifyMessage(args: {
    readonly message: Message;
    readonly content?: string;
    readonly ext?: Record<string, string>;
  }): Promise<Outcome<Message>> {
    if (args.ext !== undefined || args.content === undefined) {
      throw new IMError('not_here', 'modifyMessage: the core changes the words of a message, not its entries');
    }
    const text = objectOf(args.content)?.['text'];
    return this.#alter('message.edit', args.message, { text: typeof text === 'string' ? text : args.content });
  }

  /** Reactions: operation 0 adds one, 1 takes it away. */
  modifyMessageProperty(args: {
    readonly message: Message;
    readonly modifyContent: readonly {
      readonly key: string;
      readonly value?: string;
      readonly operation: number;
      readonly idempotentId?: string;
    }[];
  }): Promise<Outcome<Message>> {
    const { message, modifyContent } = args;
    return outcome(
      (async () => {
        for (const { key, operation } of modifyContent) {
          const told = await this.request<MessageTold>('message.react', {
            id: message.clientId,
            key,
            on: operation === 0,
          });
          this.#apply(message, told, message.source);
        }
        return message;
      })(),
    );
  }

  // ---- reading

  async markConversationRead(args: Of & { readonly readIndex: LongLike }): Promise<Outcome<void>> {
    const { conversation, readIndex } = args;
    const index = Long.fromValue(readIndex);
    if (!index.lessThan(conversation.told.newestIndex)) return this.markConversationMessagesRead({ conversation });
    const read = conversation
      .getMessageList()
      .findLast((it) => !it.indexInConversation.isZero() && !it.indexInConversation.greaterThan(index));
    if (read === undefined) throw new RangeError('There is no message at this index that was met.');
    return outcome(this.request('conversation.read', { conversationId: conversation.id, upTo: read.clientId }));
  }

  markConversationMessagesRead({ conversation }: Of): Promise<Outcome<void>> {
    return outcome(this.request('conversation.read', { conversationId: conversation.id }));
  }

  batchMarkConversationRead(): Promise<Outcome<void>> {
    return outcome(this.request('conversation.readAll'));
  }

  /** The protocol knows how far somebody has read: the newest of the messages says it of all. */
  async sendMessageReadReceipts(args: Of & { readonly messages: readonly Message[] }): Promise<Outcome<void>> {
    const newest = args.messages.reduce<Long>(
      (index, message) => (message.indexInConversation.greaterThan(index) ? message.indexInConversation : index),
      Long.ZERO,
    );
    return this.markConversationRead({ conversation: args.conversation, readIndex: newest });
  }

  async getMessagesReadReceiptOnline(args: Of & { readonly messages: readonly Message[] }) {
    const ids = args.messages.map((message) => message.clientId);
    const told = await this.request<{ list: { id: string; read: string[]; unread: string[] }[] }>('message.readers', {
      ids,
    });
    return told.list.map(({ id, read, unread }) => ({
      messageId: args.messages.find((message) => message.clientId === id)?.serverId ?? id,
      isRead: read.length > 0,
      readUids: read,
      unreadUids: unread,
    }));
  }

  // ---- members

  getParticipants({ conversation }: Of): readonly Participant[] {
    return conversation.getParticipantList();
  }

  async getParticipantsOnline(args: Of & { readonly limit?: number; readonly cursor?: unknown }) {
    const { conversation } = args;
    const conversationId = conversation.id;
    const told = isLive(conversation)
      ? await this.request<{ list: MemberTold[] }>('live.members', { conversationId, list: { kind: 'present' } })
      : await this.request<{ list: MemberTold[] }>('group.members', { conversationId });
    const list = told.list.map((member) => participantOf(member, conversation.id));
    conversation.participants = list;
    return { list, hasMore: false };
  }

  addParticipants(args: Of & { readonly participant: readonly string[] }): Promise<Outcome<void>> {
    const { conversation, participant } = args;
    return outcome(this.request('group.add', { conversationId: conversation.id, users: participant }));
  }

  removeParticipants(args: Of & { readonly participant: readonly string[] }): Promise<Outcome<void>> {
    const { conversation, participant } = args;
    const method = isLive(conversation) ? 'live.remove' : 'group.remove';
    return outcome(this.request(method, { conversationId: conversation.id, users: participant }));
  }

  async updateParticipant(
    args: Of & {
      readonly userId: string;
      readonly role?: number;
      readonly alias?: string;
      readonly avatarUrl?: string;
    },
  ): Promise<Outcome<void>> {
    const { conversation, userId, role, alias, avatarUrl } = args;
    if (avatarUrl !== undefined) {
      throw new IMError('not_here', 'updateParticipant: the core knows no pictures of members in one group');
    }
    if (isLive(conversation)) {
      if (role === undefined || alias !== undefined) {
        throw new IMError('not_here', 'updateParticipant: the name in a live group is that of the join');
      }
      return outcome(this.request('live.role', { conversationId: conversation.id, userId, role }));
    }
    return outcome(this.request('group.update', { conversationId: conversation.id, userId, role, alias }));
  }

  // ---- what the bridge says

  /** Takes in a conversation, and tells what is new about it. */
  keepConversation(told: ConversationTold, source: MessageSource = MessageSource.Push): Conversation {
    const known = this.#conversations.get(told.id);
    const conversation = known ?? new Conversation(told, this.userId);
    const before = known?.apply(told);
    this.#conversations.set(told.id, conversation);
    conversation.lastMessage = told.newest === null ? null : this.#newest(conversation, told.newest, source);
    if (source !== MessageSource.Init) this.#tellOf(conversation, before);
    return conversation;
  }

  /** The newest message of a conversation. What is new of it is told by an event of its own, which may come after. */
  #newest(conversation: Conversation, told: MessageTold, source: MessageSource): Message {
    const known = conversation.message(told.id);
    if (source === MessageSource.Init || (known !== undefined && source === MessageSource.GapFill)) {
      return this.keepMessage(told, source);
    }
    if (known !== undefined) return known;
    const message = new Message();
    this.#apply(message, told, source);
    return message;
  }

  #tellOf(conversation: Conversation, before: ConversationTold | undefined): void {
    const { event } = this;
    const now = conversation.told;
    if (JSON.stringify(before) === JSON.stringify(now)) return;
    if (now.listed && before?.listed !== true) event.emit(IMEvent.ConversationCreate, null, conversation);
    if (before !== undefined) {
      if (before.listed && !now.listed) event.emit(IMEvent.ConversationDelete, null, conversation);
      if (before.isMember && !now.isMember) {
        const gone = now.isDissolved ? IMEvent.ConversationDissolve : IMEvent.ConversationLeave;
        event.emit(gone, null, conversation);
      }
      if (before.owner !== now.owner) {
        event.emit(IMEvent.ConversationOwnerChange, null, {
          conversationId: now.id,
          oldOwnerId: before.owner,
          newOwnerId: now.owner,
        });
      }
      if (before.blockStatus !== now.blockStatus || before.blockNormalOnly !== now.blockNormalOnly) {
        event.emit(IMEvent.ConversationBlock, null, conversation);
      }
      if (before.myMutedUntil > 0 !== now.myMutedUntil > 0) {
        const blocked = now.myMutedUntil > 0;
        event.emit(IMEvent.ParticipantBlock, null, { conversationId: now.id, userId: this.userId, blocked });
      }
    }
    event.emit(IMEvent.ConversationUpsert, null, conversation);
    event.emit(IMEvent.ConversationChange, null);
  }

  /** Takes in a message; the same message is the same object, also the one that is being sent. */
  keepMessage(told: MessageTold, source: MessageSource, quiet = true): Message {
    const conversation = this.#conversations.get(told.conversationId);
    const message = this.#sending.get(told.id) ?? conversation?.message(told.id) ?? new Message();
    this.#apply(message, told, source);
    conversation?.keep(message);
    if (!quiet) this.event.emit(IMEvent.MessageUpsert, null, message);
    return message;
  }

  #apply(message: Message, told: MessageTold, source: MessageSource): void {
    message.apply(told, this.userId, source);
    const conversation = this.#conversations.get(told.conversationId);
    message.conversationShortId = conversation?.shortId ?? '';
    message.conversationType = conversation?.type ?? 0;
  }

  /** Reads all conversations; what has gone meanwhile goes here as well. */
  async #readList(source: MessageSource): Promise<void> {
    const { list } = await this.request<{ list: ConversationTold[] }>('conversation.list');
    const here = new Set(list.map((told) => told.id));
    for (const told of list) {
      const known = this.#conversations.get(told.id);
      const newest = Long.fromString(known?.told.newestIndex ?? '0');
      const conversation = this.keepConversation(told, source);
      if (source === MessageSource.GapFill && this.#pulled) await this.#catchUp(conversation, newest);
    }
    for (const conversation of this.#conversations.values()) {
      if (!here.has(conversation.id) && conversation.told.listed) {
        this.keepConversation({ ...conversation.told, listed: false, newest: null });
      }
    }
    this.#pulled = true;
  }

  /** Tells of the messages that came while the bridge was away. */
  async #catchUp(conversation: Conversation, newest: Long): Promise<void> {
    if (!newest.lessThan(conversation.told.newestIndex)) return;
    const page = await this.request<{ list: MessageTold[] }>('message.history', {
      conversationId: conversation.id,
      before: null,
      limit: CAUGHT_UP,
    });
    for (const told of page.list) {
      if (told.index !== null && newest.lessThan(told.index)) this.#tellNew(told, MessageSource.GapFill);
    }
  }

  #tellNew(told: MessageTold, source: MessageSource): void {
    const message = this.keepMessage(told, source, false);
    const mine = message.isFromMe;
    if (mine && !this.#sending.has(told.id)) this.event.emit(IMEvent.ReceiveSelfMessage, null, message);
    if (!mine || this.#option.noticeSelfMessage === true) {
      this.event.emit(IMEvent.ReceiveNewMessage, null, message);
    }
  }

  #change(method: string, params: object): Promise<Outcome<Conversation>> {
    return outcome(this.request<ConversationTold>(method, params).then((told) => this.keepConversation(told)));
  }

  #alter(method: string, message: Message, params: object): Promise<Outcome<Message>> {
    return outcome(
      this.request<MessageTold>(method, { id: message.clientId, ...params }).then((told) => {
        this.#apply(message, told, message.source);
        return message;
      }),
      () => message,
    );
  }

  #complain(error: unknown): void {
    const told = error instanceof Error ? error : new Error(String(error));
    this.event.emit(IMEvent.Error, null, told);
  }

  #hearing() {
    const readAgain = (): void => {
      this.#readList(MessageSource.GapFill).catch((error: unknown) => this.#complain(error));
    };
    return {
      event: (name: string, data: unknown): void => {
        hear(this, name, data, {
          tellNew: (told, source) => this.#tellNew(told, source),
          isSending: (id) => this.#sending.has(id),
          readAgain,
          complain: (error) => this.#complain(error),
        });
      },
      back: (): void => {
        this.event.emit(IMEvent.WebSocketConnected, null);
        readAgain();
      },
      lost: (): void => this.event.emit(IMEvent.WebSocketDisconnected, null),
      refused: (error: IMError): void => {
        this.event.emit(IMEvent.TokenExpired, null);
        this.#complain(error);
      },
      log: (way: '<' | '>', text: string): void => {
        if (this.#option.debug === true) console.debug(`bytedim ${way} ${text.slice(0, 2_000)}`);
      },
    };
  }
}
