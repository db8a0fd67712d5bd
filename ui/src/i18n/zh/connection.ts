// The connection, in Chinese.

import type { connection as english } from '../en/connection';

export const connection: typeof english = {
  connecting: '正在连接…',
  offlineSince: (time) => `自 ${time} 起离线。`,
  nextTry: (seconds) => (seconds <= 0 ? '正在重试…' : `${seconds} 秒后重试。`),
  tryNow: '立即重试',
  signInNeeded: '登录已失效，所有内容都已保留。',
  enterNewToken: '输入新 Token',
  cancelLoading: '取消…',
  loadingConversations: (done, total) =>
    total > 0 ? `正在加载会话：${done} / ${total}` : `正在加载会话：${done}`,
};
