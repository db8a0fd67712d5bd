// What can be done with a conversation of the list or with the one that is open.

import type { ConversationRow, FolderRow } from '../bindings';
import type { Runtime } from '../runtime/runtime';
import type { AppState } from './app';
import type { Question } from './navigation';

/** The words of the questions that are asked before something is lost. */
export interface ActionWords {
  clear: (title: string) => Omit<Question, 'run'>;
  remove: (title: string) => Omit<Question, 'run' | 'other'> & { here: string };
  removeSeveral: (count: number) => Omit<Question, 'run'>;
  markAllRead: () => Omit<Question, 'run'>;
  newBotChat: () => Omit<Question, 'run'>;
  removeFolder: (name: string) => Omit<Question, 'run'>;
  allMarkedRead: (count: number) => string;
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
  /** Nobody looks at a chat that is not there any more. */
  const gone = async (id: string, work: Promise<unknown>): Promise<void> => {
    await work;
    if (navigation.chatOf(account()) === id) navigation.openChat(account(), null);
  };
  return {
    open: (id: string) => navigation.openChat(account(), id),
    pin: (id: string, on: boolean) => tell(runtime.setPinned(account(), id, on)),
    movePin: (id: string, before: string | null) => tell(runtime.movePin(account(), id, before)),
    letThrough: (id: string) => navigation.open({ kind: 'let-through', conversation: id }),
    favourite: (id: string, on: boolean) => tell(runtime.setFavourite(account(), id, on)),
    markUnread: (id: string) => tell(runtime.markUnread(account(), id, true)),
    archive: (id: string, on: boolean) => tell(runtime.setArchived(account(), id, on)),
    folders: (id: string) => navigation.open({ kind: 'folders', conversation: id }),
    inFolder: (id: string, folder: string) => tell(runtime.setInFolder(account(), id, folder, true)),
    mute: (id: string, on: boolean) => tell(runtime.setMuted(account(), id, on)),
    markRead: (id: string) => tell(runtime.markConversationRead(account(), id)),
    copyId: copy,
    exportAll: (row: ConversationRow) => navigation.open({ kind: 'export', conversation: row.id, title: row.title }),
    clear: (row: ConversationRow) =>
      ask({ ...words.clear(row.title), run: () => runtime.clearHistory(account(), row.id) }),
    newBotChat: (row: ConversationRow) =>
      ask({ ...words.newBotChat(), run: () => runtime.newBotChat(account(), row.id) }),
    removeSeveral: (ids: string[]) =>
      ask({
        ...words.removeSeveral(ids.length),
        run: async () => {
          for (const id of ids) await gone(id, runtime.deleteConversation(account(), id));
        },
      }),
    folderActions: {
      create: () => navigation.open({ kind: 'folder-name', folder: null, conversation: null }),
      rename: (folder: FolderRow) => navigation.open({ kind: 'folder-name', folder, conversation: null }),
      remove: (folder: FolderRow) =>
        ask({ ...words.removeFolder(folder.name), run: () => runtime.deleteFolder(account(), folder.id) }),
      move: (id: string, before: string | null) => tell(runtime.moveFolder(account(), id, before)),
      markAllRead: () =>
        ask({
          ...words.markAllRead(),
          run: async () => app.tell(words.allMarkedRead(await runtime.markAllRead(account()))),
        }),
    },
    remove: (row: ConversationRow) =>
      ask(
        (({ here, ...question }) => ({
          ...question,
          run: () => gone(row.id, runtime.deleteConversation(account(), row.id)),
          other: { label: here, run: () => gone(row.id, runtime.deleteConversationHere(account(), row.id)) },
        }))(words.remove(row.title)),
      ),
  };
}
