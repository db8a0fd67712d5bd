// What of a timeline somebody has seen.

/** Where something stands, from the top of the window. */
export interface Span {
  top: number;
  bottom: number;
}

/** So much of a message is to be in view. Of one that is taller than the view, so much of the view. */
const SEEN = 0.7;

/** Layout rounds to parts of a pixel. */
const SLACK = 2;

/** The last of these, in order, that can be seen; -1 for none. */
export function lastSeen(rows: readonly Span[], view: Span): number {
  for (let at = rows.length - 1; at >= 0; at--) {
    const { top, bottom } = rows[at] as Span;
    const visible = Math.min(bottom, view.bottom) - Math.max(top, view.top);
    const whole = Math.min(bottom - top, view.bottom - view.top);
    if (visible > 0 && visible + SLACK >= whole * SEEN) return at;
    // What stands above the view has been passed by: nothing before it is newer.
    if (bottom <= view.top) return at;
  }
  return -1;
}
