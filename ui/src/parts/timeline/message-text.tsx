import { createMemo, createSignal, For, onMount, Show, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import { emojiOnly, pieces } from './words';

/** Shorter texts cannot fill 40 lines, so they are not measured. */
const MEASURE_FROM_CHARS = 1_000;
const MEASURE_FROM_BREAKS = 39;

/** The words of a message: always text nodes, links only as buttons that say where they lead. */
export function MessageText(props: {
  text: string;
  onLink: (url: string, host: string, element: HTMLElement) => void;
}): JSX.Element {
  let words!: HTMLSpanElement;
  const parts = createMemo(() => pieces(props.text));
  const long = createMemo(
    () =>
      props.text.length >= MEASURE_FROM_CHARS ||
      (props.text.match(/\n/g)?.length ?? 0) >= MEASURE_FROM_BREAKS,
  );
  const [overflows, setOverflows] = createSignal(false);
  const [open, setOpen] = createSignal(false);

  onMount(() => {
    if (long()) setOverflows(words.scrollHeight > words.clientHeight + 1);
  });

  return (
    <>
      <span
        ref={words}
        dir="auto"
        class="words"
        classList={{ clamped: long() && !open(), whole: long() && open(), emoji: emojiOnly(props.text) }}
        data-testid="message-text"
      >
        <For each={parts()}>
          {(part) =>
            part.kind === 'text' ? (
              part.text
            ) : (
              <a
                class="link"
                role="link"
                tabindex="0"
                title={part.host}
                onClick={(event) => {
                  event.preventDefault();
                  props.onLink(part.url, part.host, event.currentTarget);
                }}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter') return;
                  event.preventDefault();
                  event.stopPropagation();
                  props.onLink(part.url, part.host, event.currentTarget);
                }}
              >
                {part.text}
              </a>
            )
          }
        </For>
      </span>
      <Show when={overflows()}>
        <button type="button" class="text-button" data-testid="show-more" onClick={() => setOpen(!open())}>
          {open() ? t().showLess : t().showMore}
        </button>
      </Show>
    </>
  );
}
