// Bots, in Chinese.

import type { bots as english } from '../en/bots';

export const bots: typeof english = {
  bot: '机器人',
  bots: '机器人',
  botsMore: '机器人…',
  botsLoading: '正在加载…',
  noBots: '这台服务器上没有机器人。',
  answerWriting: '正在回答…',
  answerStopped: '已停止。',
  answerInterrupted: '回答中断了。',
  answerFailed: '机器人没能完成回答。',
  stopAnswer: '停止',
  answerAgain: '重新回答',
  newBotChat: '新的对话',
  newBotChatTitle: '开始新的对话？',
  newBotChatText: '机器人会忘记上面的全部内容。消息仍保留在这里。',
  newBotChatDo: '开始',
};
