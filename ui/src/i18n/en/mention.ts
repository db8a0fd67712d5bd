// Calling somebody in a message.

import { count } from './count';

export const mention = {
  mentionList: 'People to mention',
  everyone: 'everyone',
  everyoneHint: 'Mentions all members',
  nextMention: (n: number) => `${count(n, 'unread mention', 'unread mentions')}, go to the first`,
};
