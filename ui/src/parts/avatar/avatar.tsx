import { createEffect, createSignal, on, Show, type JSX } from 'solid-js';

import type { Avatar as AvatarValue } from '../../bindings';
import { attempted, whenAgain } from '../picture-again/again';
import { hueOf } from './hue';
import './avatar.css';

/** A person's or group's picture, or initials on a colour made from the id. The name stands beside it, so it is silent. */
export function Avatar(props: {
  of: AvatarValue;
  /** Address of a media id. */
  url: (media: string) => string;
  size?: number;
}): JSX.Element {
  const [broken, setBroken] = createSignal(false);
  const [attempt, setAttempt] = createSignal(0);
  whenAgain(broken, () => {
    setAttempt(attempt() + 1);
    setBroken(false);
  });
  createEffect(on(() => props.of.media, () => setBroken(false), { defer: true }));
  return (
    <span
      class="avatar"
      aria-hidden="true"
      style={{ '--avatar-size': `${props.size ?? 44}px`, '--avatar-hue': String(hueOf(props.of.hue)) }}
    >
      <bdi>{props.of.initials}</bdi>
      <Show when={!broken() && props.of.media}>
        {(media) => (
          <img
            src={attempted(props.url(media()), attempt())}
            alt=""
            draggable={false}
            decoding="async"
            onError={() => setBroken(true)}
          />
        )}
      </Show>
    </span>
  );
}
