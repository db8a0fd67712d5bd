// What the bridge tells by itself, as the SDK's events.

import type { Conversation, ConversationTold } from './conversation.ts';
import { type Between, type Events, IMEvent, type P2PMessage } from './event.ts';
import { IMError } from './error.ts';
import { MessageType } from './im_proto.ts';
import { Long } from './long.ts';
import { Message, type MessageTold, objectOf } from './message.ts';
import type { Participant } from './participant.ts';
import { MessageSource } from './types.ts';

/** The parts of a client that only its events use. */
export interface Ears {
  tellNew(told: MessageTold, source: MessageSource): void;
  isSending(id: string): boolean;
  readAgain(): void;
  complain(error: unknown): void;
}

/** A client, as far as its events need it. */
interface Client {
  readonly event: Events;
  readonly userId: string;
  getConversation(args: { readonly conversationId: string }): Conversation | undefined;
  getParticipantsOnline(args: { readonly conversation: Conversation }): Promise<{ readonly list: Participant[] }>;
  keepConversation(told: ConversationTold): Conversation;
  keepMessage(told: MessageTold, source: MessageSource, quiet: boolean): Message;
}

interface Signal {
  readonly conversationId: string;
  readonly sender: string;
}

export function hear(im: Client, name: string, data: unknown, ears: Ears): void {
  const { event } = im;
  switch (name) {
    case 'connection': {
      const { online } = data as { online: boolean };
      event.emit(online ? IMEvent.WebSocketConnected : IMEvent.WebSocketDisconnected, null);
      return;
    }
    case 'tokenExpired':
      event.emit(IMEvent.TokenExpired, null);
      return;
    case 'conversation':
      im.keepConversation(data as ConversationTold);
      return;
    case 'cleared': {
      const { conversationId, minIndex } = data as { conversationId: string; minIndex: string };
      const upTo = Long.fromString(minIndex);
      im.getConversation({ conversationId })?.clear(upTo);
      event.emit(IMEvent.ConversationClearMessage, null, {
        conversation_id: conversationId,
        update_min_index: upTo,
      });
      return;
    }
    case 'members':
      membersChanged(im, (data as { conversationId: string }).conversationId).catch(ears.complain);
      return;
    case 'message':
      hearMessage(im, data as { how: string; message: MessageTold }, ears);
      return;
    case 'deleted': {
      const { conversationId, id } = data as { conversationId: string; id: string };
      const message = im.getConversation({ conversationId })?.forget(id) ?? unmet(conversationId, id);
      event.emit(IMEvent.MessageDelete, null, message);
      event.emit(IMEvent.MessageUpsert, null, message);
      return;
    }
    case 'readByOthers': {
      const { conversationId } = data as { conversationId: string };
      event.emit(IMEvent.MessageRead, null, { conversationId });
      event.emit(IMEvent.ConversationMessageRead, null, { conversationId });
      return;
    }
    case 'activity': {
      const { conversationId, sender, activity } = data as Signal & { activity: 'typing' | 'recording' };
      const { MESSAGE_TYPE_TEXT, MESSAGE_TYPE_AUDIO } = MessageType;
      const composed = activity === 'typing' ? MESSAGE_TYPE_TEXT : MESSAGE_TYPE_AUDIO;
      const contentJson = { type: 1000, ext: '', message_type: composed };
      const content = JSON.stringify(contentJson);
      event.emit(IMEvent.ReceiveNewP2PMessage, null, { conversationId, sender, content, contentJson });
      return;
    }
    case 'signal': {
      const { conversationId, sender, content } = data as Signal & { content: string };
      const told: P2PMessage = { conversationId, sender, content, contentJson: objectOf(content) };
      event.emit(IMEvent.ReceiveNewP2PMessage, null, told);
      return;
    }
    case 'profile':
      event.emit(IMEvent.ProfileUpdate, null, { uid: (data as { userId: string }).userId });
      return;
    case 'friendApply':
      event.emit(IMEvent.FriendApply, null, fromThem(im, data));
      return;
    case 'friendApplyRefuse':
      event.emit(IMEvent.FriendApplyRefuse, null, fromThem(im, data));
      return;
    case 'friendApplyUpdate':
      event.emit(IMEvent.FriendApplyUpdate, null, fromThem(im, data));
      return;
    case 'friendApplyRead':
      event.emit(IMEvent.FriendApplyRead, null);
      return;
    case 'friendAdd':
      event.emit(IMEvent.FriendAdd, null, fromThem(im, data));
      return;
    case 'friendDelete':
      event.emit(IMEvent.FriendDelete, null, fromThem(im, data));
      return;
    case 'friendUpdate':
      event.emit(IMEvent.FriendUpdate, null, fromThem(im, data));
      return;
    case 'blacklistAdd':
      event.emit(IMEvent.BlacklistAdd, null);
      return;
    case 'blacklistRemove':
      event.emit(IMEvent.BlacklistRemove, null);
      return;
    case 'contacts':
      // So many changed that they are not told one by one.
      event.emit(IMEvent.FriendApplyRead, null);
      event.emit(IMEvent.BlacklistUpdate, null);
      return;
    case 'refused': {
      const { reason } = data as { reason: { code: string; text: { zh: string; en: string }; logId: string | null } };
      const status = /_(\d+)$/.exec(reason.code)?.[1];
      ears.complain(
        IMError.of({ ...reason, checkCode: '0', status: status === undefined ? null : Number(status) }),
      );
      return;
    }
    case 'liveGroup':
      im.keepConversation(data as ConversationTold);
      return;
    case 'live':
      hearLive(im, data as LiveTold, ears);
      return;
    case 'missed':
      ears.readAgain();
      return;
    default:
      // A newer bridge has more to tell.
      return;
  }
}

/** What happened in a live group. How it stands is told before; what that changes, `keepConversation` tells. */
interface LiveTold {
  readonly conversationId: string;
  readonly what: string;
  readonly with: unknown;
}

/** In the SDK's `operatorType`: by somebody else. */
const PUT_OUT = 2;

function hearLive(im: Client, { conversationId, what, with: told }: LiveTold, ears: Ears): void {
  const { event } = im;
  const conversation = im.getConversation({ conversationId });
  const people = (users: readonly string[]): Participant[] =>
    users.map((userId) => ({ userId, conversationId, role: 0, alias: '', blocked: false, leftBlockTime: 0 }));
  switch (what) {
    case 'joined':
      event.emit(IMEvent.ParticipantJoin, null, { conversationId, participants: people([im.userId]) });
      return;
    case 'left':
    case 'dissolved': {
      const gone = { isMember: false, isDissolved: what === 'dissolved' };
      if (conversation !== undefined) im.keepConversation({ ...conversation.told, ...gone });
      return;
    }
    case 'received':
      ears.tellNew(told as MessageTold, MessageSource.Push);
      return;
    case 'updated': {
      const message = told as MessageTold;
      if (!ears.isSending(message.id)) im.keepMessage(message, MessageSource.Push, false);
      return;
    }
    case 'memberMuted': {
      const { userId, on } = told as { userId: string; on: boolean };
      // Of oneself it is told with the group, which says until when.
      if (userId !== im.userId) event.emit(IMEvent.ParticipantBlock, null, { conversationId, userId, blocked: on });
      return;
    }
    case 'putOut': {
      const { users } = told as { users: string[] };
      const left = { conversationId, participants: people(users), operatorType: PUT_OUT };
      event.emit(IMEvent.ParticipantLeave, null, left);
      return;
    }
    case 'members':
      event.emit(IMEvent.ParticipantUpsert, null, { conversationId });
      return;
    case 'marks':
      event.emit(IMEvent.LiveGroupMarkTypeUpdate, null, { conversationId });
      return;
    default:
      return;
  }
}

function hearMessage(im: Client, { how, message: told }: { how: string; message: MessageTold }, ears: Ears): void {
  const { event } = im;
  const conversation = im.getConversation({ conversationId: told.conversationId });
  const known = conversation?.message(told.id);
  if (how === 'received') {
    ears.tellNew(told, MessageSource.Push);
    return;
  }
  if (how === 'inserted') {
    // What is above everything that was met came by itself; the rest is history that somebody loads.
    const newest = conversation?.getMessageList().findLast((it) => !it.indexInConversation.isZero());
    const above = told.index !== null && (newest?.indexInConversation.lessThan(told.index) ?? true);
    if (known === undefined && above && !ears.isSending(told.id)) ears.tellNew(told, MessageSource.GapFill);
    else im.keepMessage(told, MessageSource.LoadMore, false);
    return;
  }
  const before = known === undefined ? null : { recalled: known.isRecalled, ext: JSON.stringify(known.ext) };
  const message = im.keepMessage(told, MessageSource.Push, false);
  if (message.isRecalled && before?.recalled !== true) event.emit(IMEvent.MessageRecall, null, message);
  if (before !== null && before.ext !== JSON.stringify(message.ext) && !ears.isSending(told.id)) {
    event.emit(IMEvent.ReceiveNewUpdateExtMessage, null, message);
  }
}

async function membersChanged(im: Client, conversationId: string): Promise<void> {
  const { event } = im;
  const conversation = im.getConversation({ conversationId });
  const before = conversation?.participants;
  if (conversation !== undefined && before) {
    // Who came and who went is known to whoever had read the list.
    const { list: now } = await im.getParticipantsOnline({ conversation });
    const came = now.filter((it) => !before.some((other) => other.userId === it.userId));
    const gone = before.filter((it) => !now.some((other) => other.userId === it.userId));
    if (came.length > 0) event.emit(IMEvent.ParticipantJoin, null, { conversationId, participants: came });
    if (gone.length > 0) event.emit(IMEvent.ParticipantLeave, null, { conversationId, participants: gone });
    for (const { userId, blocked } of now) {
      const known = before.find((it) => it.userId === userId);
      if (known !== undefined && known.blocked !== blocked && userId !== im.userId) {
        event.emit(IMEvent.ParticipantBlock, null, { conversationId, userId, blocked });
      }
    }
  }
  event.emit(IMEvent.ParticipantUpsert, null, { conversationId });
}

/** A message that was never met, and is gone. */
function unmet(conversationId: string, id: string): Message {
  const message = new Message();
  message.conversationId = conversationId;
  message.clientId = id;
  return message;
}

function fromThem(im: Client, data: unknown): Between {
  return { from_user_id: (data as { userId: string }).userId, to_user_id: im.userId };
}
