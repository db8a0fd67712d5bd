// Favourites and pinned messages.

export const marks = {
  favourites: 'Favourites',
  favouritesEmptyTitle: 'Nothing here yet',
  favouritesEmptyText: 'Open the menu of a message and choose “Add to favourites”.',
  favourite: 'Add to favourites',
  unfavourite: 'Remove from favourites',
  pinForMe: 'Pin for me',
  unpinForMe: 'Unpin for me',
  pinForAll: 'Pin for everyone',
  unpinForAll: 'Unpin for everyone',
  isFavourite: 'Favourite',
  isPinned: 'Pinned',
  pinnedMessages: 'Pinned messages',
  pinnedMessage: 'Pinned message',
  pinnedOf: (at: number, of: number) => `Pinned message ${at} of ${of}`,
  onlyForMe: 'only for you',
  showPins: 'All pinned messages',
  unpinMessage: 'Unpin',
  showMoreMarked: 'Show more',
};
