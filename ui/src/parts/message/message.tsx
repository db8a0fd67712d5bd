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
import { Streamed } from './streamed';
import { Trouble } from './trouble';
import { UnsavedEdit } from './unsaved-edit';
import './message.css';

/** One message, or several that were sent together, in the form its kind has. */
export function Message(props: { entry: Entry; message: MessageRow; context: MessageContext }): JSX.Element {
  const kind = createMemo(() => kindOf(props.message.body));
  const messages = () => props.entry.messages;
  const newest = () => messages()[messages().length - 1] ?? props.message;
  const shown = () => messages()[0] ?? props.message;
  /** The one that others answer. */
  const answered = () => messages().find((message) => message.answers > 0);
  const named = () => props.context.group && !props.message.own;

  /** A chat with a bot begins anew: a line across it. */
  const begins = () => {
    const { body } = shown();
    return body.kind === 'notice' && body.happened?.kind === 'new_chat';
  };

  const view = () => (
    <Dynamic
      component={kind().View}
      message={shown()}
      body={shown().body}
      messages={messages()}
      places={props.entry.places}
      context={props.context}
      meta={(over?: boolean) => <Meta message={newest()} connection={props.context.connection()} over={over} />}
    />
  );

  return (
    <>
      <Show when={messages().length > 0}>
        <Show
          when={kind().form !== 'line'}
          fallback={
            <MessageElement message={props.message} context={props.context} class={`notice-line${begins() ? ' beginning' : ''}`}>
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
            bare={shown().quote === null && (kind().bare?.(shown().body, props.context) ?? false)}
            selected={messages().every((message) => props.context.isSelected(message.id))}
            several={(props.message.album?.count ?? 1) > 1}
            avatar={
              <Show when={named() && props.entry.last}>
                <button
                  type="button"
                  class="sender-avatar"
                  tabindex="-1"
                  aria-label={t().profileOf(props.message.senderName)}
                  data-testid="sender-avatar"
                  onClick={() => props.context.actions.profile(props.message.sender)}
                >
                  <Avatar of={props.message.senderAvatar} size={32} url={(media) => props.context.mediaUrl(media, 'thumb')} />
                </button>
              </Show>
            }
            sender={
              <Show when={named() && props.entry.first}>
                <p class="sender ellipsis" style={{ '--hue': String(hueOf(props.message.senderAvatar.hue)) }}>
                  <bdi onClick={() => props.context.actions.profile(props.message.sender)}>{props.message.senderName}</bdi>
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
              <>
                <For each={messages()}>
                  {(message) => (
                    <Reactions
                      message={message}
                      reachable={props.context.isActive(message.id)}
                      onReact={(key, on) => props.context.actions.react(message.id, key, on)}
                    />
                  )}
                </For>
                <Show when={answered()}>
                  {(message) => (
                    <button
                      type="button"
                      class="text-button thread-link"
                      data-testid="thread-link"
                      tabindex={props.context.isActive(message().id) ? 0 : -1}
                      onClick={() => props.context.actions.openThread(message().id)}
                    >
                      {t().threadAnswers(message().answers)}
                    </button>
                  )}
                </Show>
              </>
            }
            trouble={
              <For each={messages()}>
                {(message) => (
                  <>
                    <Trouble message={message} last={props.entry.last} context={props.context} />
                    <Streamed message={message} context={props.context} />
                  </>
                )}
              </For>
            }
          />
        </Show>
      </Show>
    </>
  );
}
