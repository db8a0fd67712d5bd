// A conversation as a folder.

import { count } from './count';

export const exporting = {
  exportConversation: 'Export…',
  exportTitle: (title: string) => `Export “${title}”`,
  exportText: 'Makes a folder with pages to read in any browser, lines for programs, and all pictures and files. Recalled and deleted messages are not in it.',
  exportSpan: 'Messages',
  exportAll: 'All',
  exportDays: 'Certain days',
  exportFrom: 'From',
  exportTo: 'To',
  exportDayHint: 'Year-month-day, for example 2026-03-31. Empty: no end.',
  exportDayWrong: 'Not a day. Write it like 2026-03-31.',
  exportDayOrder: 'The last day is before the first.',
  exportLoad: 'Load what is not on this computer first',
  exportLoadHint: 'Otherwise the export says where messages or files are missing.',
  exportDo: 'Choose a folder…',
  exportLoading: (n: number) => `Loading older messages: ${n}`,
  exportWriting: (done: number, total: number) => `${done} of ${count(total, 'message', 'messages')}`,
  exportStarting: 'Waiting for a folder…',
  exportStop: 'Cancel export',
  exportDone: (name: string, folder: string) => `Exported to “${name}” in ${folder}`,
  exportProgress: 'Progress of the export',
};
