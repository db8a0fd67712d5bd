// Signing out, a new token.

import { isolate } from '../isolate';
import { count } from './count';

export const account = {
  signOutTitle: (name: string) => `Sign out ${isolate(name)}?`,
  signOutUnsent: 'Not sent yet. If you delete the data, these are lost:',
  signOutUnsentLine: (title: string, n: number) => `${isolate(title)}: ${count(n, 'message', 'messages')}`,
  signOutKeep: 'Keep messages and pictures on this computer',
  signOutDelete: 'Delete them from this computer',
  signOutDo: 'Sign out',
  newTokenTitle: 'Enter a new token',
  newTokenText: 'Messages, drafts and what is not sent yet are kept.',
  newTokenDo: 'Use this token',
};
