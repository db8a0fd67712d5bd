// A chat's header.

import { isolate } from '../isolate';
import { count } from './count';

export const chat = {
  noChatTitle: 'Select a chat',
  noChatText: 'Choose one on the left, or press Ctrl+K to find one.',
  membersCount: (n: number) => count(n, 'member', 'members'),
  isRecording: (name: string) => `${isolate(name)} is recording a voice message…`,
  isTyping: (name: string) => `${isolate(name)} is typing…`,
  severalTyping: (n: number) => `${n} people are typing…`,
  details: 'Details',
  notMember: 'You are no longer a member. You can read what is here.',
};
