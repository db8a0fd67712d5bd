// Whether messages and a panel have room side by side. The width of the chat says it and not that of the window, whose
// list is as wide as somebody drew it.

import { createSignal, onCleanup } from 'solid-js';

/** Narrower than this in CSS pixels, a chat beside its panel would leave no place for a line of words. */
const SIDE_BY_SIDE = 660;

export function createRoom() {
  const [narrow, setNarrow] = createSignal(false);
  const sizes = new ResizeObserver((seen) => {
    const width = seen[seen.length - 1]?.contentRect.width;
    // What is not on the screen has no width.
    if (width !== undefined && width > 0) setNarrow(width < SIDE_BY_SIDE);
  });
  onCleanup(() => sizes.disconnect());

  return {
    /** The panel has to cover the messages. */
    narrow,
    /** The element both stand in. */
    watch: (element: Element) => sizes.observe(element),
  };
}
