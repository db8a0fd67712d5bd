import { Camera } from 'lucide';
import { Show, type JSX } from 'solid-js';

import type { Avatar as AvatarValue } from '../../bindings';
import { t } from '../../i18n/language';
import { Avatar } from '../avatar/avatar';
import { Icon } from '../icon/icon';
import './portrait-button.css';

/** A large picture; one that can be changed says so and is pressed for it. */
export function PortraitButton(props: {
  of: AvatarValue;
  size: number;
  url: (media: string) => string;
  /** None where it cannot be changed. */
  onChange?: (() => void) | undefined;
}): JSX.Element {
  return (
    <Show when={props.onChange} fallback={<Avatar of={props.of} size={props.size} url={props.url} />}>
      {(change) => (
        <div class="portrait-frame">
          <Avatar of={props.of} size={props.size} url={props.url} />
          {/* Over the picture: the initials are no part of its name. */}
          <button
            type="button"
            class="portrait-button"
            title={t().changePicture}
            aria-label={t().changePicture}
            data-testid="change-picture"
            onClick={() => change()()}
          >
            <span class="portrait-sign" aria-hidden="true">
              <Icon of={Camera} size={16} />
            </span>
          </button>
        </div>
      )}
    </Show>
  );
}
