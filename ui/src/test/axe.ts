import axe from 'axe-core';
import { expect } from 'vitest';

/** No rule of axe is broken. Colours are left out: jsdom paints none, the tokens have their own test. */
export async function clean(element: Element = document.body): Promise<void> {
  const result = await axe.run(element, {
    // Waiting for videos that jsdom never loads.
    preload: false,
    resultTypes: ['violations'],
    rules: { 'color-contrast': { enabled: false }, region: { enabled: element === document.body } },
  });
  expect(result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`)).toEqual([]);
}
