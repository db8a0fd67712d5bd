import { ArrowLeft, Ellipsis, PanelRight, Search } from 'lucide';
import { Show, type JSX } from 'solid-js';

import type { Activity, ConversationRow, Person, Presence } from '../../bindings';
import { conversationTitle } from '../../i18n/conversation-title';
import { t } from '../../i18n/language';
import { Avatar } from '../avatar/avatar';
import { BotBadge } from '../bot-badge/bot-badge';
import { IconButton } from '../icon/icon-button';
import { PresenceDot, presenceWords } from '../presence/presence';
import './chat-header.css';

const activityWord = ({ person, activity }: { person: Person; activity: Activity }) =>
  activity === 'recording' ? t().isRecording(person.name) : t().isTyping(person.name);

/** Who one talks with, and what they are doing. */
export function ChatHeader(props: {
  row: ConversationRow;
  typists: { person: Person; activity: Activity }[];
  /** Whether the other person of a 1:1 is there; null where it is not known. */
  presence: Presence | null;
  now: number;
  narrow: boolean;
  panel: boolean;
  mediaUrl: (media: string) => string;
  onBack: () => void;
  /** Shows who the other person is. */
  onProfile: (user: string) => void;
  onPanel: () => void;
  onSearch: () => void;
  onMenu: (button: Element) => void;
}): JSX.Element {
  const second = () =>
    props.row.kind === 'group' && props.row.members > 0
      ? t().membersCount(props.row.members)
      : presenceWords(props.presence, props.now);
  return (
    <header class="chat-header">
      <Show when={props.narrow}>
        <IconButton icon={ArrowLeft} label={t().back} data-testid="back" onClick={() => props.onBack()} />
      </Show>
      <Show when={props.row.peer} fallback={<Avatar of={props.row.avatar} size={36} url={props.mediaUrl} />}>
        {(peer) => (
          <button
            type="button"
            class="header-person"
            aria-label={t().profileOf(props.row.title)}
            data-testid="header-profile"
            onClick={() => props.onProfile(peer())}
          >
            <span class="with-presence">
              <Avatar of={props.row.avatar} size={36} url={props.mediaUrl} />
              <PresenceDot presence={props.presence} />
            </span>
          </button>
        )}
      </Show>
      <div class="chat-title">
        <h1 class="ellipsis" data-testid="chat-title">
          <bdi>{conversationTitle(props.row)}</bdi>
        </h1>
        <p class="hint ellipsis" aria-live="polite" data-testid="typing-line">
          <Show when={props.row.bot && props.typists.length === 0}>
            <BotBadge />
          </Show>
          <Show when={props.typists[0]} fallback={<span data-testid="presence-words">{second()}</span>}>
            {(first) => (
              <span class="typing">
                {props.typists.length === 1 ? activityWord(first()) : t().severalTyping(props.typists.length)}
              </span>
            )}
          </Show>
        </p>
      </div>
      <Show when={props.row.joinRequests > 0 && !props.panel}>
        <button type="button" class="header-requests" data-testid="header-requests" onClick={() => props.onPanel()}>
          {t().joinWaiting(props.row.joinRequests)}
        </button>
      </Show>
      <IconButton icon={Search} label={t().searchHere} data-testid="search-here" onClick={() => props.onSearch()} />
      <IconButton
        icon={PanelRight}
        label={t().details}
        aria-pressed={props.panel}
        data-testid="details"
        onClick={() => props.onPanel()}
      />
      <IconButton
        icon={Ellipsis}
        label={t().menuFor(conversationTitle(props.row))}
        aria-haspopup="menu"
        data-testid="chat-menu"
        onClick={(event) => props.onMenu(event.currentTarget)}
      />
    </header>
  );
}
