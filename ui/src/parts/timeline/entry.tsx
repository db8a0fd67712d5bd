import { Match, Show, Switch, type JSX } from 'solid-js';

import { language, t } from '../../i18n/language';
import { dayLine } from '../../i18n/time';
import type { Entry } from '../../state/grouping';
import type { MessageContext } from '../message/context';
import { Message } from '../message/message';
import { GapLine } from './gap-line';

/** One row of the timeline, and the line of the day above it. */
export function EntryView(props: { entry: Entry; context: MessageContext }): JSX.Element {
  const row = () => props.entry.row;
  const message = () => {
    const r = row();
    return r.type === 'message' ? r : null;
  };
  const missing = () => {
    const r = row();
    return r.type === 'gap' ? r : null;
  };
  return (
    <div class="entry" classList={{ first: props.entry.first, own: message()?.own }}>
      <Show when={props.entry.day !== null}>
        <p class="day-line" data-testid="day-line">
          <span>{dayLine(props.entry.day as number, props.context.now, t(), language())}</span>
        </p>
      </Show>
      <Switch>
        <Match when={row().type === 'unread'}>
          <p class="unread-line" data-testid="unread-line" data-anchor>
            <span>{t().unreadLine}</span>
          </p>
        </Match>
        <Match when={missing()}>
          {(gap) => <GapLine state={gap().state} onRetry={() => props.context.actions.retryGap(gap().id)} />}
        </Match>
        <Match when={message()}>{(m) => <Message entry={props.entry} message={m()} context={props.context} />}</Match>
      </Switch>
    </div>
  );
}
