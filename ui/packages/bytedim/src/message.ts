// A message: as it is at the bridge, or made here and not sent yet.

import { Long } from './long.ts';
import { FlightStatus, MessageSource } from './types.ts';

/** A message as the bridge tells it. */
export interface MessageTold {
  readonly id: string;
  readonly conversationId: string;
  readonly serverId: string | null;
  readonly index: string | null;
  readonly type: number;
  readonly sender: string;
  readonly content: string;
  readonly ext: Readonly<Record<string, string>>;
  readonly created: number;
  readonly recalled: boolean;
  readonly state: 'sent' | 'waiting' | 'stopped' | 'onlyMe' | 'lost';
  readonly reason: string | null;
  readonly reactions: readonly { readonly key: string; readonly userId: string; readonly createTime: number }[];
  readonly quote: { readonly serverId: string; readonly hint: string; readonly state: number; readonly sender: string | null } | null;
  readonly media: string | null;
}

/** What the bridge is asked to send. */
export type Body =
  | { readonly kind: 'text'; readonly text: string; readonly mentions: readonly string[] }
  | { readonly kind: 'custom'; readonly content: object; readonly ext: Readonly<Record<string, string>> }
  | { readonly kind: 'image' | 'video' | 'file'; readonly upload: number };

export interface Property {
  readonly key: string;
  readonly userId: string;
  readonly createTime: number;
}

export interface ReferenceInfo {
  readonly referenced_message_id: string;
  readonly referenced_message_status: number;
  readonly hint: string;
}

const FLIGHT: Readonly<Record<MessageTold['state'], FlightStatus>> = {
  sent: FlightStatus.Succeeded,
  waiting: FlightStatus.Inflight,
  stopped: FlightStatus.Failed,
  onlyMe: FlightStatus.SelfVisible,
  lost: FlightStatus.Failed,
};

export class Message {
  clientId = '';
  serverId: string | null = null;
  conversationId = '';
  conversationShortId = '';
  conversationType = 0;
  type = 0;
  content = '';
  ext: Record<string, string> = {};
  sender = '';
  isFromMe = false;
  createdAt = new Date(0);
  indexInConversation = Long.ZERO;
  flightStatus: FlightStatus = FlightStatus.Created;
  source: MessageSource = MessageSource.Local;
  isRecalled = false;
  isOffline = false;
  isEdited = false;
  property: Record<string, Property[]> = {};
  referenceInfo: ReferenceInfo | null = null;
  messagePriority = 1;
  /** The files of this message that were loaded, by the address that stands for them. */
  fileUrl: string | null = null;

  /** Takes over what the bridge says; the object stays the same. */
  apply(told: MessageTold, me: string, source: MessageSource): void {
    this.clientId = told.id;
    this.serverId = told.serverId;
    this.conversationId = told.conversationId;
    this.type = told.type;
    this.content = told.content;
    this.ext = { ...told.ext };
    this.sender = told.sender;
    this.isFromMe = told.sender === me;
    this.createdAt = new Date(told.created);
    this.indexInConversation = told.index === null ? Long.ZERO : Long.fromString(told.index);
    this.flightStatus = told.sender === me ? FLIGHT[told.state] : FlightStatus.Received;
    this.isRecalled = told.recalled;
    this.messagePriority = { low: 0, high: 2 }[told.ext['s:message_priority'] ?? ''] ?? 1;
    this.isEdited = told.ext['s:is_edited'] === 'true' || told.ext['s:is_edited'] === '1';
    if (this.source === MessageSource.Local) this.source = source;
    this.property = {};
    for (const { key, userId, createTime } of told.reactions) {
      (this.property[key] ??= []).push({ key, userId, createTime });
    }
    this.referenceInfo =
      told.quote === null
        ? null
        : {
            referenced_message_id: told.quote.serverId,
            referenced_message_status: told.quote.state,
            hint: told.quote.hint,
          };
  }

  /** The content as an object; empty when it is none. */
  get contentJson(): Record<string, unknown> {
    return objectOf(this.content) ?? {};
  }

  /** A copy that holds nothing but data. */
  getObjectWithoutContext(): object {
    return { ...this, createdAt: this.createdAt.getTime(), indexInConversation: this.indexInConversation.toString() };
  }
}

export function objectOf(text: string): Record<string, unknown> | null {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
