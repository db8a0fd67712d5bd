// Whether somebody is there, in Chinese.

import type { presenceWordsOf as english } from '../en/presence';

export const presenceWordsOf: typeof english = {
  online: '在线',
  notOnline: '不在线',
  seenJustNow: '刚刚在线',
  seenMinutesAgo: (minutes) => `${minutes} 分钟前在线`,
  seenAt: (when) => `最后在线：${when}`,
};
