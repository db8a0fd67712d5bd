// Events: their names, what comes with each, and who listens.

import type { Conversation } from './conversation.ts';
import type { Long } from './long.ts';
import type { Message } from './message.ts';
import type { Participant } from './participant.ts';

/** The values that the SDK documents, and for the others their names in the same way of writing. */
export const IMEvent = {
  Error: 'error',
  InitFinish: 'init-finish',
  TokenExpired: 'token-expired',
  WebSocketConnected: 'websocket-connected',
  WebSocketDisconnected: 'websocket-disconnected',
  WebSocketReceiveUnexpectedFrame: 'websocket-receive-unexpected-frame',
  ReceiveNewMessage: 'receive-new-message',
  ReceiveSelfMessage: 'receive-self-message',
  ReceiveCommandMessage: 'receive-command-message',
  ReceiveNewUpdateExtMessage: 'receive-new-update-ext-message',
  ReceiveNewP2PMessage: 'receive-new-p2p-message',
  MessageUpsert: 'message-upsert',
  MessageSend: 'message-send',
  MessageRecall: 'message-recall',
  MessageDelete: 'message-delete',
  MessageRead: 'message-read',
  ConversationMessageRead: 'conversation-message-read',
  ConversationChange: 'conversation-change',
  ConversationUpsert: 'conversation-upsert',
  ConversationCreate: 'conversation-create',
  ConversationDelete: 'conversation-delete',
  ConversationLeave: 'conversation-leave',
  ConversationDissolve: 'conversation-dissolve',
  ConversationClearMessage: 'conversation-clear-message',
  ConversationBlock: 'conversation-block',
  ConversationOwnerChange: 'conversation-owner-change',
  ParticipantUpsert: 'participant-upsert',
  ParticipantJoin: 'participant-join',
  ParticipantLeave: 'participant-leave',
  ParticipantBlock: 'participant-block',
  FriendApply: 'friend-apply',
  FriendApplyRefuse: 'friend-apply-refuse',
  FriendApplyUpdate: 'friend-apply-update',
  FriendApplyRead: 'friend-apply-read',
  FriendAdd: 'friend-add',
  FriendDelete: 'friend-delete',
  FriendUpdate: 'friend-update',
  BlacklistAdd: 'blacklist-add',
  BlacklistRemove: 'blacklist-remove',
  BlacklistUpdate: 'blacklist-update',
  ProfileUpdate: 'profile-update',
  OnlineStateChange: 'online-state-change',
  LiveGroupMarkTypeUpdate: 'live-group-mark-type-update',
} as const;
export type IMEvent = (typeof IMEvent)[keyof typeof IMEvent];

/** A signal that passes by and is stored nowhere. */
export interface P2PMessage {
  readonly conversationId: string;
  readonly sender: string;
  readonly content: string;
  readonly contentJson: unknown;
}

/** A request or a friendship: from whom to whom. */
export interface Between {
  readonly from_user_id: string;
  readonly to_user_id: string;
}

/** What comes with each event; nothing where it is not named. */
export interface Payloads {
  error: Error;
  'receive-new-message': Message;
  'receive-self-message': Message;
  'receive-new-update-ext-message': Message;
  'receive-new-p2p-message': P2PMessage;
  'message-upsert': Message;
  'message-send': Message;
  'message-recall': Message;
  'message-delete': Message;
  'message-read': { readonly conversationId: string };
  'conversation-message-read': { readonly conversationId: string };
  'conversation-upsert': Conversation;
  'conversation-create': Conversation;
  'conversation-delete': Conversation;
  'conversation-leave': Conversation;
  'conversation-dissolve': Conversation;
  'conversation-clear-message': { readonly conversation_id: string; readonly update_min_index: Long };
  'conversation-block': Conversation;
  'conversation-owner-change': {
    readonly conversationId: string;
    readonly oldOwnerId: string | null;
    readonly newOwnerId: string | null;
  };
  'participant-upsert': { readonly conversationId: string };
  'participant-join': { readonly conversationId: string; readonly participants: readonly Participant[] };
  'participant-leave': {
    readonly conversationId: string;
    readonly participants: readonly Participant[];
    /** 2: they were put out of a live group. */
    readonly operatorType?: number;
  };
  'participant-block': { readonly conversationId: string; readonly userId: string; readonly blocked: boolean };
  'friend-apply': Between;
  'friend-apply-refuse': Between;
  'friend-apply-update': Between;
  'friend-add': Between;
  'friend-delete': Between;
  'friend-update': Between;
  'profile-update': { readonly uid: string };
  'live-group-mark-type-update': { readonly conversationId: string };
}

export type Payload<E extends IMEvent> = E extends keyof Payloads ? Payloads[E] : undefined;
export type Handler<E extends IMEvent> = (payload: Payload<E>) => void;

export class Events {
  readonly #handlers = new Map<IMEvent, Map<number, Handler<IMEvent>>>();
  #last = 0;

  /** Answers the handle that takes it back. */
  subscribe<E extends IMEvent>(event: E, handler: Handler<E>): number {
    if (!Object.values(IMEvent).includes(event)) throw new TypeError(`There is no event ${String(event)}.`);
    const handlers = this.#handlers.get(event) ?? new Map<number, Handler<IMEvent>>();
    this.#handlers.set(event, handlers);
    this.#last += 1;
    handlers.set(this.#last, handler as Handler<IMEvent>);
    return this.#last;
  }

  unsubscribe(event: IMEvent, handle: number): void {
    this.#handlers.get(event)?.delete(handle);
  }

  /** The second argument is the SDK's; nobody reads it. A handler that throws keeps no other from being told. */
  emit<E extends IMEvent>(event: E, _context: null, ...payload: Payload<E> extends undefined ? [] : [Payload<E>]): void {
    for (const handler of [...(this.#handlers.get(event)?.values() ?? [])]) {
      try {
        handler(payload[0] as Payload<IMEvent>);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  clear(): void {
    this.#handlers.clear();
  }
}
