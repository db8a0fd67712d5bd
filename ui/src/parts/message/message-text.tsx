import { batch, createEffect, createMemo, createSignal, on, onCleanup, Show, type JSX } from 'solid-js';

import type { Block, TextLink } from '../../bindings';
import { t } from '../../i18n/language';
import type { MessageContext } from './context';
import { foldedLength, mayFold, overflows } from './folding';
import { beginning, steady } from './format';
import { Formatted } from './formatted';
import { Pieces } from './pieces';

/** Texts to be measured. All are read before the first one changes: each change between would be a layout of its own. */
let waiting: { element: HTMLElement; then: (overflows: boolean) => void }[] = [];

function measure(element: HTMLElement, then: (overflows: boolean) => void): void {
  if (waiting.length === 0) {
    queueMicrotask(() => {
      const measured = waiting.map((one) => ({ then: one.then, answer: overflows(one.element) }));
      waiting = [];
      batch(() => measured.forEach((one) => one.then(one.answer)));
    });
  }
  waiting.push({ element, then });
}

/** The words of a message: always text nodes, links only as buttons that say where they lead. */
export function MessageText(props: {
  text: string;
  /** Where the core found links in it. */
  links: readonly TextLink[];
  /** How its sender formatted it; empty or left out: it is shown as it was written. */
  format?: readonly Block[];
  /** The name under which the reader is mentioned in it; null when they are not. */
  mention?: string | null;
  /** Links are reached with Tab. */
  reachable?: boolean;
  reshape: MessageContext['reshape'];
  onLink: (url: string, host: string, element: HTMLElement) => void;
}): JSX.Element {
  let words!: HTMLSpanElement;
  const [open, setOpen] = createSignal(false);
  /** More lines than fit; null before it was measured. */
  const [tall, setTall] = createSignal<boolean | null>(null);

  const length = createMemo(() => foldedLength(props.text));
  const cut = () => length() < props.text.length;
  const folds = () => cut() || tall() === true;
  const clamped = () => !open() && (folds() || (mayFold(props.text) && tall() === null));
  const shownText = createMemo(() => (open() ? props.text : props.text.slice(0, length())));
  /** The formatted words that are on the page; undefined when the text is shown as it was written. */
  const blocks = createMemo<readonly Block[] | undefined>((was) => {
    const all = props.format ?? [];
    if (all.length === 0) return undefined;
    return steady(was, cut() && !open() ? beginning(all, length()) : all);
  });
  const around = {
    get mention() {
      return props.mention ?? null;
    },
    get reachable() {
      return props.reachable ?? false;
    },
    onLink: (url: string, host: string, element: HTMLElement) => props.onLink(url, host, element),
  };

  createEffect(
    on(
      () => props.text,
      (text) => {
        setTall(null);
        if (mayFold(text) && !cut() && !open()) measure(words, setTall);
      },
    ),
  );

  // In a wider window the lines may fit. One that has no button any more is shown whole, however narrow it becomes.
  createEffect(() => {
    if (tall() !== true || open()) return;
    const sizes = new ResizeObserver(() => setTall(overflows(words)));
    sizes.observe(words);
    onCleanup(() => sizes.disconnect());
  });

  /** Whoever takes all the words they see means all there are, as they were written. */
  function onCopy(event: ClipboardEvent): void {
    const folded = cut() && !open();
    if (!folded && !blocks()) return;
    // Between blocks a selection has line breaks of its own.
    const seen = (text: string | null | undefined) => text?.replace(/\s/g, '');
    if (seen(document.getSelection()?.toString()) !== seen(words.textContent)) return;
    event.clipboardData?.setData('text/plain', props.text);
    event.preventDefault();
  }

  return (
    <>
      <span
        ref={words}
        dir="auto"
        class="words"
        classList={{ formatted: blocks() !== undefined, clamped: clamped(), cut: cut() && !open(), whole: folds() && open() }}
        data-testid="message-text"
        onCopy={onCopy}
      >
        <Show
          when={blocks()}
          fallback={<Pieces text={shownText()} links={props.links} {...around} />}
        >
          {(all) => <Formatted blocks={all()} around={around} />}
        </Show>
      </span>
      <Show when={folds()}>
        <button
          type="button"
          class="text-button"
          data-testid="show-more"
          aria-expanded={open()}
          tabindex={props.reachable ? 0 : -1}
          onClick={() => props.reshape(words, () => setOpen(!open()))}
        >
          {open() ? t().showLess : t().showMore}
        </button>
      </Show>
    </>
  );
}
