// Who comes into a group, and what happened to it.

import { isolate } from '../isolate';

export const joining = {
  comingIn: 'New members',
  leadersAdd: 'Only owner and managers add people',
  joinApproval: 'Owner and managers decide who comes in',
  joinRequests: 'Requests to join',
  noJoinRequests: 'Nobody has asked to join.',
  joinWaiting: (count: number) => (count === 1 ? '1 request to join' : `${count} requests to join`),
  joinAsked: (when: string) => `Asked to join, ${when}`,
  joinInvited: (name: string, when: string) => `${isolate(name)} wants to add them, ${when}`,
  joinAgree: 'Let in',
  joinRefuse: 'Refuse',
  joinStateAgreed: 'Let in',
  joinStateRefused: 'Refused',
  joinStateGone: 'No longer valid',
  joinGroup: 'Join a group',
  joinGroupMore: 'Join a group…',
  joinNumber: 'Number of the group',
  joinNumberHint: 'A member finds it in the details of the group, under “Copy conversation ID”.',
  joinNoNumber: 'The number of a group has digits only.',
  joinReason: 'A few words to the owner (optional)',
  joinAsk: 'Ask to join',
  joinSent: 'The owner and the managers were asked. The group appears in the list when one of them lets you in.',
  addAsked: 'The owner and the managers were asked to let them in.',
  groupChanges: 'What happened',
  noGroupChanges: 'Nothing is known here yet.',
  moreChanges: 'Show earlier',
  noticeReaders: 'Who has read it',
};
