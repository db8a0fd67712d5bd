import { Show, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import './undo-bar.css';

/** For some seconds after something was done: what it was, and the way to have it undone. */
export function UndoBar(props: { words: string | null; onUndo: () => void }): JSX.Element {
  return (
    <div class="undo-place" role="status">
      <Show when={props.words}>
        <div class="undo-bar" data-testid="undo-bar">
          <span>{props.words}</span>
          <button type="button" class="text-button" data-testid="undo-delete" onClick={() => props.onUndo()}>
            {t().undo}
          </button>
        </div>
      </Show>
    </div>
  );
}
