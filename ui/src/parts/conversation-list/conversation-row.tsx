import { BellOff, BellRing, CircleAlert, Clock3, Mic, Paperclip, Pin, Star, type IconNode } from 'lucide';
import { Match, Show, Switch, type JSX } from 'solid-js';

import type { ConversationRow as RowValue, Preview } from '../../bindings';
import { conversationTitle } from '../../i18n/conversation-title';
import { happenedWords } from '../../i18n/happened';
import { t } from '../../i18n/language';
import { listTime } from '../../i18n/time';
import { Avatar } from '../avatar/avatar';
import { BotBadge } from '../bot-badge/bot-badge';
import { Icon } from '../icon/icon';
import { kindNamed } from '../message/kinds';

export function badge(unread: number): string {
  return unread > 99 ? '99+' : String(unread);
}

/** One line of the list: what it is, when, the last that was said, and how much of it is unread. */
export function ConversationLine(props: {
  row: RowValue;
  selected: boolean;
  /** Of several that are chosen together. */
  chosen?: boolean | undefined;
  /** What is dragged would stand in front of it. */
  dropBefore?: boolean;
  tabbable: boolean;
  /** Where it stands, from 1, and among how many: only a few of them are in the page. */
  position: number;
  size: number;
  now: number;
  mediaUrl: (media: string) => string;
  onOpen: (event: MouseEvent) => void;
  onMenu: (event: MouseEvent) => void;
}): JSX.Element {
  return (
    <div
      class="conversation-row"
      classList={{
        selected: props.selected, pinned: props.row.pinned, unread: props.row.unread > 0 || props.row.markedUnread,
        chosen: props.chosen,
        'drop-before': props.dropBefore,
      }}
      role="option"
      aria-selected={props.selected}
      aria-posinset={props.position}
      aria-setsize={props.size}
      tabindex={props.tabbable ? 0 : -1}
      data-testid="conversation-row"
      data-id={props.row.id}
      onClick={(event) => props.onOpen(event)}
      onContextMenu={(event) => props.onMenu(event)}
    >
      <Avatar of={props.row.avatar} url={props.mediaUrl} />
      <span class="conversation-text">
        <span class="line">
          <bdi class="name ellipsis" data-testid="conversation-title">
            {conversationTitle(props.row)}
          </bdi>
          <Show when={props.row.bot}>
            <BotBadge />
          </Show>
          <Show when={props.row.favourite}>
            <Mark icon={Star} words={t().favouriteChat} />
          </Show>
          <Show when={props.row.muted}>
            <Show when={props.row.letThrough} fallback={<Mark icon={BellOff} words={t().muted} />}>
              <Mark icon={BellRing} words={t().letThroughSome} />
            </Show>
          </Show>
          <time class="hint numbers">{listTime(props.row.time, props.now, t())}</time>
        </span>
        <span class="line">
          <Switch>
            <Match when={props.row.outgoing === 'failed'}>
              <Mark icon={CircleAlert} words={t().rowFailed} failed />
            </Match>
            <Match when={props.row.outgoing === 'sending'}>
              <Mark icon={Clock3} words={t().rowSending} />
            </Match>
          </Switch>
          <span class="preview ellipsis" data-testid="conversation-preview">
            <PreviewText row={props.row} />
          </span>
          <Show when={props.row.pinned}>
            <Show when={props.row.unread === 0 && !props.row.markedUnread} fallback={<span class="visually-hidden">{t().pinned}</span>}>
              <Mark icon={Pin} words={t().pinned} />
            </Show>
          </Show>
          <Show when={props.row.markedUnread && props.row.unread === 0}>
            <span class="unread-dot" classList={{ quiet: props.row.muted }} title={t().markedUnread} data-testid="marked-unread">
              <span class="visually-hidden">{t().markedUnread}</span>
            </span>
          </Show>
          <Show when={props.row.unread > 0}>
            <span class="badge numbers" classList={{ quiet: props.row.muted }} data-testid="unread">
              <span aria-hidden="true">{badge(props.row.unread)}</span>
              <span class="visually-hidden">{t().unreadCount(props.row.unread)}</span>
            </span>
          </Show>
        </span>
      </span>
    </div>
  );
}

function Mark(props: { icon: IconNode; words: string; failed?: boolean }): JSX.Element {
  return (
    <span class="mark" classList={{ failed: props.failed }} title={props.words}>
      <Icon of={props.icon} size={14} />
      <span class="visually-hidden">{props.words}</span>
    </span>
  );
}

function PreviewText(props: { row: RowValue }): JSX.Element {
  return (
    <Switch fallback={<PreviewOf row={props.row} />}>
      <Match when={props.row.draft}>
        {(draft) => (
          <>
            <span class="draft">[{t().draftMark}]</span>{' '}
            <Show when={draft().pictures}>
              <Icon of={Paperclip} size={14} class="kind" />
              {t().attachment}{' '}
            </Show>
            <Show when={draft().voice}>
              <Icon of={Mic} size={14} class="kind" />
              {t().kindVoice}{' '}
            </Show>
            <bdi>{draft().text}</bdi>
          </>
        )}
      </Match>
      <Match when={props.row.mentioned}>
        <span class="mention">{t().mentionMark}</span> <PreviewOf row={props.row} />
      </Match>
    </Switch>
  );
}

/** What the line says: what happened to the group is said in the language of the window. */
const said = (preview: Preview, at: number) => (preview.happened ? happenedWords(preview.happened, at) : preview.text);

const listed = (preview: Preview) => kindNamed(preview.kind).list;

function PreviewOf(props: { row: RowValue }): JSX.Element {
  return (
    <Show when={props.row.preview} fallback={<span>{t().noMessages}</span>}>
      {(preview) => (
        <>
          <Show when={preview().sender}>
            {(sender) => (
              <>
                <bdi>{sender()}</bdi>:{' '}
              </>
            )}
          </Show>
          <Show when={listed(preview()).icon}>{(icon) => <Icon of={icon()} size={14} class="kind" />}</Show>
          <Show when={!listed(preview()).instead || !said(preview(), props.row.time)}>{listed(preview()).name()} </Show>
          <Show when={said(preview(), props.row.time)}>{(words) => <bdi>{words()}</bdi>}</Show>
        </>
      )}
    </Show>
  );
}
