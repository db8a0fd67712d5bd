// Whether somebody is there.

export const presenceWordsOf = {
  online: 'Online',
  notOnline: 'Not online',
  seenJustNow: 'Last seen just now',
  seenMinutesAgo: (minutes: number) => `Last seen ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ago`,
  seenAt: (when: string) => `Last seen ${when}`,
};
