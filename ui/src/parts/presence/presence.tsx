import { Show, type JSX } from 'solid-js';

import type { Presence } from '../../bindings';
import { language, t } from '../../i18n/language';
import { lastSeen } from '../../i18n/last-seen';
import './presence.css';

/** A dot at the edge of a picture: somebody is there, or is not. Nothing where it is not known. */
export function PresenceDot(props: { presence: Presence | null }): JSX.Element {
  const online = () => props.presence?.kind === 'online';
  return (
    <Show when={props.presence}>
      <span
        class="presence-dot"
        classList={{ online: online() }}
        role="img"
        aria-label={online() ? t().online : t().notOnline}
        data-testid="presence"
        data-state={props.presence?.kind}
      />
    </Show>
  );
}

/** The same in words; empty where there is nothing to say. */
export function presenceWords(presence: Presence | null, now: number): string {
  if (presence === null) return '';
  if (presence.kind === 'online') return t().online;
  return presence.last === null ? '' : lastSeen(presence.last, now, t(), language());
}
