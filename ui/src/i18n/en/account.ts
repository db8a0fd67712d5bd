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
  signOutOthers: 'Sign out other devices…',
  signOutOthersTitle: 'Sign out all other devices?',
  signOutOthersText: 'Their tokens are worth nothing from then on. A device that uses the same token as this one stays signed in.',
  signOutOthersDo: 'Sign them out',
  signedOutOthers: (n: number) => (n === 0 ? 'No other token was in use.' : `${count(n, 'token is', 'tokens are')} worth nothing now.`),
  deleteAccount: 'Delete account…',
  deleteAccountTitle: (name: string) => `Delete the account of ${isolate(name)}?`,
  deleteAccountText:
    'Your name, picture and contacts are deleted at the server, you leave all groups, and everything here is deleted. Groups that you own go to a manager or the oldest member. Messages stay with those who have them. This cannot be undone.',
  deleteAccountType: (number: string) => `To confirm, type your number: ${number}`,
  deleteAccountBusy: 'Deleting…',
  deleteAccountDo: 'Delete account',
  newTokenTitle: 'Enter a new token',
  newTokenText: 'Messages, drafts and what is not sent yet are kept.',
  newTokenDo: 'Use this token',
};
