// Geometry of the picture viewer: distances are from the middle of the stage.

export interface View {
  scale: number;
  x: number;
  y: number;
  /** Quarter turns to the right. */
  turns: number;
}

export const IDLE: View = { scale: 1, x: 0, y: 0, turns: 0 };

const MIN_SCALE = 0.2;
const MAX_SCALE = 16;

/** More than 2.5 times as long as wide: fitted into the stage, nothing of it could be read. */
export function isLong(width: number, height: number): boolean {
  return Math.max(width, height) > 2.5 * Math.min(width, height);
}

/** How a picture is shown first: whole, but a long one as wide as it is or as there is room for, from its beginning. */
export function opened(width: number, height: number, stage: { width: number; height: number }): View {
  if (width <= 0 || height <= 0 || !isLong(width, height)) return IDLE;
  const fit = fitted(width, height, stage, 0);
  const tall = height > width;
  const scale = tall
    ? Math.min(width, stage.width) / fit.width
    : Math.min(height, stage.height) / fit.height;
  return {
    scale,
    x: tall ? 0 : Math.max(0, (fit.width * scale - stage.width) / 2),
    y: tall ? Math.max(0, (fit.height * scale - stage.height) / 2) : 0,
    turns: 0,
  };
}

/** Zoomed by a factor so that what is under the point stays under it. */
export function zoomedAt(view: View, factor: number, point: { x: number; y: number }, most = MAX_SCALE): View {
  const scale = Math.min(most, Math.max(MIN_SCALE, view.scale * factor));
  const real = scale / view.scale;
  return {
    ...view,
    scale,
    x: point.x - (point.x - view.x) * real,
    y: point.y - (point.y - view.y) * real,
  };
}

export function turned(view: View): View {
  return { ...IDLE, turns: (view.turns + 1) % 4 };
}

/** The size at which a picture fits the stage, turned or not; never enlarged. */
export function fitted(
  width: number,
  height: number,
  stage: { width: number; height: number },
  turns: number,
): { width: number; height: number } {
  const sideways = turns % 2 === 1;
  const w = sideways ? height : width;
  const h = sideways ? width : height;
  const scale = Math.min(1, stage.width / w, stage.height / h);
  return { width: width * scale, height: height * scale };
}

/** How far a picture may be zoomed: 16 times what fits, and a long one to four pixels for each of its own. */
export function mostScale(width: number, fit: { width: number }): number {
  return Math.max(MAX_SCALE, (4 * width) / Math.max(1, fit.width));
}

/** Moved as a page is scrolled, along the longer side, and not beyond the picture's ends. */
export function scrolled(
  view: View,
  by: number,
  fit: { width: number; height: number },
  stage: { width: number; height: number },
): View {
  const sideways = view.turns % 2 === 1;
  const width = (sideways ? fit.height : fit.width) * view.scale;
  const height = (sideways ? fit.width : fit.height) * view.scale;
  const room = (length: number, place: number) => Math.max(0, (length - place) / 2);
  const within = (value: number, most: number) => Math.min(most, Math.max(-most, value));
  return height >= width
    ? { ...view, y: within(view.y - by, room(height, stage.height)) }
    : { ...view, x: within(view.x - by, room(width, stage.width)) };
}
