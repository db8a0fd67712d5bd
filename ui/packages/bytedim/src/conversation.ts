// A conversation, with the messages and members of it that were met so far.

import { BlockStatus, ConversationType, PushStatus, StickTopState } from './im_proto.ts';
import { Long } from './long.ts';
import type { Message, MessageTold } from './message.ts';
import type { Participant } from './participant.ts';

/** Messages of one conversation that are kept; beyond them the oldest are let go. */
const MAX_MESSAGES = 1_000;
/** Whoever is pinned stands above whoever is not, whatever the time. */
const PINNED = 1e15;

export interface LowDisturb {
  readonly people: readonly string[];
  readonly kinds: readonly string[];
}

/** A conversation as the bridge tells it. */
export interface ConversationTold {
  readonly id: string;
  readonly shortId: string;
  readonly type: number;
  readonly listed: boolean;
  readonly peer: string | null;
  readonly isMember: boolean;
  readonly isDissolved: boolean;
  readonly memberCount: number;
  readonly name: string;
  readonly desc: string;
  readonly notice: string;
  readonly icon: string;
  readonly owner: string | null;
  readonly blockStatus: boolean;
  readonly blockNormalOnly: boolean;
  readonly ext: Readonly<Record<string, string>>;
  readonly myRole: number;
  readonly myMutedUntil: number;
  readonly pinned: boolean;
  readonly muted: boolean;
  readonly lowDisturb: LowDisturb | null;
  readonly favourite: boolean;
  readonly unread: number;
  readonly readIndex: string;
  readonly minIndex: string;
  readonly newestIndex: string;
  readonly newest: MessageTold | null;
  readonly time: number;
}

export class Conversation {
  readonly id: string;
  #told: ConversationTold;
  readonly #me: string;
  readonly #messages = new Map<string, Message>();
  /** Members that were read; none before that. */
  participants: readonly Participant[] | null = null;
  lastMessage: Message | null = null;

  constructor(told: ConversationTold, me: string) {
    this.id = told.id;
    this.#told = told;
    this.#me = me;
  }

  /** Takes over what the bridge says; the object stays the same. Answers what it said before. */
  apply(told: ConversationTold): ConversationTold {
    const before = this.#told;
    this.#told = told;
    return before;
  }

  get told(): ConversationTold {
    return this.#told;
  }

  get shortId(): string {
    return this.#told.shortId;
  }
  get type(): number {
    return this.#told.type;
  }
  get isMember(): boolean {
    return this.#told.isMember;
  }
  get isDissolved(): boolean {
    return this.#told.isDissolved;
  }
  get participantCount(): number {
    return this.#told.memberCount;
  }
  get coreInfo() {
    const { name, desc, icon, notice, owner, ext, blockStatus, blockNormalOnly } = this.#told;
    return {
      name,
      desc,
      icon,
      notice,
      owner,
      ext,
      blockStatus: blockStatus ? BlockStatus.BLOCK : BlockStatus.UNBLOCK,
      blockNormalOnly,
    };
  }
  get settingInfo() {
    const { pinned, muted, favourite, readIndex } = this.#told;
    return {
      stickTop: pinned ? StickTopState.On : StickTopState.Off,
      mute: muted,
      favourite,
      pushStatus: this.pushStatus,
      readIndex: Long.fromString(readIndex),
    };
  }
  /** The person's own membership. */
  get userInfo(): Participant {
    const { id, myRole, myMutedUntil } = this.#told;
    const blocked = myMutedUntil > 0;
    return { userId: this.#me, conversationId: id, role: myRole, alias: '', blocked, leftBlockTime: myMutedUntil };
  }
  get toParticipantUserId(): string | null {
    return this.#told.peer;
  }
  get unreadCount(): number {
    return this.#told.unread;
  }
  get readIndex(): Long {
    return Long.fromString(this.#told.readIndex);
  }
  /** The oldest message that was met. */
  get firstMessageIndex(): Long {
    const first = this.getMessageList().find((message) => !message.indexInConversation.isZero());
    return first?.indexInConversation ?? Long.fromString(this.#told.newestIndex);
  }
  get lastVisibleMessage(): Message | null {
    return this.lastMessage;
  }
  /** Lists are sorted by it, the largest first: pinned ones, then by when something moved them up. */
  get rankScore(): number {
    return this.#told.time + (this.#told.pinned ? PINNED : 0);
  }
  get isStickOnTop(): boolean {
    return this.#told.pinned;
  }
  get isMuted(): boolean {
    return this.#told.muted;
  }
  get pushStatus(): number {
    const { muted, lowDisturb } = this.#told;
    return !muted ? PushStatus.Allow : lowDisturb === null ? PushStatus.NotAllow : PushStatus.PartAllow;
  }
  get isBlocked(): boolean {
    return this.#told.blockStatus;
  }
  /** Who has read a message of a group can be asked. */
  get isEnableReadReceipt(): boolean {
    return this.#told.type !== ConversationType.MASS_CHAT;
  }
  get isGeneralConversation(): boolean {
    return this.#told.type !== ConversationType.MASS_CHAT;
  }

  /** The messages that this client has met, the oldest first; those that are not at the server last. */
  getMessageList(): Message[] {
    return [...this.#messages.values()].sort(byIndex);
  }

  getParticipantList(): readonly Participant[] {
    return this.participants ?? [];
  }

  message(id: string): Message | undefined {
    return this.#messages.get(id);
  }

  keep(message: Message): void {
    this.#messages.set(message.clientId, message);
    if (this.lastMessage?.clientId === message.clientId) this.lastMessage = message;
    if (this.#messages.size <= MAX_MESSAGES) return;
    const oldest = this.getMessageList()[0];
    if (oldest !== undefined) this.#messages.delete(oldest.clientId);
  }

  forget(id: string): Message | undefined {
    const message = this.#messages.get(id);
    this.#messages.delete(id);
    return message;
  }

  clear(upTo: Long): void {
    for (const [id, message] of this.#messages) {
      const index = message.indexInConversation;
      if (!index.isZero() && !index.greaterThan(upTo)) this.#messages.delete(id);
    }
  }
}

function byIndex(one: Message, other: Message): number {
  const [first, second] = [one.indexInConversation, other.indexInConversation];
  if (first.isZero() !== second.isZero()) return first.isZero() ? 1 : -1;
  return first.compare(second) || one.createdAt.getTime() - other.createdAt.getTime();
}
