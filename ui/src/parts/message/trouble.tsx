import { Show, type JSX } from 'solid-js';

import type { MessageRow } from '../../bindings';
import { gap, say, t } from '../../i18n/language';
import type { MessageContext } from './context';
import { kindOf } from './kinds';
import { HeldBack } from './held-back';
import { UnsavedEdit } from './unsaved-edit';

/** Why a message did not get through, and the ways out. */
export function Trouble(props: { message: MessageRow; last: boolean; context: MessageContext }): JSX.Element {
  const actions = () => props.context.actions;
  const failed = () => (props.message.delivery?.kind === 'failed' ? props.message.delivery : null);
  const onlyMe = () => (props.message.delivery?.kind === 'only_me' ? props.message.delivery : null);
  const heldBack = () => (props.message.delivery?.kind === 'held_back' ? props.message.delivery : null);
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
    <>
      <Show when={failed()}>
        {(delivery) => (
          <div class="message-trouble" role="status" data-testid="failed" data-id={props.message.id}>
            <p>
              <strong>{t().notSent}</strong>
              {gap()}
              <span>{say(delivery().reason.text)}</span>
            </p>
            <span class="chips">
              {chip(t().retry, 'retry', () => actions().retry(props.message.id))}
              <Show when={kindOf(props.message.body).editable}>
                {chip(t().edit, 'edit', () => actions().edit(props.message.id))}
              </Show>
              {chip(t().delete, 'delete', () => actions().remove(props.message))}
            </span>
          </div>
        )}
      </Show>
      <Show when={heldBack()}>{(delivery) => <HeldBack until={delivery().until} />}</Show>
      <UnsavedEdit message={props.message} context={props.context} />
      <Show when={props.message.lost && props.last}>
        <p class="message-trouble soft" data-testid="lost" data-id={props.message.id}>
          {t().lostAtServer}
        </p>
      </Show>
      <Show when={onlyMe()}>
        {(delivery) => (
          <p class="message-trouble soft" role="status">
            {t().onlyYou}
            {gap()}
            {say(delivery().reason.text)}
          </p>
        )}
      </Show>
    </>
  );
}
