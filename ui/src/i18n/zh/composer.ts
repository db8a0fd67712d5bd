// Writing, in Chinese.

import type { composer as english } from '../en/composer';

export const composer: typeof english = {
  composerLabel: (title) => `发给 ${title} 的消息`,
  composerPlaceholder: '输入消息',
  captionPlaceholder: '添加说明',
  send: '发送',
  attach: '添加文件',
  enterHint: 'Enter 发送，Shift+Enter 换行',
  enterHintSwapped: 'Shift+Enter 发送，Enter 换行',
  bytesUsed: (used, limit) => `${used} / ${limit}`,
  savingSlowly: '磁盘响应较慢，仍在保存。内容已保留，请稍候。',
  tooLong: '超出单条消息的长度上限，请缩短或分几条发送。内容没有被截断。',
  fieldFull: (limit) => `输入框最多可放 ${limit}。最后加入的内容没有放进来，其余保持不变。`,
  draftKept: '保留在这里的草稿',
  keptText: '内容已保留。',
  dropTitle: '松开以添加文件',
  dropText: '文件会先放入待发送区，不会立即发送。',
  trayLabel: '待发送的文件',
  trayRemove: (name) => `移除 ${name}`,
  trayEarlier: (name) => `前移 ${name}`,
  trayLater: (name) => `后移 ${name}`,
  trayMode: '图片发送方式',
  modeFile: '文件',
  modeCompress: (size) => `压缩 · ${size}`,
  modeOriginal: (size) => `原图 · ${size}`,
  trayLocation: '原图包含拍摄地点，其他人可以看到。',
  trayProblem: '请先移除无法发送的内容。',
  trayLooking: '正在检查…',
  pictureCount: (n) => (n === 0 ? '' : `${n} 张图片`),
  fileCount: (n) => (n === 0 ? '' : `${n} 个文件`),
};
