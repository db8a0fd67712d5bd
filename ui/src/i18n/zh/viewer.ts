// The picture viewer, in Chinese.

import { isolate } from '../isolate';
import type { viewer as english } from '../en/viewer';

export const viewer: typeof english = {
  viewer: '图片查看器',
  originalFailed: '原图暂时无法显示，可以试试保存。',
  viewerPrevious: '上一张',
  viewerNext: '下一张',
  zoomIn: '放大',
  zoomOut: '缩小',
  zoomFit: '适应窗口',
  rotate: '旋转',
  savePicture: '另存为…',
  copyPicture: '复制图片',
  showInFolder: '在文件夹中显示',
  showInChat: '在聊天中查看',
  savedAs: (name) => `已保存为 ${isolate(name)}`,
  pictureCopied: '图片已复制',
  pictureOf: (index, total) => `${index} / ${total}`,
};
