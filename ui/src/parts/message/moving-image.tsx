import { createEffect, createSignal, on, Show, type JSX } from 'solid-js';

import { createMoving } from './moving';
import './moving.css';

/**
 * Lies over a picture that stands still and shows it moving, while it may move. What cannot be loaded is left out: the one
 * below stays.
 */
export function MovingImage(props: { src: string }): JSX.Element {
  const moving = createMoving();
  const [shown, setShown] = createSignal(false);
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
          onError={() => setShown(false)}
        />
      </Show>
    </span>
  );
}
