import { Archive, ArchiveRestore, BellOff, CheckCheck, Pin, Trash2, X } from 'lucide';
import type { JSX } from 'solid-js';

import type { ConversationRow } from '../../bindings';
import { t } from '../../i18n/language';
import { IconButton } from '../icon/icon-button';
import type { ConversationActions } from './conversation-menu';

/** What can be done with several conversations together. */
export function SelectedBar(props: {
  rows: ConversationRow[];
  actions: ConversationActions;
  onEnd: () => void;
}): JSX.Element {
  const none = () => props.rows.length === 0;
  const archived = () => !none() && props.rows.every((row) => row.archived);
  const every = (run: (row: ConversationRow) => void) => () => {
    // Rows change while it goes through them.
    [...props.rows].forEach(run);
    props.onEnd();
  };
  return (
    <div class="selected-bar" role="toolbar" aria-label={t().selectedChats(props.rows.length)} data-testid="selected-bar">
      <IconButton icon={X} label={t().endSelecting} data-testid="selected-end" onClick={() => props.onEnd()} />
      <span class="ellipsis numbers" role="status">
        {t().selectedChats(props.rows.length)}
      </span>
      <IconButton
        icon={CheckCheck}
        label={t().markRead}
        data-testid="selected-read"
        disabled={none()}
        onClick={every((row) => props.actions.markRead(row.id))}
      />
      <IconButton
        icon={Pin}
        label={t().pin}
        data-testid="selected-pin"
        disabled={none()}
        onClick={every((row) => row.pinned || props.actions.pin(row.id, true))}
      />
      <IconButton
        icon={BellOff}
        label={t().mute}
        data-testid="selected-mute"
        disabled={none()}
        onClick={every((row) => row.muted || props.actions.mute(row.id, true))}
      />
      <IconButton
        icon={archived() ? ArchiveRestore : Archive}
        label={archived() ? t().unarchive : t().archive}
        data-testid="selected-archive"
        disabled={none()}
        onClick={() => {
          const on = !archived();
          every((row) => row.archived === on || props.actions.archive(row.id, on))();
        }}
      />
      <IconButton
        icon={Trash2}
        label={t().deleteConversation}
        data-testid="selected-delete"
        disabled={none()}
        onClick={() => {
          props.actions.removeSeveral(props.rows.map((row) => row.id));
          props.onEnd();
        }}
      />
    </div>
  );
}
