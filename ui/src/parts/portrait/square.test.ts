import { describe, expect, it } from 'vitest';

import { middle, moved, sized, within } from './square';

const wide = { width: 600, height: 200 };

describe('the square of a picture', () => {
  it('begins as the largest one in the middle', () => {
    expect(middle(wide)).toEqual({ left: 200, top: 0, side: 200 });
    expect(middle({ width: 7, height: 10 })).toEqual({ left: 0, top: 1, side: 7 });
  });

  it('never leaves the picture, however far it is moved', () => {
    expect(moved(middle(wide), -1_000, 1_000, wide)).toEqual({ left: 0, top: 0, side: 200 });
    expect(moved(middle(wide), 1_000, 0, wide)).toEqual({ left: 400, top: 0, side: 200 });
  });

  it('grows and shrinks around its middle within its limits', () => {
    const half = sized(middle(wide), 100, wide);
    expect(half).toEqual({ left: 250, top: 50, side: 100 });
    expect(sized(half, 1, wide).side).toBe(40);
    expect(sized(half, 10_000, wide)).toEqual({ left: 200, top: 0, side: 200 });
    // At an edge it moves inside.
    expect(sized(within({ left: 560, top: 160, side: 40 }, wide), 200, wide)).toEqual({ left: 400, top: 0, side: 200 });
  });
});
