import { For, Match, Show, Switch, type JSX } from 'solid-js';

import type { Connection, MessageRow } from '../../bindings';
import { gap, language, say, t } from '../../i18n/language';
import { clock, dayLine, moment } from '../../i18n/time';
import type { Entry } from '../../state/grouping';
import { Avatar } from '../avatar/avatar';
import { NextTry } from '../connection-line/connection-line';
import { DeliveryMark } from './delivery-mark';
import { GapLine } from './gap-line';
import { MessageText } from './message-text';
import { PictureBox } from './picture-box';
import type { MessageActions } from './message-menu';
import { displayed } from './words';

export interface EntryContext {
  /** Names and pictures of senders are shown. */
  group: boolean;
  now: number;
  /** The one row Tab reaches. */
  tabbable: () => string | undefined;
  mediaUrl: (media: string, variant: 'thumb' | 'preview') => string;
  /** Says why a message waits. */
  connection: () => Connection;
  actions: MessageActions;
}

/** What stands between two rows of the timeline and the row itself: day line, sender, bubble, what went wrong. */
export function EntryView(props: { entry: Entry; context: EntryContext }): JSX.Element {
  const row = () => props.entry.row;
  const message = () => {
    const r = row();
    return r.type === 'message' ? r : null;
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
        <Match when={asGap(row())}>
          {(gap) => (
            <GapLine state={gap().state} onRetry={() => props.context.actions.retryGap(gap().id)} />
          )}
        </Match>
        <Match when={message()}>
          {(m) => (
            <Switch fallback={<Bubble entry={props.entry} message={m()} context={props.context} />}>
              <Match when={m().body.kind === 'notice' || m().body.kind === 'recalled'}>
                <p
                  class="notice-line"
                  data-anchor
                  data-testid="message-row"
                  data-id={m().id}
                  data-kind={m().body.kind}
                  tabindex={props.context.tabbable() === m().id ? 0 : -1}
                >
                  <Line message={m()} />
                </p>
              </Match>
            </Switch>
          )}
        </Match>
      </Switch>
    </div>
  );
}

function asGap(row: Entry['row']) {
  return row.type === 'gap' ? row : null;
}

/** A notice has the direction of its words; a sentence of ours has that of the page, whatever name is in it. */
function Line(props: { message: MessageRow }): JSX.Element {
  const body = () => props.message.body;
  const notice = () => {
    const b = body();
    return b.kind === 'notice' ? b : null;
  };
  return (
    <Show
      when={notice()}
      fallback={<span>{props.message.own ? t().recalledOwn : t().recalledOther(props.message.senderName)}</span>}
    >
      {(said) => <bdi>{displayed(said().text) || t().blankMessage}</bdi>}
    </Show>
  );
}

function Bubble(props: { entry: Entry; message: MessageRow; context: EntryContext }): JSX.Element {
  const named = () => props.context.group && !props.message.own;
  const pictures = () => props.entry.pictures;
  const album = () => props.entry.places > 1 || (props.message.album?.count ?? 1) > 1;
  const last = () => pictures()[pictures().length - 1] ?? props.message;
  const captioned = () => pictures().find((p) => p.body.kind === 'picture' && p.body.picture.caption !== '');
  const caption = () => {
    const body = captioned()?.body;
    return body?.kind === 'picture' ? body.picture.caption : '';
  };
  const columns = () => {
    const places = props.entry.places;
    return places === 4 ? 2 : Math.min(places, 3);
  };

  return (
    <>
      <Show when={named() && props.entry.first}>
        <p class="sender">
          <bdi>{props.message.senderName}</bdi>
        </p>
      </Show>
      <div
        class="message"
        classList={{
          own: props.message.own,
          named: named(),
          first: props.entry.first,
          last: props.entry.last,
          mentioned: props.message.mentionsMe,
        }}
      >
        <Show when={named() && props.entry.first}>
          <span class="sender-avatar">
            <Avatar
              of={props.message.senderAvatar}
              size={36}
              url={(media) => props.context.mediaUrl(media, 'thumb')}
            />
          </span>
        </Show>
        <Show
          when={pictures().length > 0}
          fallback={
            <MessageElement message={props.message} context={props.context} class="bubble">
              <Switch
                fallback={<span class="words soft">{t().unsupported}</span>}
              >
                <Match when={props.message.body.kind === 'text' && props.message.body}>
                  {(body) => (
                    <Show when={body().text} fallback={<span class="words soft">{t().blankMessage}</span>}>
                      {(text) => <MessageText text={text()} links={props.message.links} onLink={props.context.actions.link} />}
                    </Show>
                  )}
                </Match>
              </Switch>
              <Meta message={props.message} />
            </MessageElement>
          }
        >
          <div class="bubble pictures" classList={{ captioned: caption() !== '', album: album() }}>
            <div class="album-grid" style={{ '--columns': String(album() ? columns() : 1) }}>
              <For each={pictures()}>
                {(picture) => (
                  <MessageElement message={picture} context={props.context} class="picture-cell">
                    <Show when={picture.body.kind === 'picture' && picture.body.picture}>
                      {(value) => (
                        <PictureBox
                          picture={value()}
                          delivery={picture.delivery}
                          tile={album()}
                          src={props.context.mediaUrl(value().media, 'preview')}
                          onOpen={() => props.context.actions.openPicture(picture.id)}
                          onCancel={() => props.context.actions.cancel(picture.id)}
                        />
                      )}
                    </Show>
                  </MessageElement>
                )}
              </For>
            </div>
            <Show when={caption()}>
              <div class="caption">
                <MessageText text={caption()} links={captioned()?.links ?? []} onLink={props.context.actions.link} />
                <Meta message={last()} />
              </div>
            </Show>
            <Show when={!caption()}>
              <Meta message={last()} over />
            </Show>
          </div>
        </Show>
      </div>
      <For each={pictures().length > 0 ? pictures() : [props.message]}>
        {(m) => <Trouble message={m} last={props.entry.last} context={props.context} />}
      </For>
    </>
  );
}

/** The element that is one message: anchor of the scrolling, target of the menu, stop of the arrow keys. */
function MessageElement(props: {
  message: MessageRow;
  context: EntryContext;
  class: string;
  children: JSX.Element;
}): JSX.Element {
  const name = () => {
    const who = props.message.own ? t().you : props.message.senderName;
    const words = [who, clock(props.message.time)];
    // Seen as a line at the bubble's edge.
    if (props.message.mentionsMe) words.push(t().mentionsYou);
    return words.join(', ');
  };
  return (
    <div
      class={props.class}
      role="article"
      aria-label={name()}
      tabindex={props.context.tabbable() === props.message.id ? 0 : -1}
      data-anchor
      data-testid="message-row"
      data-id={props.message.id}
      data-own={props.message.own ? 'true' : undefined}
      data-kind={props.message.body.kind}
      onContextMenu={(event) => {
        event.preventDefault();
        props.context.actions.menu(props.message, { x: event.clientX, y: event.clientY });
      }}
    >
      {props.children}
    </div>
  );
}

function Meta(props: { message: MessageRow; over?: boolean }): JSX.Element {
  return (
    <span class="meta numbers" classList={{ over: props.over }}>
      <time title={moment(props.message.time, language())}>{clock(props.message.time)}</time>
      <Show when={props.message.own && props.message.delivery}>
        {(delivery) => <DeliveryMark delivery={delivery()} />}
      </Show>
    </span>
  );
}

/** Why a message did not get through, and the ways out. */
function Trouble(props: { message: MessageRow; last: boolean; context: EntryContext }): JSX.Element {
  const actions = () => props.context.actions;
  // Once below several that wait together.
  const waits = () => {
    const kind = props.message.delivery?.kind;
    return props.last && (kind === 'sending' || kind === 'uploading') ? props.context.connection() : null;
  };
  const offline = () => {
    const connection = waits();
    return connection?.kind === 'offline' ? connection : null;
  };
  const failed = () => (props.message.delivery?.kind === 'failed' ? props.message.delivery : null);
  const onlyMe = () => (props.message.delivery?.kind === 'only_me' ? props.message.delivery : null);
  return (
    <>
      <Show when={offline()}>
        {(connection) => (
          <p class="trouble soft" role="status" data-testid="waiting" data-id={props.message.id}>
            {t().waits(say(connection().reason.text))}
            {gap()}
            <NextTry at={connection().nextTry} />
          </p>
        )}
      </Show>
      <Show when={waits()?.kind === 'sign_in_needed'}>
        <p class="trouble soft" role="status" data-testid="waiting" data-id={props.message.id}>
          {t().waits(t().signInNeeded)}
        </p>
      </Show>
      <Show when={failed()}>
        {(delivery) => (
          <p class="trouble" role="status" data-testid="failed" data-id={props.message.id}>
            <strong>{t().notSent}</strong>
            {gap()}
            <span>{say(delivery().reason.text)}</span>{' '}
            <button type="button" class="text-button" data-testid="retry" onClick={() => actions().retry(props.message.id)}>
              {t().retry}
            </button>
            <Show when={props.message.body.kind === 'text'}>
              <button type="button" class="text-button" data-testid="edit" onClick={() => actions().edit(props.message.id)}>
                {t().edit}
              </button>
            </Show>
            <button type="button" class="text-button" data-testid="delete" onClick={() => actions().drop(props.message.id)}>
              {t().delete}
            </button>
          </p>
        )}
      </Show>
      <Show when={props.message.lost && props.last}>
        <p class="trouble soft" data-testid="lost" data-id={props.message.id}>
          {t().lostAtServer}
        </p>
      </Show>
      <Show when={onlyMe()}>
        {(delivery) => (
          <p class="trouble soft" role="status">
            {t().onlyYou}
            {gap()}
            {say(delivery().reason.text)}
          </p>
        )}
      </Show>
    </>
  );
}
