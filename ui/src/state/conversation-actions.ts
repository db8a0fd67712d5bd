// What can be done with a conversation of the list or with the one that is open.

import type { ConversationRow } from '../bindings';
import type { Runtime } from '../runtime/runtime';
import type { AppState } from './app';
import type { Question } from './navigation';

/** The words of the questions that are asked before something is lost. */
export interface ActionWords {
  clear: (title: string) => Omit<Question, 'run'>;
  remove: (title: string) => Omit<Question, 'run'>;
}

export function conversationActions(
  app: AppState,
  runtime: Runtime,
  account: () => string,
  words: ActionWords,
  copy: (text: string) => void,
) {
  const { navigation } = app;
  const tell = (work: Promise<unknown>): void => void work.catch(app.tellFailure);
  const ask = (question: Question) => navigation.open({ kind: 'confirm', question });
  return {
    open: (id: string) => navigation.openChat(account(), id),
    pin: (id: string, on: boolean) => tell(runtime.setPinned(account(), id, on)),
    mute: (id: string, on: boolean) => tell(runtime.setMuted(account(), id, on)),
    markRead: (id: string) => tell(runtime.markConversationRead(account(), id)),
    copyId: copy,
    clear: (row: ConversationRow) =>
      ask({ ...words.clear(row.title), run: () => runtime.clearHistory(account(), row.id) }),
    remove: (row: ConversationRow) =>
      ask({
        ...words.remove(row.title),
        run: async () => {
          await runtime.deleteConversation(account(), row.id);
          if (navigation.chatOf(account()) === row.id) navigation.openChat(account(), null);
        },
      }),
  };
}
