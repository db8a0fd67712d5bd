import { Show, type JSX } from 'solid-js';

import type { Connection, MessageRow } from '../../bindings';
import { language, t } from '../../i18n/language';
import { clock, moment } from '../../i18n/time';
import { DeliveryMark } from './delivery-mark';

/** When it was written and, of an own one, how far it has come. The row's own name says it too. */
export function Meta(props: { message: MessageRow; connection: Connection; over?: boolean }): JSX.Element {
  return (
    <span class="meta numbers" classList={{ over: props.over }}>
      <Show when={props.message.edited}>
        <span data-testid="edited">{t().edited}</span>
      </Show>
      <time title={moment(props.message.time, language())}>{clock(props.message.time)}</time>
      <Show when={props.message.own && props.message.delivery}>
        {(delivery) => <DeliveryMark delivery={delivery()} connection={props.connection} />}
      </Show>
    </span>
  );
}
