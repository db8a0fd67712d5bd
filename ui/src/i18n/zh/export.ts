// 把会话导出为文件夹。

import type { exporting as english } from '../en/export';

export const exporting: typeof english = {
  exportConversation: '导出…',
  exportTitle: (title) => `导出“${title}”`,
  exportText: '生成一个文件夹：可用任何浏览器阅读的网页、供程序读取的数据，以及全部图片和文件。已撤回和已删除的消息不在其中。',
  exportSpan: '消息',
  exportAll: '全部',
  exportDays: '指定日期',
  exportFrom: '从',
  exportTo: '到',
  exportDayHint: '年-月-日，例如 2026-03-31。留空表示不限。',
  exportDayWrong: '不是日期。请写成 2026-03-31 的样子。',
  exportDayOrder: '结束日期早于开始日期。',
  exportLoad: '先加载不在这台电脑上的内容',
  exportLoadHint: '否则导出的内容会注明哪里缺少消息或文件。',
  exportDo: '选择文件夹…',
  exportLoading: (n) => `正在加载更早的消息：${n}`,
  exportWriting: (done, total) => `${done} / ${total} 条消息`,
  exportStarting: '等待选择文件夹…',
  exportStop: '取消导出',
  exportDone: (name, folder) => `已导出到 ${folder} 中的“${name}”`,
  exportProgress: '导出进度',
};
