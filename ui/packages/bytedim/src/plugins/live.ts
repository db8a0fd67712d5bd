// Live groups. Muting is the same in ordinary groups.

import type { Conversation, ConversationTold } from '../conversation.ts';
import { ConversationType, MarkAction } from '../im_proto.ts';
import type { Long } from '../long.ts';
import type { Message, MessageTold } from '../message.ts';
import { type Outcome, outcome } from '../outcome.ts';
import { type MemberTold, type Participant, participantOf } from '../participant.ts';
import { MessageSource } from '../types.ts';
import type { Core, Plugin } from './plugin.ts';

interface Of {
  readonly conversation: Conversation;
}

interface PageOf extends Of {
  /** Not looked at: the bridge has pages of its own size. */
  readonly limit?: number;
  /** As the page before answered it. */
  readonly cursor?: string | null;
}

interface Some extends Of {
  readonly participantIds: readonly string[];
}

interface Timed extends Of {
  readonly block: boolean;
  /** Seconds for each; 0 for ever. */
  readonly blockDuration: Readonly<Record<string, number>>;
}

interface Marks extends Of {
  readonly markTypes: readonly string[];
  readonly markAction: number;
}

/** Somebody of a live group as the bridge tells it. */
interface LiveMemberTold extends MemberTold {
  /** In it since when; null for somebody who is not. */
  readonly since: number | null;
  readonly avatar: string | null;
  readonly speaks: boolean;
  /** -1 for ever; null for somebody who can come in. */
  readonly barredUntil: number | null;
  readonly marks: readonly string[];
}

export interface LiveParticipant extends Participant {
  /** In it now. */
  readonly isOnline: boolean;
  readonly avatarUrl: string;
  readonly markTypes: readonly string[];
  /** On the mute white list. */
  readonly isInMuteWhiteList: boolean;
  /** Kept out until then, milliseconds since 1970; -1 for ever, 0 for somebody who can come in. */
  readonly entryBlockTime: number;
}

interface MembersTold {
  readonly list: readonly LiveMemberTold[];
  readonly next: string | null;
}

type List = { readonly kind: 'present' | 'muted' | 'speakers' | 'barred' } | { readonly kind: 'marked'; readonly mark: string };

/** In the demo's policy of a list: those that the person owns. */
const OWN = 3;

const isLive = (conversation: Conversation): boolean => conversation.type === ConversationType.MASS_CHAT;

function liveParticipant(told: LiveMemberTold, conversationId: string): LiveParticipant {
  return {
    ...participantOf(told, conversationId),
    isOnline: told.since !== null,
    avatarUrl: told.avatar ?? '',
    markTypes: told.marks,
    isInMuteWhiteList: told.speaks,
    entryBlockTime: told.barredUntil ?? 0,
  };
}

async function members(im: Core, { conversation, cursor }: PageOf, list: List) {
  const conversationId = conversation.id;
  const told = await im.request<MembersTold>('live.members', { conversationId, list, after: cursor ?? null });
  const found = told.list.map((member) => liveParticipant(member, conversationId));
  return { list: found, cursor: told.next, hasMore: told.next !== null };
}

async function some(im: Core, { conversation, participantIds }: Some): Promise<readonly LiveMemberTold[]> {
  const asked = { conversationId: conversation.id, users: participantIds };
  return (await im.request<{ list: LiveMemberTold[] }>('live.membersOf', asked)).list;
}

/** One after the other. */
function each(users: Iterable<string>, ask: (userId: string) => Promise<void>): Promise<Outcome<void>> {
  return outcome(
    (async () => {
      for (const userId of users) await ask(userId);
    })(),
  );
}

const speak = (im: Core, { conversation, participantIds }: Some, on: boolean): Promise<Outcome<void>> =>
  each(participantIds, (userId) => im.request('live.speak', { conversationId: conversation.id, userId, on }));

function marks(markTypes: readonly string[], markAction: number) {
  return markAction === MarkAction.ADD ? { add: markTypes } : { remove: markTypes };
}

const methods = {
  getLiveConversationListOnline: async (
    im: Core,
    args: { readonly limit?: number; readonly cursor?: string | null; readonly policy?: number } = {},
  ) => {
    const asked = { own: args.policy === OWN, after: args.cursor ?? null };
    const told = await im.request<{ list: ConversationTold[]; next: string | null }>('live.list', asked);
    const conversation = told.list.map((it) => im.keepConversation(it, MessageSource.Init));
    return { conversation, cursor: told.next, hasMore: told.next !== null };
  },

  joinLiveGroup: (
    im: Core,
    { conversation, alias = '', avatarUrl }: Of & { readonly alias?: string; readonly avatarUrl?: string; readonly bizExt?: unknown },
  ): Promise<Outcome<Conversation>> =>
    outcome(
      im
        .request<ConversationTold>('live.join', { conversationId: conversation.id, alias, avatarUrl: avatarUrl ?? null })
        .then((told) => im.keepConversation(told)),
    ),

  /** The one that the person is in. */
  leaveLiveGroup: (im: Core, _args?: Of & { readonly bizExt?: unknown }): Promise<Outcome<void>> =>
    outcome(im.request('live.leave')),

  getLiveParticipantsOnline: (im: Core, args: PageOf) => members(im, args, { kind: 'present' }),

  getLiveParticipantCountOnline: async (im: Core, { conversation }: Of) => {
    const told = await im.request<ConversationTold>('live.get', { conversationId: conversation.id });
    return { count: im.keepConversation(told).participantCount };
  },

  getLiveParticipantDetailOnline: async (im: Core, args: Some) =>
    (await some(im, args)).map((member) => liveParticipant(member, args.conversation.id)),

  getLiveParticipantInfoOnline: async (im: Core, args: Some) => {
    const told = await some(im, args);
    return new Map(told.map(({ userId, since }) => [userId, { isInGroup: since !== null, joinTime: since ?? 0 }]));
  },

  getLiveGroupHistoryMessageListOnline: async (
    im: Core,
    { conversation, limit = 20, fromIndex }: Of & { readonly limit?: number; readonly fromIndex?: Long | string | number | null },
  ) => {
    const before = fromIndex === undefined || fromIndex === null ? null : Number(String(fromIndex));
    const asked = { conversationId: conversation.id, before, limit };
    const told = await im.request<{ list: MessageTold[]; next: string | null }>('live.history', asked);
    const messages: Message[] = told.list.map((it) => im.keepMessage(it, MessageSource.LoadMore));
    return { messages, hasMore: told.next !== null, nextIndex: told.next };
  },

  setConversationMute: (
    im: Core,
    { conversation, block, normalOnly = true }: Of & { readonly block: boolean; readonly normalOnly?: boolean },
  ): Promise<Outcome<void>> =>
    outcome(
      isLive(conversation)
        ? im.request('live.muteAll', { conversationId: conversation.id, on: block, everybody: !normalOnly })
        : im.request('group.mute', { conversationId: conversation.id, on: block }),
    ),

  setParticipantMuteTime: (im: Core, { conversation, blockDuration, block }: Timed): Promise<Outcome<void>> =>
    each(Object.keys(blockDuration), (userId) =>
      im.request(isLive(conversation) ? 'live.mute' : 'group.mute', {
        conversationId: conversation.id,
        userId,
        seconds: blockDuration[userId] ?? 0,
        on: block,
      }),
    ),

  getMuteParticipantsOnline: async (im: Core, args: PageOf) => {
    if (isLive(args.conversation)) return members(im, args, { kind: 'muted' });
    const { list } = await im.getParticipantsOnline(args);
    return { list: list.filter((participant) => participant.blocked), cursor: null, hasMore: false };
  },

  addLiveParticipantMuteWhiteList: (im: Core, args: Some) => speak(im, args, true),

  removeLiveParticipantMuteWhiteList: (im: Core, args: Some) => speak(im, args, false),

  getLiveParticipantMuteWhiteListOnline: (im: Core, args: PageOf) => members(im, args, { kind: 'speakers' }),

  setParticipantBlockTime: (im: Core, { conversation, blockDuration, block }: Timed): Promise<Outcome<void>> =>
    each(Object.keys(blockDuration), (userId) =>
      im.request('live.bar', { conversationId: conversation.id, userId, seconds: blockDuration[userId] ?? 0, on: block }),
    ),

  getBlockParticipantsOnline: (im: Core, args: PageOf) => members(im, args, { kind: 'barred' }),

  updateLiveParticipantsMarks: (im: Core, args: Marks & Some): Promise<Outcome<void>> =>
    each(args.participantIds, (userId) =>
      im.request('live.marks', { conversationId: args.conversation.id, userId, ...marks(args.markTypes, args.markAction) }),
    ),

  updateLiveConversationMarks: (im: Core, args: Marks): Promise<Outcome<void>> =>
    outcome(im.request('live.marks', { conversationId: args.conversation.id, ...marks(args.markTypes, args.markAction) })),

  getLiveConversationMarksOnline: async (im: Core, { conversation }: Of) => {
    const told = await im.request<{ list: string[] }>('live.knownMarks', { conversationId: conversation.id });
    return { markTypes: told.list };
  },
} as const;

export const LivePlugin = { plugin: 'LivePlugin', methods } as const satisfies Plugin;
