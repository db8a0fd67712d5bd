// 页面的中文文字，按名词分文件。

import type { Words } from './en';
import { account } from './zh/account';
import { app } from './zh/app';
import { chat } from './zh/chat';
import { composer } from './zh/composer';
import { connection } from './zh/connection';
import { diagnostics } from './zh/diagnostics';
import { emoji } from './zh/emoji';
import { group } from './zh/group';
import { keys } from './zh/keys';
import { list } from './zh/list';
import { message } from './zh/message';
import { people } from './zh/people';
import { selection } from './zh/selection';
import { settings } from './zh/settings';
import { signIn } from './zh/sign-in';
import { storage } from './zh/storage';
import { viewer } from './zh/viewer';

export const zh: Words = {
  ...account,
  ...app,
  ...chat,
  ...composer,
  ...connection,
  ...diagnostics,
  ...emoji,
  ...group,
  ...keys,
  ...list,
  ...message,
  ...people,
  ...selection,
  ...settings,
  ...signIn,
  ...storage,
  ...viewer,
};
