import { expect, it } from 'vitest';

import { albumLayout, albumRows } from './album';

it('stands in rows of two to four', () => {
  const rows = Array.from({ length: 9 }, (_, n) => albumRows(n + 2));
  expect(rows).toEqual([[2], [3], [2, 2], [2, 3], [3, 3], [3, 4], [2, 3, 3], [3, 3, 3], [2, 2, 3, 3]]);
});

it('makes one of three large', () => {
  const [large, above, below] = albumLayout([1, 1, 1]).boxes;
  expect(large?.width).toBeCloseTo(2 / 3);
  expect(large?.height).toBe(1);
  expect([above?.x, below?.x]).toEqual([large?.width, large?.width]);
});

it('leaves no cell empty: the pictures cover the block, whatever their shapes', () => {
  for (let count = 2; count <= 20; count++) {
    for (const shapes of [0.01, 0.7, 1, 1.5, 100].map((shape) => Array.from({ length: count }, (_, n) => (n % 2 ? 1 : shape)))) {
      const { boxes, shape } = albumLayout(shapes);
      expect(boxes).toHaveLength(count);
      const covered = boxes.reduce((all, box) => all + box.width * box.height, 0);
      expect(covered).toBeCloseTo(1);
      for (const box of boxes) {
        expect(box.width * box.height).toBeGreaterThan(0.01);
        expect(box.x + box.width).toBeLessThan(1.0001);
        expect(box.y + box.height).toBeLessThan(1.0001);
      }
      expect(shape).toBeGreaterThan(0.15);
      expect(shape).toBeLessThan(5);
    }
  }
});
