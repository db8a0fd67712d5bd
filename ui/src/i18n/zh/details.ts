// All that is known of a message, and the messages that answer each other, in Chinese.

import type { details as english } from '../en/details';

export const details: typeof english = {
  messageDetails: '消息详情',
  detailsSent: '发送时间',
  detailsState: '状态',
  detailsEdited: '已编辑',
  detailsYes: '是',
  detailsSender: '发送者',
  detailsKind: '类型',
  detailsServerId: '服务器 ID',
  detailsId: '客户端 ID',
  detailsConversation: '会话',
  detailsIndex: '序号',
  detailsVersion: '版本',
  detailsLogId: '日志 ID',
  detailsContent: '内容',
  detailsReceived: '已收到',
  copyAll: '全部复制',
  thread: '回复链',
  threadOf: (n) => (n === 0 ? '查看回复链' : `查看回复链（${n} 条回复）`),
  threadAnswers: (n) => `${n} 条回复`,
  threadCount: (n) => `${n} 条消息`,
  threadFurther: '查找更多回复',
  threadLoading: '正在查找更多回复…',
  threadEmpty: '还没有人回复这条消息。',
};
