import { Copy, Forward, Trash2, Undo2, X, type IconNode } from 'lucide';
import { createMemo, For, type JSX } from 'solid-js';

import type { MessageRow } from '../../bindings';
import { t } from '../../i18n/language';
import type { Selection } from '../../state/selection';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import './selection-bar.css';

/** What can be done with several messages. */
export interface SelectionCommands {
  copy(messages: readonly MessageRow[]): void;
  forward(messages: readonly MessageRow[]): void;
  recall(messages: readonly MessageRow[]): void;
  remove(messages: readonly MessageRow[]): void;
}

interface Action {
  icon: IconNode;
  label: string;
  testid: string;
  danger?: boolean;
  run: (messages: readonly MessageRow[]) => void;
}

/** What all of them allow, in the order it stands. */
function actionsFor(forwardable: boolean, recallable: boolean, commands: SelectionCommands): Action[] {
  const copy = { icon: Copy, label: t().selectionCopy, testid: 'selection-copy', run: commands.copy };
  const recall = { icon: Undo2, label: t().recall, testid: 'selection-recall', run: commands.recall };
  const remove = { icon: Trash2, label: t().delete, testid: 'selection-delete', danger: true, run: commands.remove };
  const forward = { icon: Forward, label: t().forward, testid: 'selection-forward', run: commands.forward };
  return [copy, ...(forwardable ? [forward] : []), ...(recallable ? [recall] : []), remove];
}

/** In the place of the field while messages are selected: how many, what can be done with them, and the way out. */
export function SelectionBar(props: { selection: Selection; commands: SelectionCommands }): JSX.Element {
  const messages = createMemo(() => props.selection.messages());
  const recallable = createMemo(() => messages().every((message) => message.canRecall));
  const forwardable = createMemo(() => messages().every((message) => message.canForward));
  // The buttons stay the same ones while messages come and go: one of them may have the keyboard.
  const actions = createMemo(() => actionsFor(forwardable(), recallable(), props.commands));
  return (
    <div class="selection-bar" role="toolbar" aria-label={t().selectionLabel} data-testid="selection-bar">
      <IconButton icon={X} label={t().selectionEnd} data-testid="selection-end" onClick={() => props.selection.end()} />
      <span class="selection-count ellipsis numbers" role="status" data-testid="selection-count">
        {t().selectionCount(props.selection.count())}
      </span>
      <For each={actions()}>
        {(action) => (
          <button
            type="button"
            class="selection-action"
            classList={{ danger: action.danger }}
            data-testid={action.testid}
            onClick={() => action.run(messages())}
          >
            <Icon of={action.icon} size={18} />
            {action.label}
          </button>
        )}
      </For>
    </div>
  );
}
