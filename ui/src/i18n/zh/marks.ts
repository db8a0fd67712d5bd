// Favourites and pinned messages, in Chinese.

import type { marks as english } from '../en/marks';


export const marks: typeof english = {
  favourites: '收藏',
  favouritesEmptyTitle: '还没有收藏',
  favouritesEmptyText: '打开消息的菜单，选择“收藏”。',
  favourite: '收藏',
  unfavourite: '取消收藏',
  pinForMe: '仅为自己置顶',
  unpinForMe: '取消自己的置顶',
  pinForAll: '为所有人置顶',
  unpinForAll: '取消所有人的置顶',
  isFavourite: '已收藏',
  isPinned: '已置顶',
  pinnedMessages: '置顶消息',
  pinnedMessage: '置顶消息',
  pinnedOf: (at, of) => `置顶消息 ${at}/${of}`,
  onlyForMe: '仅自己可见',
  showPins: '全部置顶消息',
  unpinMessage: '取消置顶',
  showMoreMarked: '显示更多',
};
