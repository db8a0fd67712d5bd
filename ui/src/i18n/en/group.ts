// Groups and people in detail.

import { isolate } from '../isolate';

export const group = {
  groupPanel: 'Group details',
  profile: 'Profile',
  sharedPictures: 'Shared pictures',
  noSharedPictures: 'No pictures yet',
  morePictures: 'Show more',
  startGroup: 'New group…',
  owner: 'Owner',
  manager: 'Manager',
  rename: 'Rename',
  groupNotice: 'Announcement',
  groupNoticeEmpty: 'No announcement',
  editNotice: 'Edit announcement',
  addMembers: 'Add members',
  sendMessage: 'Send message',
  removeMember: 'Remove from group',
  makeManager: 'Make manager',
  makeMember: 'Remove as manager',
  removeMemberTitle: (name: string) => `Remove ${isolate(name)} from the group?`,
  removeMemberText: 'They can no longer read or write here.',
  leaveGroup: 'Leave group…',
  leaveTitle: (title: string) => `Leave “${title}”?`,
  leaveText: 'You keep the messages here but get no new ones.',
  leaveDo: 'Leave group',
  dissolveGroup: 'Dissolve group…',
  dissolveTitle: (title: string) => `Dissolve “${title}”?`,
  dissolveText: 'The group is closed for everyone. This cannot be undone.',
  dissolveDo: 'Dissolve group',
  loadingDetails: 'Loading…',
};
