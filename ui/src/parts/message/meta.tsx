import { Show, type JSX } from 'solid-js';

import type { Connection, MessageRow } from '../../bindings';
import { language, t } from '../../i18n/language';
import { clock, moment } from '../../i18n/time';
import { DeliveryMark } from './delivery-mark';
import { readWord } from './read-word';
import { MarkSigns } from './mark-signs';

/** When it was written and, of an own one, how far it has come. The row's own name says it too. */
export function Meta(props: { message: MessageRow; connection: Connection; over?: boolean }): JSX.Element {
  return (
    <span class="meta numbers" classList={{ over: props.over }}>
      <MarkSigns marks={props.message.marks} />
      <Show when={props.message.edited}>
        <span data-testid="edited">{t().edited}</span>
      </Show>
      <time title={moment(props.message.time, language())}>{clock(props.message.time)}</time>
      <Show when={props.message.readBy?.count ? props.message.readBy : null}>
        {(read) => (
          <span class="read-by" data-testid="read-by">
            {readWord(read())}
          </span>
        )}
      </Show>
      <Show when={props.message.own && props.message.delivery}>
        {(delivery) => (
          // Its other words are not there yet.
          <DeliveryMark delivery={props.message.editPending ? { kind: 'sending' } : delivery()} connection={props.connection} />
        )}
      </Show>
    </span>
  );
}
