// The square of a picture that somebody chooses, in its pixels.

import type { Square } from '../../bindings';

export interface Size {
  width: number;
  height: number;
}

/** How many times smaller than the largest square the smallest one is. */
export const CLOSEST = 5;

/** Largest square in the middle. */
export function middle({ width, height }: Size): Square {
  const side = Math.min(width, height);
  return { left: Math.floor((width - side) / 2), top: Math.floor((height - side) / 2), side };
}

/** The nearest square that lies in the picture and is not too small. */
export function within(square: Square, { width, height }: Size): Square {
  const largest = Math.min(width, height);
  const smallest = Math.max(1, Math.round(largest / CLOSEST));
  const side = Math.round(Math.min(largest, Math.max(smallest, square.side)));
  const place = (at: number, room: number) => Math.round(Math.min(Math.max(0, room - side), Math.max(0, at)));
  return { left: place(square.left, width), top: place(square.top, height), side };
}

export function moved(square: Square, right: number, down: number, size: Size): Square {
  return within({ ...square, left: square.left + right, top: square.top + down }, size);
}

/** Another size around the same middle. */
export function sized(square: Square, side: number, size: Size): Square {
  const { side: now } = within({ ...square, side }, size);
  const by = (square.side - now) / 2;
  return within({ left: square.left + by, top: square.top + by, side: now }, size);
}
