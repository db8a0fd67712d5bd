import { expect, it } from 'vitest';

import { fitted, IDLE, turned, zoomedAt } from './zoom';

it('keeps what is under the pointer under the pointer', () => {
  const point = { x: 120, y: -40 };
  const first = zoomedAt(IDLE, 2, point);
  // The picture point that was at (120, -40): 120 of the unscaled picture.
  expect(first.x + 120 * first.scale).toBeCloseTo(120);
  expect(first.y + -40 * first.scale).toBeCloseTo(-40);
});

it('stops at the limits without moving', () => {
  const far = { ...IDLE, scale: 16 };
  expect(zoomedAt(far, 2, { x: 50, y: 50 })).toEqual(far);
});

it('fits a turned picture by its turned sides and does not enlarge', () => {
  expect(fitted(4000, 1000, { width: 800, height: 600 }, 0)).toEqual({ width: 800, height: 200 });
  expect(fitted(4000, 1000, { width: 800, height: 600 }, 1)).toEqual({ width: 600, height: 150 });
  expect(fitted(100, 50, { width: 800, height: 600 }, 0)).toEqual({ width: 100, height: 50 });
  expect(turned({ ...IDLE, turns: 3 }).turns).toBe(0);
});
