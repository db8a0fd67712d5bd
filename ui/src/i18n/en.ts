// English words of the page, a file for each noun. `zh.ts` has the same keys; a test checks it.

import { account } from './en/account';
import { app } from './en/app';
import { bots } from './en/bots';
import { chat } from './en/chat';
import { composer } from './en/composer';
import { connection } from './en/connection';
import { contactWords } from './en/contacts';
import { details } from './en/details';
import { diagnostics } from './en/diagnostics';
import { emoji } from './en/emoji';
import { exporting } from './en/export';
import { forward } from './en/forward';
import { group } from './en/group';
import { happened } from './en/happened';
import { joining } from './en/joining';
import { keys } from './en/keys';
import { later } from './en/later';
import { list } from './en/list';
import { live } from './en/live';
import { marks } from './en/marks';
import { mention } from './en/mention';
import { message } from './en/message';
import { people } from './en/people';
import { portraitWords } from './en/portrait';
import { presenceWordsOf } from './en/presence';
import { search } from './en/search';
import { selection } from './en/selection';
import { settings } from './en/settings';
import { signIn } from './en/sign-in';
import { storage } from './en/storage';
import { viewer } from './en/viewer';
import { voice } from './en/voice';

export const en = {
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

export type Words = typeof en;
