import { Check, CheckCheck, CircleAlert, Clock3, EyeOff } from 'lucide';
import { Match, Switch, type JSX } from 'solid-js';

import type { Connection, Delivery } from '../../bindings';
import { t } from '../../i18n/language';
import { Icon } from '../icon/icon';

/** It is not at the server and will be, without anybody doing anything. */
export const onTheWay = (delivery: Delivery | null | undefined): boolean =>
  delivery?.kind === 'sending' || delivery?.kind === 'held_back' || delivery?.kind === 'uploading';

/** How far an own message has come, in a word. */
export function stateWord(delivery: Delivery, connection: Connection): string {
  switch (delivery.kind) {
    case 'held_back':
    case 'sending':
      return connection.kind === 'online' ? t().stateSending : t().stateWaiting;
    case 'uploading':
      return t().uploading(delivery.percent);
    case 'sent':
      return t().stateSent;
    case 'read':
      return t().stateRead;
    case 'only_me':
      return t().onlyYou;
    case 'failed':
      return t().notSent;
  }
}

/** Clock, one tick, two ticks, each with its word as a tooltip; the name of the row says it to a screen reader. */
export function DeliveryMark(props: { delivery: Delivery; connection: Connection }): JSX.Element {
  return (
    <span
      class="delivery"
      classList={{ read: props.delivery.kind === 'read', failed: props.delivery.kind === 'failed' }}
      title={stateWord(props.delivery, props.connection)}
      aria-hidden="true"
      data-testid="delivery"
      data-state={props.delivery.kind}
    >
      <Switch>
        <Match when={onTheWay(props.delivery)}>
          <Icon of={Clock3} size={13} />
        </Match>
        <Match when={props.delivery.kind === 'sent'}>
          <Icon of={Check} size={15} />
        </Match>
        <Match when={props.delivery.kind === 'read'}>
          <Icon of={CheckCheck} size={15} />
        </Match>
        <Match when={props.delivery.kind === 'only_me'}>
          <Icon of={EyeOff} size={13} />
        </Match>
        <Match when={props.delivery.kind === 'failed'}>
          <Icon of={CircleAlert} size={14} />
        </Match>
      </Switch>
    </span>
  );
}
