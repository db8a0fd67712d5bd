import { X } from 'lucide';
import type { JSX } from 'solid-js';

import type { Avatar as AvatarValue } from '../../bindings';
import { t } from '../../i18n/language';
import { IconButton } from '../icon/icon-button';
import { PortraitButton } from '../portrait/portrait-button';
import './side-panel.css';

/** What stands beside a chat: a picture, a name, and all that is to be known. */
export function SidePanel(props: {
  label: string;
  testid: string;
  avatar: AvatarValue;
  name: string;
  /** The picture is pressed; none where it cannot be changed. */
  onPicture?: (() => void) | undefined;
  /** Beside the name. */
  action?: JSX.Element;
  mediaUrl: (media: string) => string;
  onClose: () => void;
  children: JSX.Element;
}): JSX.Element {
  return (
    <aside class="side-panel" aria-label={props.label} data-testid={props.testid}>
      <header>
        <h2>{props.label}</h2>
        <IconButton icon={X} label={t().close} data-testid="panel-close" onClick={() => props.onClose()} />
      </header>
      <div class="panel-scroll">
        <div class="panel-head">
          <PortraitButton of={props.avatar} size={88} url={props.mediaUrl} onChange={props.onPicture} />
          <div class="panel-name">
            <bdi data-testid="panel-title">{props.name}</bdi>
            {props.action}
          </div>
        </div>
        {props.children}
      </div>
    </aside>
  );
}
