// Groups and people in detail, in Chinese.

import { isolate } from '../isolate';
import type { group as english } from '../en/group';

export const group: typeof english = {
  groupPanel: '群组详情',
  profile: '个人资料',
  sharedPictures: '聊天中的图片',
  noSharedPictures: '还没有图片',
  morePictures: '更多',
  startGroup: '发起群聊…',
  owner: '群主',
  manager: '管理员',
  rename: '修改名称',
  groupNotice: '群公告',
  groupNoticeEmpty: '暂无公告',
  editNotice: '编辑公告',
  addMembers: '添加成员',
  sendMessage: '发消息',
  removeMember: '移出群组',
  makeManager: '设为管理员',
  makeMember: '取消管理员',
  removeMemberTitle: (name) => `将 ${isolate(name)} 移出群组？`,
  removeMemberText: '移出后对方无法再查看或发送消息。',
  leaveGroup: '退出群组…',
  leaveTitle: (title) => `退出“${title}”？`,
  leaveText: '已有的内容会保留，但不再收到新消息。',
  leaveDo: '退出群组',
  dissolveGroup: '解散群组…',
  dissolveTitle: (title) => `解散“${title}”？`,
  dissolveText: '解散后所有成员都会失去这个群组，且无法恢复。',
  dissolveDo: '解散群组',
  loadingDetails: '正在加载…',
};
