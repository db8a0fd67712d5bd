// The connection.

export const connection = {
  connecting: 'Connecting…',
  offlineSince: (time: string) => `Offline since ${time}.`,
  nextTry: (seconds: number) => (seconds <= 0 ? 'Trying now…' : `Next try in ${seconds} s.`),
  tryNow: 'Try now',
  signInNeeded: 'Your sign-in has expired. Nothing is lost.',
  enterNewToken: 'Enter a new token',
  cancelLoading: 'Cancel…',
  loadingConversations: (done: number, total: number) =>
    total > 0 ? `Loading conversations: ${done} of ${total}` : `Loading conversations: ${done}`,
};
