import { ArrowLeft, Ellipsis, PanelRight } from 'lucide';
import { Show, type JSX } from 'solid-js';

import type { ConversationRow, Person } from '../../bindings';
import { t } from '../../i18n/language';
import { Avatar } from '../avatar/avatar';
import { IconButton } from '../icon/icon-button';
import './chat-header.css';

/** Who one talks with, and what they are doing. */
export function ChatHeader(props: {
  row: ConversationRow;
  typists: Person[];
  narrow: boolean;
  panel: boolean;
  mediaUrl: (media: string) => string;
  onBack: () => void;
  onPanel: () => void;
  onMenu: (button: Element) => void;
}): JSX.Element {
  const members = () => (props.row.kind === 'group' && props.row.members > 0 ? t().membersCount(props.row.members) : '');
  return (
    <header class="chat-header">
      <Show when={props.narrow}>
        <IconButton icon={ArrowLeft} label={t().back} data-testid="back" onClick={() => props.onBack()} />
      </Show>
      <Avatar of={props.row.avatar} size={36} url={props.mediaUrl} />
      <div class="chat-title">
        <h1 class="ellipsis" data-testid="chat-title">
          <bdi>{props.row.title}</bdi>
        </h1>
        <p class="hint ellipsis" aria-live="polite" data-testid="typing-line">
          <Show when={props.typists[0]} fallback={members()}>
            {(first) => (
              <span class="typing">
                {props.typists.length === 1 ? t().isTyping(first().name) : t().severalTyping(props.typists.length)}
              </span>
            )}
          </Show>
        </p>
      </div>
      <IconButton
        icon={PanelRight}
        label={t().details}
        aria-pressed={props.panel}
        data-testid="details"
        onClick={() => props.onPanel()}
      />
      <IconButton
        icon={Ellipsis}
        label={t().menuFor(props.row.title)}
        aria-haspopup="menu"
        data-testid="chat-menu"
        onClick={(event) => props.onMenu(event.currentTarget)}
      />
    </header>
  );
}
