import { expect, it } from 'vitest';

import { fitted, IDLE, mostScale, opened, scrolled, turned, zoomedAt } from './zoom';

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

it('opens a long picture at its beginning, as wide as it can be read, and any other whole', () => {
  const stage = { width: 800, height: 600 };
  expect(opened(4000, 3000, stage)).toEqual(IDLE);
  expect(opened(0, 0, stage)).toEqual(IDLE);
  for (const [width, height, shown] of [
    [1080, 20_000, 800],
    [400, 12_000, 400],
  ] as const) {
    const view = opened(width, height, stage);
    const fit = fitted(width, height, stage, 0);
    expect(fit.width * view.scale).toBeCloseTo(shown);
    // The middle of the picture lies so far below that of the stage that both begin at the same line.
    expect(view.y - (fit.height * view.scale) / 2).toBeCloseTo(-stage.height / 2);
    expect(view.x).toBe(0);
    expect(mostScale(width, fit) * fit.width).toBeGreaterThan(2 * width);
  }
  const panorama = opened(20_000, 1000, stage);
  const fit = fitted(20_000, 1000, stage, 0);
  expect(fit.height * panorama.scale).toBeCloseTo(600);
  expect(panorama.x - (fit.width * panorama.scale) / 2).toBeCloseTo(-stage.width / 2);
});

it('is scrolled along its longer side and stops at its ends', () => {
  const stage = { width: 800, height: 600 };
  const fit = { width: 30, height: 600 };
  const top = { scale: 20, x: 0, y: 5700, turns: 0 };
  expect(scrolled(top, 100, fit, stage).y).toBe(5600);
  expect(scrolled(top, -100, fit, stage).y).toBe(5700);
  expect(scrolled(top, 99_999, fit, stage).y).toBe(-5700);
  expect(scrolled({ ...top, y: 0, turns: 1 }, 100, fit, stage)).toMatchObject({ x: -100, y: 0 });
});
