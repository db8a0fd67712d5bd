import { batch, createMemo, createSignal, For, onMount, Show, type JSX } from 'solid-js';

import type { TextLink } from '../../bindings';
import { t } from '../../i18n/language';
import { displayed, emojiOnly, pieces, withMention } from './words';

/** Shorter texts cannot fill 40 lines, so they are not measured. */
const MEASURE_FROM_CHARS = 1_000;
const MEASURE_FROM_BREAKS = 39;

/** What a folded text shows at most, in UTF-16 units: more than 40 lines of the narrowest letters. The rest is laid out
 *  when somebody wants to read it: every row of a page can hold 60 KB. */
const FOLDED = 10_000;

/** Texts to be measured. All are read before the first one changes: each change between would be a layout of its own. */
let waiting: { overflows: () => boolean; then: (overflows: boolean) => void }[] = [];

function measure(overflows: () => boolean, then: (overflows: boolean) => void): void {
  if (waiting.length === 0) {
    queueMicrotask(() => {
      const measured = waiting.map((one) => ({ ...one, answer: one.overflows() }));
      waiting = [];
      batch(() => measured.forEach((one) => one.then(one.answer)));
    });
  }
  waiting.push({ overflows, then });
}

/** The words of a message: always text nodes, links only as buttons that say where they lead. */
export function MessageText(props: {
  text: string;
  /** Where the core found links in it. */
  links: readonly TextLink[];
  /** The name under which the reader is mentioned in it; null when they are not. */
  mention?: string | null;
  /** Links are reached with Tab. */
  reachable?: boolean;
  onLink: (url: string, host: string, element: HTMLElement) => void;
}): JSX.Element {
  let words!: HTMLSpanElement;
  const [open, setOpen] = createSignal(false);
  const cut = () => props.text.length > FOLDED;
  const parts = createMemo(() => {
    // Half of a character would be shown as a sign of its own.
    const text = cut() && !open() ? props.text.slice(0, FOLDED).replace(/[\ud800-\udbff]$/, '') : props.text;
    return withMention(pieces(text, props.links), props.mention ?? null);
  });
  const long = createMemo(
    () =>
      props.text.length >= MEASURE_FROM_CHARS ||
      (props.text.match(/\n/g)?.length ?? 0) >= MEASURE_FROM_BREAKS,
  );
  const [overflows, setOverflows] = createSignal(false);

  onMount(() => {
    if (long() && !cut()) measure(() => words.scrollHeight > words.clientHeight + 1, setOverflows);
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
              displayed(part.text)
            ) : part.kind === 'mention' ? (
              <span class="mention">{part.text}</span>
            ) : (
              <a
                class="link"
                role="link"
                tabindex={props.reachable ? 0 : -1}
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
                {displayed(part.text)}
              </a>
            )
          }
        </For>
      </span>
      <Show when={overflows() || cut()}>
        <button type="button" class="text-button" data-testid="show-more" tabindex={props.reachable ? 0 : -1} onClick={() => setOpen(!open())}>
          {open() ? t().showLess : t().showMore}
        </button>
      </Show>
    </>
  );
}
