// All that is known of a message, and the messages that answer each other.

import { count } from './count';

export const details = {
  messageDetails: 'Message details',
  detailsSent: 'Sent',
  detailsState: 'State',
  detailsEdited: 'Edited',
  detailsYes: 'Yes',
  detailsSender: 'Sender',
  detailsKind: 'Type',
  detailsServerId: 'Server ID',
  detailsId: 'Client ID',
  detailsConversation: 'Conversation',
  detailsIndex: 'Index',
  detailsVersion: 'Version',
  detailsLogId: 'Log ID',
  detailsContent: 'Content',
  detailsReceived: 'Received',
  copyAll: 'Copy all',
  thread: 'Thread',
  threadOf: (n: number) => (n === 0 ? 'Show thread' : `Show thread (${count(n, 'answer', 'answers')})`),
  threadAnswers: (n: number) => count(n, 'answer', 'answers'),
  threadCount: (n: number) => count(n, 'message', 'messages'),
  threadFurther: 'Look for more answers',
  threadLoading: 'Looking for more answers…',
  threadEmpty: 'Nothing answers this message yet.',
};
