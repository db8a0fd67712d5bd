// English words of the page, a file for each noun. `zh.ts` has the same keys; a test checks it.

import { account } from './en/account';
import { app } from './en/app';
import { chat } from './en/chat';
import { composer } from './en/composer';
import { connection } from './en/connection';
import { diagnostics } from './en/diagnostics';
import { emoji } from './en/emoji';
import { group } from './en/group';
import { keys } from './en/keys';
import { list } from './en/list';
import { message } from './en/message';
import { people } from './en/people';
import { selection } from './en/selection';
import { settings } from './en/settings';
import { signIn } from './en/sign-in';
import { storage } from './en/storage';
import { viewer } from './en/viewer';

export const en = {
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

export type Words = typeof en;
