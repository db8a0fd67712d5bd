// Signing out, a new token, in Chinese.

import { isolate } from '../isolate';
import type { account as english } from '../en/account';

export const account: typeof english = {
  signOutTitle: (name) => `退出 ${isolate(name)} 的登录？`,
  signOutUnsent: '以下消息尚未发送，删除数据后将丢失：',
  signOutUnsentLine: (title, n) => `${isolate(title)}：${n} 条`,
  signOutKeep: '在这台电脑上保留消息和图片',
  signOutDelete: '从这台电脑上删除',
  signOutDo: '退出登录',
  signOutOthers: '退出其他设备…',
  signOutOthersTitle: '退出所有其他设备？',
  signOutOthersText: '其他设备的令牌将立即失效。与本机使用同一令牌的设备仍保持登录。',
  signOutOthersDo: '全部退出',
  signedOutOthers: (n) => (n === 0 ? '没有其他令牌在使用。' : `已有 ${n} 个令牌失效。`),
  deleteAccount: '注销账号…',
  deleteAccountTitle: (name) => `注销 ${isolate(name)} 的账号？`,
  deleteAccountText:
    '你的名称、头像和联系人将从服务器删除，你将退出所有群组，本机的数据也会删除。你的群组会转给管理员或最早的成员。别人收到的消息仍会保留。此操作无法撤销。',
  deleteAccountType: (number) => `请输入你的编号以确认：${number}`,
  deleteAccountBusy: '正在注销…',
  deleteAccountDo: '注销账号',
  newTokenTitle: '输入新 Token',
  newTokenText: '消息、草稿和尚未发送的内容都会保留。',
  newTokenDo: '使用此 Token',
};
