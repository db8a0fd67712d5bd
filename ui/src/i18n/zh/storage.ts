// Messages on the disk, their key, and what to do when they cannot be opened, in Chinese.

import { isolate } from '../isolate';
import type { storage as english } from '../en/storage';

export const storage: typeof english = {
  storage: '存储',
  downloadFolder: '下载文件夹',
  change: '更改…',
  askWhereToSave: '每次询问保存位置',
  askWhereToSaveHint: '关闭时，文件保存到下载文件夹。',
  dataDir: '数据文件夹',
  openFolder: '打开文件夹',
  secrets: '密钥',
  secretsKeyring: '保存在系统密钥环中；数据库密钥另有一份只有你能读取的恢复副本。',
  keyringOnly: '数据库密钥只保存在密钥环中',
  keyringOnlyOn: '账号文件夹中没有恢复副本。密钥环不可用时，只能用恢复码打开消息。',
  keyringOnlyOff: '账号文件夹中目前存有一份恢复副本。移除后，只能用密钥环或恢复码打开消息。',
  keyringOnlyBegin: '只用密钥环',
  keyringOnlyEnd: '重新保留副本',
  recoveryCode: '恢复码',
  recoveryCodeHint: '56 个字母和数字，每四个一组，只显示过一次。',
  recoveryCodeDo: '用恢复码打开',
  recoveryCodeText: '请抄下恢复码并妥善保管，它只显示这一次。同时拿到恢复码和你的文件的人可以读取消息；如果密钥环丢失又没有恢复码，服务器已不再保留的消息将无法找回。',
  recoveryCodeWritten: '我已经抄下来了',
  troublesTitle: '消息无法打开',
  troubleTitle: (name: string) => `${isolate(name)} 的消息`,
  accountInTrouble: (name: string) => `${isolate(name)}：消息无法打开`,
  troubleElsewhere: (name: string) => `${isolate(name)} 的消息无法打开，点左侧的账号查看原因。`,
  setAside: '另存并重新加载',
  setAsideText: '消息库会被改名，不会被删除。随后新建一个：能读出的未发送消息和草稿会移过去，服务器仍保留的消息会重新加载。',
  setAsideDo: '另存并重新加载',
  setAsideDone: (file: string, messages: number, drafts: number) =>
    `旧消息库已另存为 ${file}。保住了 ${messages} 条未发送的消息和 ${drafts} 份草稿，其余从服务器加载。`,
  secretsFile: '保存在只有你能读取的文件中：系统密钥环无法使用。',
};
