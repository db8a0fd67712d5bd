import { Show } from 'solid-js';

import type { MessageRow } from '../../../bindings';
import { t } from '../../../i18n/language';
import { kind } from '../kind';

const said = (message: MessageRow) => (message.own ? t().recalledOwn : t().recalledOther(message.senderName));

export default kind('recalled', {
  form: 'line',
  words: () => '',
  list: { name: () => t().kindRecalled },
  spoken: (_, message) => said(message),
  // A sentence of ours has the direction of the page, whatever name is in it.
  View: (props) => (
    <span>
      {said(props.message)}
      <Show when={props.message.canWriteAgain}>
        {' '}
        <button
          type="button"
          class="text-button"
          data-testid="write-again"
          tabindex={props.context.isActive(props.message.id) ? 0 : -1}
          onClick={() => props.context.actions.writeAgain(props.message.id)}
        >
          {t().writeAgain}
        </button>
      </Show>
    </span>
  ),
});
