// Groups and people in detail.

import { isolate } from '../isolate';
import { count } from './count';

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
  groupDescription: 'Description',
  groupDescriptionEmpty: 'No description',
  editDescription: 'Edit description',
  ownAlias: 'Your name in this group',
  ownAliasEmpty: 'Same as everywhere',
  editOwnAlias: 'Change your name in this group',
  handOver: 'Make owner…',
  handOverTitle: (name: string) => `Make ${isolate(name)} the owner?`,
  handOverText: 'You will be an ordinary member, and only they can undo this.',
  handOverDo: 'Make owner',
  leaveOwnerTitle: (title: string) => `Leave “${title}”?`,
  leaveOwnerText: 'You are the owner. Choose who owns the group after you, or dissolve it for everyone.',
  leaveOwnerDo: 'Hand over and leave',
  leaveOwnerTo: 'New owner',
  muteMember: 'Mute…',
  unmuteMember: 'Unmute',
  mutedMember: 'Muted',
  muteGroup: 'Mute group',
  unmuteGroup: 'Unmute group',
  muteTitle: (name: string) => `Mute ${isolate(name)}?`,
  muteFor: 'For how long',
  muteTime: (seconds: number | null) =>
    seconds === null
      ? 'Until unmuted'
      : seconds < 3_600
        ? count(seconds / 60, 'minute', 'minutes')
        : seconds < 86_400
          ? count(seconds / 3_600, 'hour', 'hours')
          : count(seconds / 86_400, 'day', 'days'),
  muteReason: 'Reason (only they see it)',
  muteDo: 'Mute',
};
