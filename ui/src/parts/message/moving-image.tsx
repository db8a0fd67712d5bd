import { createEffect, createSignal, on, Show, type JSX } from 'solid-js';

import { createMoving } from './moving';
import './moving.css';

/**
 * Lies over a picture that stands still and shows it moving, while it may move. What cannot be loaded, or does not move, is
 * left out: the one below stays, and another picture moves instead.
 */
export function MovingImage(props: { src: string }): JSX.Element {
  const moving = createMoving();
  const [shown, setShown] = createSignal(false);
  createEffect(on(() => props.src, () => moving.isAnother(), { defer: true }));
  createEffect(on([moving.moves, () => props.src], () => setShown(false), { defer: true }));
  return (
    <span class="moving" ref={moving.ref} data-testid="moving" data-moves={moving.moves() ? 'true' : undefined}>
      <Show when={moving.moves()}>
        <img
          src={props.src}
          alt=""
          draggable={false}
          classList={{ shown: shown() }}
          onLoad={() => setShown(true)}
          onError={() => moving.standsStill()}
        />
      </Show>
    </span>
  );
}
