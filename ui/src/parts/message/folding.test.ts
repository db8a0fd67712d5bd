import { expect, it } from 'vitest';

import { foldedLength, mayFold, overflows } from './folding';

it('folds only what is clearly too long', () => {
  expect(foldedLength('字'.repeat(1_500))).toBe(1_500);
  expect(foldedLength('字'.repeat(1_800))).toBe(1_800);
  expect(foldedLength('字'.repeat(1_801))).toBe(1_500);
  expect(foldedLength('字'.repeat(20_000))).toBe(1_500);
});

it('ends at a word where there is one, and never in the middle of a sign', () => {
  const words = 'eleven abcd '.repeat(1_000);
  expect(words.slice(0, foldedLength(words))).toMatch(/ (eleven|abcd)$/);
  expect(foldedLength(words)).toBeGreaterThan(1_400);

  const birds = `a${'🐦'.repeat(9_000)}`;
  expect(birds.slice(0, foldedLength(birds))).toBe(`a${'🐦'.repeat(749)}`);

  const families = `a${'👨‍👩‍👧'.repeat(3_000)}`;
  const shown = families.slice(1, foldedLength(families));
  expect(shown.replaceAll('👨‍👩‍👧', '')).toBe('');

  // Joined without an end.
  const joined = '👨\u200d'.repeat(9_000);
  expect(joined.slice(0, foldedLength(joined))).not.toMatch(/[\ud800-\udbff]$/);
});

it('measures nothing that is short', () => {
  expect(mayFold('ok')).toBe(false);
  expect(mayFold('\n'.repeat(19))).toBe(false);
  expect(mayFold('\n'.repeat(20))).toBe(true);
  expect(mayFold('字'.repeat(250))).toBe(true);
});

it('hides no two lines behind a button', () => {
  const element = (scrollHeight: number) => ({ scrollHeight, clientHeight: 400 }) as HTMLElement;
  expect(overflows(element(401))).toBe(false);
  expect(overflows(element(460))).toBe(false);
  expect(overflows(element(520))).toBe(true);
});
