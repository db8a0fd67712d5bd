// Live groups. The core has none; muting is the same in ordinary groups, and is here.

import type { Conversation } from '../conversation.ts';
import { type Outcome, outcome } from '../outcome.ts';
import { type Core, notHere, type Plugin } from './plugin.ts';

const WHY = 'this version has no live groups';

const NONE = [
  'getLiveConversationListOnline',
  'joinLiveGroup',
  'leaveLiveGroup',
  'getLiveParticipantsOnline',
  'getLiveParticipantCountOnline',
  'getLiveParticipantDetailOnline',
  'getLiveParticipantInfoOnline',
  'getLiveGroupHistoryMessageListOnline',
  'addLiveParticipantMuteWhiteList',
  'removeLiveParticipantMuteWhiteList',
  'getLiveParticipantMuteWhiteListOnline',
  'setParticipantBlockTime',
  'getBlockParticipantsOnline',
  'updateLiveParticipantsMarks',
  'updateLiveConversationMarks',
  'getLiveConversationMarksOnline',
] as const;

interface Mute {
  readonly conversation: Conversation;
  readonly block: boolean;
}

interface MuteMembers extends Mute {
  /** Seconds for each; 0 for ever. */
  readonly blockDuration: Readonly<Record<string, number>>;
}

const own = {
  setConversationMute: (im: Core, { conversation, block }: Mute): Promise<Outcome<void>> =>
    outcome(im.request('group.mute', { conversationId: conversation.id, on: block })),

  setParticipantMuteTime: (
    im: Core,
    { conversation, blockDuration, block }: MuteMembers,
  ): Promise<Outcome<void>> =>
    outcome(
      (async () => {
        for (const [userId, seconds] of Object.entries(blockDuration)) {
          await im.request('group.mute', { conversationId: conversation.id, userId, seconds, on: block });
        }
      })(),
    ),

  getMuteParticipantsOnline: async (im: Core, { conversation }: { readonly conversation: Conversation }) => {
    const list = await im.getParticipantsOnline({ conversation });
    return { list: list.list.filter((participant) => participant.blocked), hasMore: false };
  },
};

type None = Readonly<Record<(typeof NONE)[number], () => Promise<never>>>;
const none = Object.fromEntries(NONE.map((method) => [method, notHere(method, WHY)])) as None;

export const LivePlugin = { plugin: 'LivePlugin', methods: { ...own, ...none } } as const satisfies Plugin;
