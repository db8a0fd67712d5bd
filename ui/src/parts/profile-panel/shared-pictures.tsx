import { createEffect, createSignal, For, on, Show, type JSX } from 'solid-js';

import type { PicturePart, ViewerPage, ViewerPicture } from '../../bindings';
import { t } from '../../i18n/language';
import { AgainImage } from '../picture-again/again';

/** The pictures of a conversation, newest first, a page at a time. */
export function SharedPictures(props: {
  newest: () => string | null;
  pictures: (message: string, part: PicturePart) => Promise<ViewerPage>;
  mediaUrl: (media: string) => string;
  onPicture: (message: string) => void;
  onFailure: (error: unknown) => void;
}): JSX.Element {
  const [found, setFound] = createSignal<ViewerPicture[]>([]);
  const [more, setMore] = createSignal(false);
  const [read, setRead] = createSignal(false);

  async function look(message: string, part: PicturePart): Promise<void> {
    try {
      const page = await props.pictures(message, part);
      const known = new Set(found().map((one) => one.message));
      const fresh = page.pictures.filter((one) => !known.has(one.message)).reverse();
      setFound((all) => (part === 'before' ? [...all, ...fresh] : [...fresh, ...all]));
      if (part !== 'around' || !read()) setMore(page.moreBefore);
      setRead(true);
    } catch (error) {
      props.onFailure(error);
    }
  }

  // Whatever comes in is looked at too.
  createEffect(on(props.newest, (message) => message !== null && void look(message, 'around')));

  return (
    <section>
      <h3>{t().sharedPictures}</h3>
      <Show when={read() && found().length === 0 && !more()}>
        <p class="hint">{t().noSharedPictures}</p>
      </Show>
      <ul class="shared-pictures">
        <For each={found()}>
          {(one) => (
            <li>
              <button
                type="button"
                aria-label={t().openPicture(one.picture.name)}
                data-testid="shared-picture"
                onClick={() => props.onPicture(one.message)}
              >
                <AgainImage src={props.mediaUrl(one.picture.media)} alt="" loading="lazy" draggable={false} />
              </button>
            </li>
          )}
        </For>
      </ul>
      <Show when={more()}>
        <button
          type="button"
          class="text-button"
          data-testid="more-pictures"
          onClick={() => {
            const from = found()[found().length - 1]?.message ?? props.newest();
            if (from !== null) void look(from, 'before');
          }}
        >
          {t().morePictures}
        </button>
      </Show>
    </section>
  );
}
