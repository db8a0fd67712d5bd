// A chat's header, in Chinese.

import { isolate } from '../isolate';
import type { chat as english } from '../en/chat';

export const chat: typeof english = {
  noChatTitle: '选择一个会话',
  noChatText: '在左侧选择会话，或按 Ctrl+K 查找。',
  membersCount: (n) => `${n} 位成员`,
  isRecording: (name) => `${isolate(name)} 正在录音…`,
  isTyping: (name) => `${isolate(name)} 正在输入…`,
  severalTyping: (n) => `${n} 人正在输入…`,
  details: '详情',
  notMember: '你已不是成员，但仍可查看这里的内容。',
};
