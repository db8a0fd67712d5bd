// 页面的中文文字，按名词分文件。

import type { Words } from './en';
import { account } from './zh/account';
import { app } from './zh/app';
import { bots } from './zh/bots';
import { chat } from './zh/chat';
import { composer } from './zh/composer';
import { connection } from './zh/connection';
import { contactWords } from './zh/contacts';
import { details } from './zh/details';
import { diagnostics } from './zh/diagnostics';
import { emoji } from './zh/emoji';
import { exporting } from './zh/export';
import { forward } from './zh/forward';
import { group } from './zh/group';
import { happened } from './zh/happened';
import { joining } from './zh/joining';
import { keys } from './zh/keys';
import { later } from './zh/later';
import { list } from './zh/list';
import { live } from './zh/live';
import { marks } from './zh/marks';
import { mention } from './zh/mention';
import { message } from './zh/message';
import { people } from './zh/people';
import { portraitWords } from './zh/portrait';
import { presenceWordsOf } from './zh/presence';
import { search } from './zh/search';
import { selection } from './zh/selection';
import { settings } from './zh/settings';
import { signIn } from './zh/sign-in';
import { storage } from './zh/storage';
import { viewer } from './zh/viewer';
import { voice } from './zh/voice';

export const zh: Words = {
  ...account,
  ...app,
  ...chat,
  ...composer,
  ...connection,
  ...bots,
  ...contactWords,
  ...details,
  ...diagnostics,
  ...emoji,
  ...exporting,
  ...forward,
  ...group,
  ...happened,
  ...joining,
  ...keys,
  ...later,
  ...list,
  ...live,
  ...marks,
  ...mention,
  ...message,
  ...people,
  ...portraitWords,
  ...presenceWordsOf,
  ...search,
  ...selection,
  ...settings,
  ...signIn,
  ...storage,
  ...viewer,
  ...voice,
};
