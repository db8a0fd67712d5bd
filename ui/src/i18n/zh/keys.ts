// The switcher and the keys, in Chinese.

import type { keys as english } from '../en/keys';

export const keys: typeof english = {
  switcherTitle: '切换会话',
  switcherPlaceholder: '联系人或群组名称',
  switcherEmpty: '没有匹配的会话。',
  keySwitch: '切换会话',
  keyNewChat: '发起会话',
  keyNthChat: '打开列表中前九个会话之一',
  keyNextChat: '上一个或下一个会话',
  keyArrows: '在列表中移动',
  keyCopy: '复制消息',
  keySelect: '选择多条消息',
  keyMenu: '打开所选项的菜单',
  keyEscape: '关闭当前弹窗或面板',
  zoom: '文字大小',
  keyZoom: '放大、缩小、恢复原大小',
  keyHelp: '显示此列表',
  keySend: '发送',
  keyBreak: '换行',
  keyEmoji: '选择表情',
  keyEditLast: '输入框为空时，编辑自己的上一条消息',
  keyPaste: '粘贴文字、图片或文件',
};
