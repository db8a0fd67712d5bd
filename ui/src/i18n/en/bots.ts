// Bots: their list, a chat with one, and their answers.

export const bots = {
  bot: 'Bot',
  bots: 'Bots',
  botsMore: 'Bots…',
  botsLoading: 'Loading…',
  noBots: 'This server has no bots.',
  answerWriting: 'Answering…',
  answerStopped: 'Stopped.',
  answerInterrupted: 'The answer was interrupted.',
  answerFailed: 'The bot could not finish its answer.',
  stopAnswer: 'Stop',
  answerAgain: 'Regenerate',
  newBotChat: 'New conversation',
  newBotChatTitle: 'Begin a new conversation?',
  newBotChatText: 'The bot forgets everything above. Your messages stay where they are.',
  newBotChatDo: 'Begin',
};
