import { createMemo, For, Show, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';

import type { MessageRow } from '../../bindings';
import { t } from '../../i18n/language';
import type { Entry } from '../../state/grouping';
import { Avatar } from '../avatar/avatar';
import { hueOf } from '../avatar/hue';
import type { MessageContext } from './context';
import { MessageElement } from './element';
import { MessageFrame } from './frame';
import { kindOf } from './kinds';
import { Meta } from './meta';
import { QuoteView } from './quote';
import { Reactions } from './reactions';
import { Trouble } from './trouble';
import { UnsavedEdit } from './unsaved-edit';
import './message.css';

/** One message, or several that were sent together, in the form its kind has. */
export function Message(props: { entry: Entry; message: MessageRow; context: MessageContext }): JSX.Element {
  const kind = createMemo(() => kindOf(props.message.body));
  const staying = createMemo(() => props.entry.messages.filter((message) => !props.context.isLeaving(message.id)));
  const leaving = createMemo(() => props.entry.messages.filter((message) => props.context.isLeaving(message.id)));
  const newest = () => staying()[staying().length - 1] ?? props.message;
  const shown = () => staying()[0] ?? props.message;
  const named = () => props.context.group && !props.message.own;

  const view = () => (
    <Dynamic
      component={kind().View}
      message={shown()}
      body={shown().body}
      messages={staying()}
      places={props.entry.places}
      context={props.context}
      meta={(over?: boolean) => <Meta message={newest()} connection={props.context.connection()} over={over} />}
    />
  );

  return (
    <>
      <Show when={staying().length > 0}>
        <Show
          when={kind().form !== 'line'}
          fallback={
            <MessageElement message={props.message} context={props.context} class="notice-line">
              {view()}
              <UnsavedEdit message={shown()} context={props.context} />
            </MessageElement>
          }
        >
          <MessageFrame
            message={shown()}
            context={props.context}
            first={props.entry.first}
            last={props.entry.last}
            media={kind().form === 'media'}
            bare={shown().quote === null && (kind().bare?.(shown().body) ?? false)}
            selected={staying().every((message) => props.context.isSelected(message.id))}
            several={(props.message.album?.count ?? 1) > 1}
            avatar={
              <Show when={named() && props.entry.last}>
                <span class="sender-avatar">
                  <Avatar of={props.message.senderAvatar} size={32} url={(media) => props.context.mediaUrl(media, 'thumb')} />
                </span>
              </Show>
            }
            sender={
              <Show when={named() && props.entry.first}>
                <p class="sender ellipsis" style={{ '--hue': String(hueOf(props.message.senderAvatar.hue)) }}>
                  <bdi>{props.message.senderName}</bdi>
                </p>
              </Show>
            }
            quote={
              <Show when={shown().quote}>
                {(quote) => (
                  <QuoteView
                    quote={quote()}
                    thumb={(media) => props.context.mediaUrl(media, 'thumb')}
                    reachable={props.context.isActive(shown().id)}
                    onGo={() => props.context.actions.goToQuoted(shown())}
                  />
                )}
              </Show>
            }
            body={view()}
            reactions={
              <For each={staying()}>
                {(message) => (
                  <Reactions
                    message={message}
                    reachable={props.context.isActive(message.id)}
                    onReact={(key, on) => props.context.actions.react(message.id, key, on)}
                  />
                )}
              </For>
            }
            trouble={
              <For each={staying()}>
                {(message) => <Trouble message={message} last={props.entry.last} context={props.context} />}
              </For>
            }
          />
        </Show>
      </Show>
      <For each={leaving()}>
        {(message) => (
          <p class="leaving-line" role="status" data-testid="deleted" data-id={message.id}>
            {t().messageDeleted}
            <button type="button" class="chip" data-testid="undo-delete" onClick={() => props.context.actions.undoDrop(message.id)}>
              {t().undo}
            </button>
          </p>
        )}
      </For>
    </>
  );
}
