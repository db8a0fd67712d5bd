// Diagnostics, in Chinese.

import type { diagnostics as english } from '../en/diagnostics';

export const diagnostics: typeof english = {
  diagnosis: '诊断',
  diagnosisHint: '连接状态、日志和诊断报告',
  connectionTimeline: '连接',
  stateOnline: '已连接。',
  stateOffline: '未连接。',
  stateStopped: '未启动。',
  queue: '等待发送',
  queueEmpty: '没有等待发送的消息。',
  queueOf: (waiting: number, preparing: number, stopped: number) =>
    `${waiting} 条等待，${preparing} 张上传中，${stopped} 条已停止。`,
  lastFailures: '最近的失败',
  noFailures: '启动以来没有失败。',
  times: '耗时',
  timeSend: '发送消息',
  timePull: '查询新消息',
  timePaint: '显示',
  noTimes: '还没有记录',
  timesOf: (n: number, middle: number, slow: number) => `最近 ${n} 次：50% 在 ${middle} 毫秒内，95% 在 ${slow} 毫秒内`,
  report: '诊断报告',
  reportHint: '一个压缩包，包含日志和本页内容，不含消息文字、ID 和 Token。发给谁由你决定。',
  saveReport: '保存报告…',
  logs: '日志',
  logLevel: '日志级别',
  logError: '仅错误',
  logWarn: '错误和警告',
  logInfo: '常规',
  logDebug: '全部（反馈问题时使用）',
  appLog: '写入日志文件',
  appLogHint: '只保存在这台电脑上，不含消息文字、ID 和 Token。',
  timings: '记录耗时',
  timingsHint: '各项操作所用的时间，只保存在这台电脑上。',
};
