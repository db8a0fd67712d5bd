import { BellOff, CircleAlert, Clock3, Paperclip, Pin, type IconNode } from 'lucide';
import { Match, Show, Switch, type JSX } from 'solid-js';

import type { ConversationRow as RowValue, Preview } from '../../bindings';
import { t } from '../../i18n/language';
import { listTime } from '../../i18n/time';
import { Avatar } from '../avatar/avatar';
import { Icon } from '../icon/icon';
import { kindNamed } from '../message/kinds';

export function badge(unread: number): string {
  return unread > 99 ? '99+' : String(unread);
}

/** One line of the list: what it is, when, the last that was said, and how much of it is unread. */
export function ConversationLine(props: {
  row: RowValue;
  selected: boolean;
  tabbable: boolean;
  /** Where it stands, from 1, and among how many: only a few of them are in the page. */
  position: number;
  size: number;
  now: number;
  mediaUrl: (media: string) => string;
  onOpen: () => void;
  onMenu: (event: MouseEvent) => void;
}): JSX.Element {
  return (
    <div
      class="conversation-row"
      classList={{ selected: props.selected, pinned: props.row.pinned, unread: props.row.unread > 0 }}
      role="option"
      aria-selected={props.selected}
      aria-posinset={props.position}
      aria-setsize={props.size}
      tabindex={props.tabbable ? 0 : -1}
      data-testid="conversation-row"
      data-id={props.row.id}
      onClick={() => props.onOpen()}
      onContextMenu={(event) => props.onMenu(event)}
    >
      <Avatar of={props.row.avatar} url={props.mediaUrl} />
      <span class="conversation-text">
        <span class="line">
          <bdi class="name ellipsis" data-testid="conversation-title">
            {props.row.title}
          </bdi>
          <Show when={props.row.muted}>
            <Mark icon={BellOff} words={t().muted} />
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
            <Show when={props.row.unread === 0} fallback={<span class="visually-hidden">{t().pinned}</span>}>
              <Mark icon={Pin} words={t().pinned} />
            </Show>
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
          <Show when={!listed(preview()).instead || !preview().text}>{listed(preview()).name()} </Show>
          <Show when={preview().text}>
            <bdi>{preview().text}</bdi>
          </Show>
        </>
      )}
    </Show>
  );
}
