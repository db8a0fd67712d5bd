import { expect, it } from 'vitest';

import { keyOf, zoomOf } from './keys';

it('takes the letter of the layout, and the place of the key where it has no Latin one', () => {
  for (const [key, code, expected] of [
    ['k', 'KeyK', 'k'],
    ['K', 'KeyK', 'k'],
    // Russian, Greek, Hebrew.
    ['л', 'KeyK', 'k'],
    ['Л', 'KeyK', 'k'],
    ['κ', 'KeyK', 'k'],
    ['ל', 'KeyK', 'k'],
    ['т', 'KeyN', 'n'],
    // Dvorak has its k elsewhere.
    ['t', 'KeyK', 't'],
    ['k', 'KeyV', 'k'],
    ['Enter', 'Enter', 'Enter'],
    ['F1', 'F1', 'F1'],
    ['Unidentified', 'KeyR', 'r'],
  ]) {
    expect(keyOf({ key: key as string, code: code as string }), `${key} ${code}`).toBe(expected);
  }
});

it('knows the keys that make everything larger and smaller', () => {
  for (const [key, code, expected] of [
    ['+', 'Equal', 'larger'],
    ['=', 'Equal', 'larger'],
    ['+', 'BracketRight', 'larger'],
    ['+', 'NumpadAdd', 'larger'],
    ['-', 'Minus', 'smaller'],
    ['_', 'Minus', 'smaller'],
    ['-', 'NumpadSubtract', 'smaller'],
    ['0', 'Digit0', 'usual'],
    ['0', 'Numpad0', 'usual'],
    ['Insert', 'Numpad0', 'usual'],
    ['à', 'Digit0', 'usual'],
    ['o', 'KeyO', null],
    ['Enter', 'NumpadEnter', null],
  ] as const) {
    expect(zoomOf({ key, code }), `${key} ${code}`).toBe(expected);
  }
});
