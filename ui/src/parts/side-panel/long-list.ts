// A list of rows of one height inside of something that scrolls: only those near the view are on the page. A group has
// thousands of members, and their rows would take seconds.

import { createSignal, onCleanup, onMount } from 'solid-js';

/** Rows beyond the view on both sides. What stands above the list may grow by as much before anybody scrolls. */
const BEYOND = 12;

/** Rows that are there before anything was measured. */
const FIRST = 40;

export interface LongList {
  /** Rows there are. */
  count: () => number;
  rowHeight: number;
  /** What scrolls; the list is somewhere in it. */
  scroller: () => HTMLElement;
  list: () => HTMLElement;
}

export function createLongList({ count, rowHeight, scroller, list }: LongList) {
  const [first, setFirst] = createSignal(0);
  const [shown, setShown] = createSignal(FIRST);
  const from = () => Math.max(0, Math.min(first(), count() - shown()));

  function see(): void {
    const { clientHeight } = scroller();
    // What is not on the screen has no height.
    if (clientHeight === 0) return;
    const above = scroller().getBoundingClientRect().top - list().getBoundingClientRect().top;
    setFirst(Math.max(0, Math.floor(above / rowHeight) - BEYOND));
    setShown(Math.ceil(clientHeight / rowHeight) + 2 * BEYOND);
  }

  onMount(() => {
    const element = scroller();
    const sizes = new ResizeObserver(see);
    sizes.observe(element);
    element.addEventListener('scroll', see, { passive: true });
    see();
    onCleanup(() => {
      sizes.disconnect();
      element.removeEventListener('scroll', see);
    });
  });

  return {
    /** The first row on the page and the one after the last. */
    from,
    to: () => Math.min(count(), from() + shown()),
    height: () => count() * rowHeight,
    /** Brings a row into view. */
    reveal(at: number): void {
      const view = scroller();
      const top = list().getBoundingClientRect().top - view.getBoundingClientRect().top + at * rowHeight;
      if (top < 0) view.scrollTop += top;
      else if (top + rowHeight > view.clientHeight) view.scrollTop += top + rowHeight - view.clientHeight;
      see();
    },
  };
}
