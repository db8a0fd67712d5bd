// Fingers and the mouse on the stage of the viewer: one drags, two pinch, and a click beside the picture closes.

import type { View } from './zoom';

interface Point {
  x: number;
  y: number;
}

/** A hand that rests moves by less, px. */
const STILL = 2;

export interface PointerParts {
  stage: () => HTMLElement;
  zoom: (factor: number, point: Point) => void;
  change: (change: (view: View) => View) => void;
  close: () => void;
}

export function createPointers(parts: PointerParts) {
  const held = new Map<number, Point>();
  let moved = false;

  /** Where the pointer is, from the middle of the stage. */
  function fromMiddle(event: { clientX: number; clientY: number }): Point {
    const box = parts.stage().getBoundingClientRect();
    return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
  }

  return {
    fromMiddle,
    down(event: PointerEvent): void {
      if (event.button !== 0) return;
      if ((event.target as Element).closest('button')) return;
      parts.stage().setPointerCapture(event.pointerId);
      held.set(event.pointerId, fromMiddle(event));
      moved = false;
    },
    move(event: PointerEvent): void {
      const was = held.get(event.pointerId);
      if (!was) return;
      const now = fromMiddle(event);
      if (Math.hypot(now.x - was.x, now.y - was.y) > STILL) moved = true;
      if (held.size === 2) {
        const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
        if (other) {
          const apart = (point: Point) => Math.hypot(point.x - other.x, point.y - other.y);
          parts.zoom(apart(now) / Math.max(1, apart(was)), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
        }
      } else {
        parts.change((view) => ({ ...view, x: view.x + now.x - was.x, y: view.y + now.y - was.y }));
      }
      held.set(event.pointerId, now);
    },
    up(event: PointerEvent): void {
      const was = held.delete(event.pointerId);
      // A click beside the picture closes, as everywhere.
      if (was && !moved && event.target === parts.stage() && held.size === 0) parts.close();
    },
  };
}
