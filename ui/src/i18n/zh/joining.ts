// Who comes into a group, and what happened to it, in Chinese.

import { isolate } from '../isolate';
import type { joining as english } from '../en/joining';

export const joining: typeof english = {
  comingIn: '加入方式',
  leadersAdd: '仅群主和管理员可添加成员',
  joinApproval: '加入需群主或管理员同意',
  joinRequests: '入群申请',
  noJoinRequests: '还没有人申请加入。',
  joinWaiting: (count) => `${count} 个入群申请`,
  joinAsked: (when) => `申请加入，${when}`,
  joinInvited: (name, when) => `${isolate(name)} 邀请加入，${when}`,
  joinAgree: '同意',
  joinRefuse: '拒绝',
  joinStateAgreed: '已同意',
  joinStateRefused: '已拒绝',
  joinStateGone: '已失效',
  joinGroup: '加入群组',
  joinGroupMore: '加入群组…',
  joinNumber: '群编号',
  joinNumberHint: '群成员可在群组详情中通过“复制会话 ID”获得。',
  joinNoNumber: '群编号只包含数字。',
  joinReason: '附言（可不填）',
  joinAsk: '申请加入',
  joinSent: '申请已提交。群主或管理员同意后，群组会出现在列表中。',
  addAsked: '已提交申请，等待群主或管理员同意。',
  groupChanges: '群动态',
  noGroupChanges: '本机还没有群动态。',
  moreChanges: '查看更早的',
  noticeReaders: '已读成员',
};
