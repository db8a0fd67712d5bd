import type { JSX } from 'solid-js';

import type { MessageRow } from '../../bindings';
import { language, t } from '../../i18n/language';
import { listed } from '../../i18n/listed';
import { clock, moment } from '../../i18n/time';
import type { MessageContext } from './context';
import { linkAt } from './copying';
import { stateWord } from './delivery-mark';
import { kindOf } from './kinds';
import { markWords } from './mark-signs';
import { quotedSender, quotedWords } from './quote';
import { readWord } from './read-word';
import { streamedWords } from './streamed';

/** Of a long text a screen reader says the beginning; the words themselves can be read on in the row. */
const SPOKEN = 500;

/** Who, what, when, and how it stands. */
function spoken(message: MessageRow, context: MessageContext): string {
  const { body } = message;
  const what = kindOf(body).spoken(body, message);
  const words = [what.length > SPOKEN ? `${what.slice(0, SPOKEN)}…` : what, clock(message.time)];
  if (kindOf(body).form !== 'line') words.unshift(message.own ? t().you : message.senderName);
  if (message.quote) words.splice(1, 0, t().quoteOf(quotedSender(message.quote), quotedWords(message.quote)));
  if (message.edited) words.push(t().edited);
  const streamed = streamedWords(message);
  if (streamed !== '') words.push(streamed);
  words.push(...markWords(message.marks));
  if (message.reactions.length > 0) words.push(t().reactionsSpoken(listed(message.reactions.map((one) => `${one.label} ${one.count}`))));
  if (context.isSelected(message.id)) words.unshift(t().selectedMark);
  if (message.mentionsMe) words.push(t().mentionsYou);
  if (message.readBy?.count) words.push(readWord(message.readBy));
  const delivery = message.editPending ? ({ kind: 'sending' } as const) : message.delivery;
  if (message.own && delivery) words.push(stateWord(delivery, context.connection()));
  return words.join(', ');
}

/** The element that is one message: anchor of the scrolling, target of the menu, stop of the arrow keys. */
export function MessageElement(props: {
  message: MessageRow;
  context: MessageContext;
  class: string;
  style?: JSX.CSSProperties;
  children: JSX.Element;
}): JSX.Element {
  const place = () => props.context.place(props.message.id);
  return (
    <div
      class={props.class}
      classList={{ marked: props.context.isMarked(props.message.id), 'in-selection': props.context.isSelected(props.message.id) }}
      style={props.style}
      role="article"
      aria-label={spoken(props.message, props.context)}
      aria-posinset={place()?.at}
      aria-setsize={place()?.of}
      title={kindOf(props.message.body).form === 'line' ? moment(props.message.time, language()) : undefined}
      tabindex={props.context.isActive(props.message.id) ? 0 : -1}
      data-anchor
      data-testid="message-row"
      data-id={props.message.id}
      data-own={props.message.own ? 'true' : undefined}
      data-kind={props.message.body.kind}
      onContextMenu={(event) => {
        event.preventDefault();
        props.context.actions.menu(props.message, { x: event.clientX, y: event.clientY }, linkAt(event.target));
      }}
    >
      {props.children}
    </div>
  );
}
