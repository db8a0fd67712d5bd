import { Show, type JSX } from 'solid-js';

import type { MessageRow } from '../../bindings';
import type { MessageContext } from './context';
import { MessageElement } from './element';

/** What stands around a message of any kind: a place for each thing that can be said beside its body. */
export function MessageFrame(props: {
  message: MessageRow;
  context: MessageContext;
  /** First and last of what one sender wrote together. */
  first: boolean;
  last: boolean;
  /** The body reaches the edges of the bubble. */
  media: boolean;
  /** The body stands on the ground of the chat. */
  bare: boolean;
  /** All messages of it are selected. */
  selected: boolean;
  /** The bubble holds several messages, each an element of its own. */
  several: boolean;
  /** Picture of the sender, beside the last bubble. */
  avatar: JSX.Element;
  /** Name of the sender, in the first bubble. */
  sender: JSX.Element;
  /** What it answers. */
  quote?: JSX.Element;
  body: JSX.Element;
  reactions?: JSX.Element;
  /** What went wrong, below the bubble. */
  trouble: JSX.Element;
}): JSX.Element {
  const named = () => props.context.group && !props.message.own;
  const inside = () => (
    <>
      {props.sender}
      {props.quote}
      {props.body}
      {props.reactions}
    </>
  );
  const shape = () => `bubble${props.media ? ' media' : ''}${props.bare ? ' bare' : ''}${props.several ? ' album' : ''}`;
  return (
    <>
      <div
        class="message"
        classList={{
          own: props.message.own,
          named: named(),
          first: props.first,
          last: props.last,
          mentioned: props.message.mentionsMe,
          'in-selection': props.selected,
        }}
      >
        {props.avatar}
        <Show
          when={props.several}
          fallback={
            <MessageElement message={props.message} context={props.context} class={shape()}>
              {inside()}
            </MessageElement>
          }
        >
          <div class={shape()}>{inside()}</div>
        </Show>
      </div>
      {props.trouble}
    </>
  );
}
