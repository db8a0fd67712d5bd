// The window and its places.

export const app = {
  appName: 'Linnet',
  starting: 'Starting…',
  startFailed: 'Linnet could not start.',
  tryAgain: 'Try again',
  cancel: 'Cancel',
  close: 'Close',
  back: 'Back',
  copied: 'Copied',
  save: 'Save',
  dismiss: 'Dismiss',
  logId: (id: string) => `Log ID ${id}`,
  noticeRegion: 'Notices',
  railLabel: 'Main',
  chats: 'Chats',
  contacts: 'Contacts',
  settings: 'Settings',
  accounts: 'Accounts',
  accountOf: (name: string) => `Account ${name}`,
  addAccount: 'Add an account',
  closedToTray: 'Linnet keeps running in the tray. Quit it from the tray menu or from Settings.',
};
