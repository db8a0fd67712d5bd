import { createEffect, For, on, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import { AgainImage } from '../picture-again/again';
import type { Gallery } from './gallery';

/** The pictures that are here, small, to be gone to. */
export function ViewerStrip(props: { gallery: Gallery; thumb: (media: string) => string }): JSX.Element {
  let strip!: HTMLDivElement;
  // One conversation for the life of the viewer.
  const { gallery } = props;

  createEffect(
    on([gallery.at, gallery.pictures], ([index]) =>
      strip.children[index]?.scrollIntoView({ block: 'nearest', inline: 'center' }),
    ),
  );

  return (
    <div ref={strip} class="viewer-strip">
      <For each={gallery.pictures()}>
        {(p, i) => (
          <button
            type="button"
            aria-label={
              gallery.counted() ? t().pictureOf(i() + 1, gallery.pictures().length) : t().pictureFrom(p.senderName)
            }
            aria-current={i() === gallery.at() ? 'true' : undefined}
            onClick={() => gallery.setAt(i())}
          >
            <AgainImage src={props.thumb(p.picture.media)} alt="" loading="lazy" draggable={false} />
          </button>
        )}
      </For>
    </div>
  );
}
