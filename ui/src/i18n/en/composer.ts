// Writing.

import { count } from './count';

export const composer = {
  composerLabel: (title: string) => `Message to ${title}`,
  composerPlaceholder: 'Write a message',
  captionPlaceholder: 'Add a caption',
  send: 'Send',
  attach: 'Add files',
  enterHint: 'Enter to send, Shift+Enter for a new line',
  enterHintSwapped: 'Shift+Enter to send, Enter for a new line',
  bytesUsed: (used: string, limit: string) => `${used} of ${limit}`,
  savingSlowly: 'The disk is slow; still saving. Your message is kept, please wait.',
  tooLong: 'Too long for one message: shorten it or send it in parts. Nothing was cut.',
  fieldFull: (limit: string) => `This field holds at most ${limit}. What was added last was left out; the rest is unchanged.`,
  draftKept: 'Draft, kept here',
  keptText: 'Your text was kept.',
  dropTitle: 'Drop to add files',
  dropText: 'You can look at them first; nothing is sent yet.',
  trayLabel: 'Files to send',
  trayRemove: (name: string) => `Remove ${name}`,
  trayEarlier: (name: string) => `Move ${name} earlier`,
  trayLater: (name: string) => `Move ${name} later`,
  trayMode: 'Send pictures as',
  modeFile: 'File',
  modeCompress: (size: string) => `Compressed · ${size}`,
  modeOriginal: (size: string) => `Original · ${size}`,
  trayLocation: 'The original contains the place where it was taken; others will be able to see it.',
  trayProblem: 'First remove what cannot be sent.',
  trayLooking: 'Checking…',
  pictureCount: (n: number) => (n === 0 ? '' : count(n, 'picture', 'pictures')),
  fileCount: (n: number) => (n === 0 ? '' : count(n, 'file', 'files')),
};
