// Messages that are sent on to other conversations.

import { count } from './count';
import { isolate } from '../isolate';

const messages = (n: number) => count(n, 'message', 'messages');

export const forward = {
  forward: 'Forward',
  forwardTitle: (n: number) => (n === 1 ? 'Forward to…' : `Forward ${messages(n)} to…`),
  forwardSearch: 'Search chats by name',
  forwardChats: 'Chats',
  forwardChosen: 'Forward to',
  forwardNoChat: (name: string) => `Do not forward to ${isolate(name)}`,
  forwardCannotWrite: 'You can no longer write here',
  forwardFull: (most: number) => `At most ${most} chats at once.`,
  forwardHow: 'How',
  forwardOneByOne: 'One by one',
  forwardTogether: 'As one card',
  forwardComment: 'Add a message (optional)',
  forwardDo: 'Forward',
  forwarding: 'Forwarding…',
  forwarded: 'Forwarded',
  kindHistory: 'Chat history',
  historyOfOne: (name: string) => `Chat history of ${isolate(name)}`,
  historyOfTwo: (name: string, other: string) => `Chat history of ${isolate(name)} and ${isolate(other)}`,
  historyGroup: 'Group chat history',
  historyCount: (n: number) => messages(n),
  historySaidBy: 'Put together by whoever sent it',
};
