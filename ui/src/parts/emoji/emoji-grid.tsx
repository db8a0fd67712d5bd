import { createEffect, createMemo, createSelector, createSignal, For, on, onCleanup, onMount, type JSX } from 'solid-js';

import { language } from '../../i18n/language';
import type { SkinTone } from '../../state/emoji-use';
import { toned } from './emoji';
import { countOf, lineOf, type Line } from './lines';

/** As in `emoji-panel.css`. */
const LINE_PX = 36;
/** Lines painted above and below what is seen, for quick scrolling. */
const SPARE = 3;
/** Until it is known. */
const USUAL_PX = 7 * LINE_PX;

export interface GridHandle {
  /** Brings a line to the top. */
  show(line: number): void;
}

/** Rows of emoji, of which only those are painted that are seen: 1,870 colour glyphs take a noticeable time. */
export function EmojiGrid(props: {
  id: string;
  label: string;
  lines: readonly Line[];
  at: number;
  tone: SkinTone;
  /** The pointer is over it. */
  onPoint: (at: number) => void;
  onPick: (at: number, more: boolean) => void;
  /** The section at the top changed. */
  onTop: (group: string | null) => void;
  handle: (handle: GridHandle) => void;
}): JSX.Element {
  let scroller!: HTMLDivElement;
  const [top, setTop] = createSignal(0);
  const [height, setHeight] = createSignal(USUAL_PX);
  const count = createMemo(() => countOf(props.lines));
  const isActive = createSelector(() => props.at);

  const placed = createMemo(() => props.lines.map((line, index) => ({ line, index })));
  const painted = createMemo(() =>
    placed().slice(Math.max(0, Math.floor(top() / LINE_PX) - SPARE), Math.ceil((top() + height()) / LINE_PX) + SPARE),
  );

  function scrollTo(px: number): void {
    scroller.scrollTop = px;
    setTop(px);
  }

  // What a key led to is seen, with the title above a first row. A pointer leads only to what is seen already.
  createEffect(
    on([() => props.at, () => props.lines], ([at, lines]) => {
      const index = lineOf(lines, at);
      if (index < 0) return scrollTo(0);
      const first = lines[index - 1]?.kind === 'title' ? index - 1 : index;
      if (first * LINE_PX < top()) scrollTo(first * LINE_PX);
      else if ((index + 1) * LINE_PX > top() + height()) scrollTo((index + 1) * LINE_PX - height());
    }),
  );

  createEffect(() => props.onTop(props.lines[Math.floor((top() + 1) / LINE_PX)]?.section.group ?? null));

  onMount(() => {
    const size = new ResizeObserver(() => setHeight(scroller.clientHeight || USUAL_PX));
    size.observe(scroller);
    onCleanup(() => size.disconnect());
    props.handle({ show: (line) => scrollTo(line * LINE_PX) });
  });

  return (
    <div
      ref={scroller}
      id={props.id}
      class="emoji-grid"
      role="listbox"
      aria-label={props.label}
      tabindex="-1"
      data-testid="emoji-grid"
      onScroll={() => setTop(scroller.scrollTop)}
    >
      <div class="emoji-space" role="presentation" style={{ height: `${props.lines.length * LINE_PX}px` }}>
        <For each={painted()}>
          {({ line, index }) => (
            <div class="emoji-line" role="presentation" style={{ top: `${index * LINE_PX}px` }}>
              {line.kind === 'title' ? (
                <p class="hint" aria-hidden="true">
                  {line.section.title}
                </p>
              ) : (
                <For each={line.emoji}>
                  {(emoji, column) => {
                    const at = () => line.from + column();
                    return (
                      <div
                        id={`${props.id}-${at()}`}
                        class="emoji-sign"
                        role="option"
                        aria-selected={isActive(at())}
                        aria-label={emoji.label[language()]}
                        aria-posinset={at() + 1}
                        aria-setsize={count()}
                        data-testid="emoji"
                        onPointerMove={(event) => {
                          // Scrolling below a pointer that rests is no choice.
                          if (event.movementX !== 0 || event.movementY !== 0) props.onPoint(at());
                        }}
                        onClick={(event) => props.onPick(at(), event.shiftKey)}
                      >
                        {toned(emoji, props.tone)}
                      </div>
                    );
                  }}
                </For>
              )}
            </div>
          )}
        </For>
      </div>
    </div>
  );
}
