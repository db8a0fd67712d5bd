// The window and its places, in Chinese.

import type { app as english } from '../en/app';

export const app: typeof english = {
  appName: 'Linnet',
  starting: '正在启动…',
  startFailed: 'Linnet 界面启动失败。',
  tryAgain: '再试一次',
  cancel: '取消',
  close: '关闭',
  back: '返回',
  copied: '已复制',
  done: '完成',
  save: '保存',
  dismiss: '关闭提示',
  logId: (id) => `日志编号 ${id}`,
  noticeRegion: '提示',
  railLabel: '主导航',
  chats: '会话',
  contacts: '联系人',
  settings: '设置',
  accounts: '账号',
  accountOf: (name) => `账号 ${name}`,
  addAccount: '添加账号',
  closedToTray: 'Linnet 会在托盘中继续运行。可从托盘菜单或设置中退出。',
};
