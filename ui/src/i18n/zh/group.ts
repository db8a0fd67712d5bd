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
  groupDescription: '群简介',
  groupDescriptionEmpty: '暂无简介',
  editDescription: '编辑简介',
  ownAlias: '我在本群的昵称',
  ownAliasEmpty: '与个人昵称相同',
  editOwnAlias: '修改我在本群的昵称',
  handOver: '转让群主…',
  handOverTitle: (name) => `将群主转让给 ${isolate(name)}？`,
  handOverText: '转让后你将成为普通成员，只有对方可以再转让。',
  handOverDo: '转让',
  leaveOwnerTitle: (title) => `退出“${title}”？`,
  leaveOwnerText: '你是群主。请选择新的群主，或为所有人解散群组。',
  leaveOwnerDo: '转让并退出',
  leaveOwnerTo: '新群主',
  muteMember: '禁言…',
  unmuteMember: '解除禁言',
  mutedMember: '禁言中',
  muteGroup: '全员禁言',
  unmuteGroup: '关闭全员禁言',
  muteTitle: (name) => `将 ${isolate(name)} 禁言？`,
  muteFor: '时长',
  muteTime: (seconds) =>
    seconds === null
      ? '直到解除'
      : seconds < 3_600
        ? `${seconds / 60} 分钟`
        : seconds < 86_400
          ? `${seconds / 3_600} 小时`
          : `${seconds / 86_400} 天`,
  muteReason: '原因（仅对方可见）',
  muteDo: '禁言',
};
