// Which message the pointer is over, and where its bar stands. One bar for the whole timeline: a bar in each of hundreds
// of rows would cost each of them.

import { createSignal } from 'solid-js';

/** The bar and the gap to the bubble it belongs to. */
const BAR = { width: 262, height: 34 };

/** Kept this far from the edges of the timeline. */
const EDGE = 4;

export interface BarPlace {
  id: string;
  top: number;
  left: number;
}

/** Where the bar of a bubble stands: over its upper edge, at the side that is free, and inside of what is to be seen. */
export function barPlace(
  bubble: { top: number; bottom: number; left: number; right: number },
  frame: { top: number; bottom: number; left: number; right: number },
  own: boolean,
): { top: number; left: number } {
  const above = bubble.top - frame.top - BAR.height + 8;
  // Of a bubble that begins above the view, the bar stands at the edge of the view.
  const top = Math.max(EDGE, above);
  const wanted = own ? bubble.right - BAR.width - frame.left : bubble.left - frame.left;
  const most = frame.right - frame.left - BAR.width - EDGE;
  return { top, left: Math.max(EDGE, Math.min(wanted, most)) };
}

export function createHovering(frame: () => HTMLElement) {
  const [place, setPlace] = createSignal<BarPlace | null>(null);

  return {
    place,
    hide: () => setPlace(null),
    /** The pointer is over something in the timeline. */
    over(event: PointerEvent): void {
      if (event.pointerType !== 'mouse' || event.buttons !== 0) return;
      const target = event.target as Element;
      if (target.closest('.hover-bar')) return;
      const row = target.closest<HTMLElement>('[data-testid="message-row"]');
      const id = row?.dataset['id'];
      if (!row || id === undefined) {
        setPlace(null);
        return;
      }
      if (place()?.id === id) return;
      const at = barPlace(row.getBoundingClientRect(), frame().getBoundingClientRect(), row.dataset['own'] === 'true');
      setPlace({ id, ...at });
    },
    /** The pointer has left the timeline. */
    left(event: PointerEvent): void {
      const to = event.relatedTarget as Element | null;
      if (!to?.closest?.('.hover-bar')) setPlace(null);
    },
  };
}
