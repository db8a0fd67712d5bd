// Several messages, to do the same with all of them.

import { count } from './count';

const messages = (n: number) => count(n, 'message', 'messages');

export const selection = {
  select: 'Select',
  selectedMark: 'Selected',
  selectionLabel: 'Selected messages',
  selectionCount: (n: number) => `${messages(n)} selected`,
  selectionEnd: 'Cancel selection',
  selectionFull: (most: number) => `At most ${messages(most)} can be selected.`,
  selectionCopy: 'Copy',
  selectionRecallTitle: (n: number) => `Recall ${messages(n)}?`,
  selectionRecallText: (n: number) => `Nobody in this chat will see ${n === 1 ? 'it' : 'them'} any more.`,
};
