// Robots.

import type { Conversation } from '../conversation.ts';
import { type Outcome, outcome } from '../outcome.ts';
import type { Core, Plugin } from './plugin.ts';

export interface Bot {
  readonly uid: string;
  readonly nick_name: string;
  /** Always empty: pictures are files at the bridge, and have no address. */
  readonly portrait: string;
}

const methods = {
  getBotListOnline: async (im: Core, _page?: { readonly cursor?: unknown; readonly limit?: number }) => {
    const told = await im.request<{ list: { userId: string; name: string }[] }>('bot.list');
    const list = told.list.map(({ userId, name }): Bot => ({ uid: userId, nick_name: name, portrait: '' }));
    return { list, has_more: false };
  },

  /** The chat begins anew; with `sendNotice` the robot greets. */
  markNewChat: (
    im: Core,
    { conversation, sendNotice = false }: { readonly conversation: Conversation; readonly sendNotice?: boolean },
  ): Promise<Outcome<void>> =>
    outcome(im.request('bot.newChat', { conversationId: conversation.id, greet: sendNotice })),
} as const;

export const BotPlugin = { plugin: 'BotPlugin', methods } as const satisfies Plugin;
