import { FolderPlus } from 'lucide';
import { createSignal, For, Show, type JSX } from 'solid-js';

import type { FolderRow } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Icon } from '../icon/icon';
import { Dialog } from './dialog';

/** The folders that something is in; each choice is carried out at once. */
export function FoldersDialog(props: {
  title: string;
  folders: FolderRow[];
  chosen: string[];
  set: (folder: string, on: boolean) => Promise<void>;
  onNew: () => void;
  onClose: () => void;
}): JSX.Element {
  const [problem, setProblem] = createSignal<string | null>(null);
  const set = (folder: string, on: boolean) =>
    props.set(folder, on).catch((error: unknown) => setProblem(say(asFailure(error).reason.text)));

  return (
    <Dialog
      title={props.title}
      testid="folders-dialog"
      onClose={props.onClose}
      actions={
        <>
          <button type="button" class="button" data-testid="folders-new" onClick={() => props.onNew()}>
            <Icon of={FolderPlus} size={16} />
            {t().newFolder}
          </button>
          <button type="button" class="button primary" data-first data-testid="folders-done" onClick={() => props.onClose()}>
            {t().done}
          </button>
        </>
      }
    >
      <Show when={props.folders.length > 0} fallback={<p class="hint">{t().noFolders}</p>}>
        <div class="stack choices">
          <For each={props.folders}>
            {(folder) => (
              <label class="choice">
                <input
                  type="checkbox"
                  data-testid="folder-choice"
                  checked={props.chosen.includes(folder.id)}
                  onChange={(event) => void set(folder.id, event.currentTarget.checked)}
                />
                <bdi class="ellipsis">{folder.name}</bdi>
              </label>
            )}
          </For>
        </div>
      </Show>
      <Show when={problem()}>
        {(words) => (
          <p class="field-error" role="alert">
            {words()}
          </p>
        )}
      </Show>
    </Dialog>
  );
}
