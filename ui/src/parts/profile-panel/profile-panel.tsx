import { Bell, BellOff, Copy, UsersRound } from 'lucide';
import type { JSX } from 'solid-js';

import type { ConversationRow, PicturePart, ViewerPage } from '../../bindings';
import { t } from '../../i18n/language';
import { Icon } from '../icon/icon';
import { SidePanel } from '../side-panel/side-panel';
import { SharedPictures } from './shared-pictures';
import './profile-panel.css';

/** The person one talks with: picture and name, what can be set, and what was shared. */
export function ProfilePanel(props: {
  row: ConversationRow;
  mediaUrl: (media: string) => string;
  /** The newest message here, from which pictures are looked for. */
  newest: () => string | null;
  pictures: (message: string, part: PicturePart) => Promise<ViewerPage>;
  onPicture: (message: string) => void;
  onMute: (on: boolean) => void;
  onStartGroup: () => void;
  onCopyId: () => void;
  onFailure: (error: unknown) => void;
  onClose: () => void;
}): JSX.Element {
  return (
    <SidePanel
      label={t().profile}
      testid="profile-panel"
      avatar={props.row.avatar}
      name={props.row.title}
      mediaUrl={props.mediaUrl}
      onClose={props.onClose}
    >
      <section class="profile-actions">
        <button
          type="button"
          class="panel-action"
          aria-pressed={props.row.muted}
          data-testid="profile-mute"
          onClick={() => props.onMute(!props.row.muted)}
        >
          <Icon of={props.row.muted ? Bell : BellOff} size={16} /> {props.row.muted ? t().unmute : t().mute}
        </button>
        <button type="button" class="panel-action" data-testid="profile-group" onClick={() => props.onStartGroup()}>
          <Icon of={UsersRound} size={16} /> {t().startGroup}
        </button>
        <button type="button" class="panel-action" data-testid="copy-id" onClick={() => props.onCopyId()}>
          <Icon of={Copy} size={16} /> {t().copyId}
        </button>
      </section>
      <SharedPictures
        newest={props.newest}
        pictures={props.pictures}
        mediaUrl={props.mediaUrl}
        onPicture={props.onPicture}
        onFailure={props.onFailure}
      />
    </SidePanel>
  );
}
