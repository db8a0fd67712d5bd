// Messages on the disk, their key, and what to do when they cannot be opened.

import { isolate } from '../isolate';

export const storage = {
  storage: 'Storage',
  downloadFolder: 'Download folder',
  change: 'Change…',
  askWhereToSave: 'Ask where to save each file',
  askWhereToSaveHint: 'When off, files go to the download folder.',
  dataDir: 'Data folder',
  openFolder: 'Open folder',
  secrets: 'Secrets',
  secretsKeyring: 'In the desktop’s keyring, with a recovery copy of the database key that only you can read.',
  keyringOnly: 'Keep the database key in the keyring only',
  keyringOnlyOn: 'There is no recovery copy in the folder. Without the keyring, only the recovery code opens the messages.',
  keyringOnlyOff: 'A recovery copy is kept in the account’s folder. Without it, only the keyring or a recovery code opens the messages.',
  keyringOnlyBegin: 'Keyring only',
  keyringOnlyEnd: 'Keep a copy again',
  recoveryCode: 'Recovery code',
  recoveryCodeHint: '56 letters and digits in groups of four, shown only once.',
  recoveryCodeDo: 'Open with the code',
  recoveryCodeText: 'Write this code down and keep it in a safe place. It is shown only now. Anyone who has it and your files can read your messages. Without it, losing the keyring means losing what the server no longer keeps.',
  recoveryCodeWritten: 'I have written it down',
  troublesTitle: 'Messages cannot be opened',
  troubleTitle: (name: string) => `The messages of ${isolate(name)}`,
  accountInTrouble: (name: string) => `${isolate(name)}: messages cannot be opened`,
  troubleElsewhere: (name: string) => `The messages of ${isolate(name)} cannot be opened. Select the account on the left to see why.`,
  setAside: 'Set aside and load again',
  setAsideText: 'The message store is renamed, not deleted. A new one begins: unsent messages and drafts that can be read move into it, and the messages the server still keeps are loaded again.',
  setAsideDo: 'Set aside and load again',
  setAsideDone: (file: string, messages: number, drafts: number) =>
    `The old message store is kept as ${file}. Saved from it: ${messages} unsent, ${drafts} drafts. The rest is loaded from the server.`,
  secretsFile: 'In a file that only you can read: the desktop’s keyring cannot be used.',
};
