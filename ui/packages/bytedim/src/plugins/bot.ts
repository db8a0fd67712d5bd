// Robots. The core has no list of them.

import { notHere, type Plugin } from './plugin.ts';

const WHY = 'this version has no robots';

const methods = {
  getBotListOnline: notHere('getBotListOnline', WHY),
  markNewChat: notHere('markNewChat', WHY),
} as const;

export const BotPlugin = { plugin: 'BotPlugin', methods } as const satisfies Plugin;
