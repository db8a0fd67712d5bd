// How long it takes from something new until it is on the screen. Measured with the page's own clock; the shell keeps
// the last ones for the diagnostics.

import type { Update } from '../bindings';

/** Runs `then` when the next frame has been painted. */
export function afterPaint(then: () => void): void {
  // A frame's callbacks run before it is painted; what they put off runs after.
  requestAnimationFrame(() => setTimeout(then));
}

/** Runs `then` when the window shows the page: a second frame comes only after the first was on the screen. */
export function whenShown(then: () => void): void {
  afterPaint(() => afterPaint(then));
}

/** `apply`, and `painted` with whole milliseconds after those that change a list. One measurement at a time. */
export function timed(
  apply: (updates: Update[]) => void,
  painted: (ms: number) => void,
): (updates: Update[]) => void {
  let measuring = false;
  return (updates) => {
    const begun = performance.now();
    apply(updates);
    const shows = updates.some((update) => update.kind === 'conversations' || update.kind === 'timeline');
    if (measuring || !shows) return;
    measuring = true;
    afterPaint(() => {
      measuring = false;
      painted(Math.round(performance.now() - begun));
    });
  };
}
