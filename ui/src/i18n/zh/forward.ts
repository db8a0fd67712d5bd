// Messages that are sent on to other conversations, in Chinese.

import type { forward as english } from '../en/forward';
import { isolate } from '../isolate';

export const forward: typeof english = {
  forward: '转发',
  forwardTitle: (n) => (n === 1 ? '转发给…' : `转发 ${n} 条消息给…`),
  forwardSearch: '按名称搜索会话',
  forwardChats: '会话',
  forwardChosen: '转发给',
  forwardNoChat: (name) => `不转发给 ${isolate(name)}`,
  forwardCannotWrite: '你已不能在这里发送消息',
  forwardFull: (most) => `一次最多转发给 ${most} 个会话。`,
  forwardHow: '方式',
  forwardOneByOne: '逐条转发',
  forwardTogether: '合并转发',
  forwardComment: '附上留言（可选）',
  forwardDo: '转发',
  forwarding: '正在转发…',
  forwarded: '已转发',
  kindHistory: '聊天记录',
  historyOfOne: (name) => `${isolate(name)}的聊天记录`,
  historyOfTwo: (name, other) => `${isolate(name)}和${isolate(other)}的聊天记录`,
  historyGroup: '群聊的聊天记录',
  historyCount: (n) => `${n} 条消息`,
  historySaidBy: '由发送者整理',
};
