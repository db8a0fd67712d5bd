// Signing out, a new token, in Chinese.

import { isolate } from '../isolate';
import type { account as english } from '../en/account';

export const account: typeof english = {
  signOutTitle: (name) => `退出 ${isolate(name)} 的登录？`,
  signOutUnsent: '以下消息尚未发送，删除数据后将丢失：',
  signOutUnsentLine: (title, n) => `${isolate(title)}：${n} 条`,
  signOutKeep: '在这台电脑上保留消息和图片',
  signOutDelete: '从这台电脑上删除',
  signOutDo: '退出登录',
  newTokenTitle: '输入新 Token',
  newTokenText: '消息、草稿和尚未发送的内容都会保留。',
  newTokenDo: '使用此 Token',
};
