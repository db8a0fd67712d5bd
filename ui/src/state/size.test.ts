import { expect, it } from 'vitest';

import { resized } from './size';

it('goes in steps and stops at both ends', () => {
  expect(resized(100, 'larger')).toBe(110);
  expect(resized(100, 'smaller')).toBe(90);
  expect(resized(200, 'larger')).toBe(200);
  expect(resized(50, 'smaller')).toBe(50);
  expect(resized(175, 'usual')).toBe(100);
  // A size that is no step, from a file somebody wrote.
  expect(resized(123, 'larger')).toBe(125);
});
