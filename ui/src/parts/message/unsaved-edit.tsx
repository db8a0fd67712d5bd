import { Show, type JSX } from 'solid-js';

import type { MessageRow } from '../../bindings';
import { gap, say, t } from '../../i18n/language';
import type { MessageContext } from './context';

/** An edit that was refused: why, and what is to become of its words. */
export function UnsavedEdit(props: { message: MessageRow; context: MessageContext }): JSX.Element {
  const actions = () => props.context.actions;
  const chip = (label: string, testid: string, run: () => void) => (
    <button
      type="button"
      class="chip"
      data-testid={testid}
      tabindex={props.context.isActive(props.message.id) ? 0 : -1}
      onClick={run}
    >
      {label}
    </button>
  );
  return (
    <Show when={props.message.unsavedEdit}>
      {(edit) => (
        <div class="message-trouble" role="status" data-testid="unsaved-edit" data-id={props.message.id}>
          <p>
            <strong>{t().editNotSaved}</strong>
            {gap()}
            <span>{say(edit().reason.text)}</span>
          </p>
          <span class="chips">
            <Show
              when={props.message.canEdit}
              fallback={chip(t().copyText, 'copy-edit', () => actions().copy(edit().text))}
            >
              {chip(t().editAgain, 'edit-again', () => actions().rewrite(props.message, edit().text))}
            </Show>
            {chip(t().discard, 'discard-edit', () => actions().discardEdit(props.message.id))}
          </span>
        </div>
      )}
    </Show>
  );
}
