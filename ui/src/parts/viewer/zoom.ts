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

/** Zoomed by a factor so that what is under the point stays under it. */
export function zoomedAt(view: View, factor: number, point: { x: number; y: number }): View {
  const scale = Math.min(MAX_SCALE, Math.max(MIN_SCALE, view.scale * factor));
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
