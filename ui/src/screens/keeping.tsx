// Dialogs about how a person keeps their list: folders, and what a muted chat lets through.

import { createResource, Show, type JSX } from 'solid-js';

import { conversationTitle } from '../i18n/conversation-title';
import { t } from '../i18n/language';
import { FoldersDialog } from '../parts/dialog/folders';
import { LetThroughDialog } from '../parts/dialog/let-through';
import { TextDialog } from '../parts/group-panel/text-dialog';
import type { Runtime } from '../runtime/runtime';
import { lineOf, type AccountState, type AppState } from '../state/app';
import type { Over } from '../state/navigation';

/** Longest name of a folder, as the core keeps it. */
const FOLDER_NAME = 30;

interface Of {
  app: AppState;
  runtime: Runtime;
  account: AccountState;
  conversation: string;
}

const rowOf = (props: Of) => lineOf(props.account, props.conversation);

/** Which folders a conversation is in. */
export function FoldersOf(props: Of): JSX.Element {
  const { app, runtime } = props;
  const id = () => props.account.info.id;
  return (
    <Show when={rowOf(props)}>
      {(row) => (
        <FoldersDialog
          title={t().foldersOf(conversationTitle(row()))}
          folders={props.account.overview.folders}
          chosen={row().folders}
          set={(folder, on) => runtime.setInFolder(id(), props.conversation, folder, on)}
          onNew={() =>
            app.navigation.open({ kind: 'folder-name', folder: null, conversation: props.conversation })
          }
          onClose={app.navigation.close}
        />
      )}
    </Show>
  );
}

/** A new folder, or another name of one. */
export function FolderName(props: {
  app: AppState;
  runtime: Runtime;
  account: string;
  over: Extract<Over, { kind: 'folder-name' }>;
}): JSX.Element {
  const { runtime } = props;
  return (
    <TextDialog
      title={props.over.folder ? t().renameFolderTitle : t().newFolderTitle}
      label={t().folderName}
      value={props.over.folder?.name ?? ''}
      limit={FOLDER_NAME}
      required
      save={async (name) => {
        const { folder, conversation } = props.over;
        if (folder) return runtime.renameFolder(props.account, folder.id, name);
        const made = await runtime.createFolder(props.account, name);
        if (conversation !== null) await runtime.setInFolder(props.account, conversation, made, true);
      }}
      onClose={props.app.navigation.close}
    />
  );
}

/** What still notifies in a muted conversation. */
export function LetThroughOf(props: Of): JSX.Element {
  const { app, runtime } = props;
  const id = () => props.account.info.id;
  const [details] = createResource(
    () => props.conversation,
    async (conversation) => {
      try {
        const [{ row }, people] = await Promise.all([
          runtime.conversationDetails(id(), conversation),
          app.people(id(), conversation),
        ]);
        return { row, people };
      } catch (error) {
        app.tellFailure(error);
        app.navigation.close();
        return undefined;
      }
    },
  );
  return (
    <Show when={details()}>
      {(loaded) => (
        <LetThroughDialog
          title={t().letThroughTitle(conversationTitle(loaded().row))}
          people={loaded().people.filter((person) => person.id !== props.account.info.user)}
          chosen={loaded().row.letThrough ?? { people: [], kinds: [] }}
          mediaUrl={(media) => runtime.mediaUrl(id(), media, 'thumb')}
          save={(chosen) => runtime.setLetThrough(id(), props.conversation, chosen)}
          onClose={app.navigation.close}
        />
      )}
    </Show>
  );
}
