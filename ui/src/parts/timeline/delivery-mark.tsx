import { Check, CheckCheck, CircleAlert, Clock3, EyeOff } from 'lucide';
import { Match, Switch, type JSX } from 'solid-js';

import type { Delivery } from '../../bindings';
import { t } from '../../i18n/language';
import { Icon } from '../icon/icon';

/** Clock, one tick, two ticks. Each with its word for a screen reader and a tooltip. */
export function DeliveryMark(props: { delivery: Delivery }): JSX.Element {
  const word = () => {
    switch (props.delivery.kind) {
      case 'sending':
        return t().stateSending;
      case 'uploading':
        return t().uploading(props.delivery.percent);
      case 'sent':
        return t().stateSent;
      case 'read':
        return t().stateRead;
      case 'only_me':
        return t().onlyYou;
      case 'failed':
        return t().notSent;
    }
  };
  return (
    <span
      class="delivery"
      classList={{ read: props.delivery.kind === 'read', failed: props.delivery.kind === 'failed' }}
      title={word()}
      data-testid="delivery"
      data-state={props.delivery.kind}
    >
      <Switch>
        <Match when={props.delivery.kind === 'sending' || props.delivery.kind === 'uploading'}>
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
      <span class="visually-hidden">{word()}</span>
    </span>
  );
}
