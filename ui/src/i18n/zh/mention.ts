// Calling somebody in a message, in Chinese.

import type { mention as english } from '../en/mention';

export const mention: typeof english = {
  mentionList: '可提及的成员',
  everyone: '所有人',
  everyoneHint: '提醒全体成员',
  nextMention: (n) => `${n} 条未读消息提到了你，前往第一条`,
};
