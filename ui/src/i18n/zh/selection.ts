// Several messages, to do the same with all of them, in Chinese.

import type { selection as english } from '../en/selection';

export const selection: typeof english = {
  select: '多选',
  selectedMark: '已选中',
  selectionLabel: '选中的消息',
  selectionCount: (n) => `已选择 ${n} 条消息`,
  selectionEnd: '取消多选',
  selectionFull: (most) => `最多可选择 ${most} 条消息。`,
  selectionCopy: '复制',
  selectionRecallTitle: (n) => `撤回 ${n} 条消息？`,
  selectionRecallText: () => '撤回后，会话中的所有人都看不到这些消息。',
};
