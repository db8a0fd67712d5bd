import { expect, it } from 'vitest';

import { largeEmoji } from './large-emoji';

it('counts what is drawn as one sign as one', () => {
  const one = ['👍', '❤️', '👋🏽', '1️⃣', '#️⃣', '🇨🇳', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '👨‍👩‍👧‍👦', '👨🏻‍❤️‍💋‍👨🏿', '🏃🏽‍♀️', '🏳️‍🌈', '⛹🏽', ' 🐦 '];
  for (const text of one) expect(largeEmoji(text), text).toBe(1);
  expect(largeEmoji('🇨🇳🇫🇷')).toBe(2);
  expect(largeEmoji('🇨🇳 ❤️')).toBe(2);
  expect(largeEmoji('👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧')).toBe(3);
});

it('leaves words, digits, and more than three as they are', () => {
  const none = ['', ' ', '1', '123', '#', 'ok 👍', '👍!', '你好', '👍👍👍👍', '👍\n👍', '🇨', '🇨🇳🇫', '©', '™', '↔', '\u200d', '\ufe0f'];
  for (const text of none) expect(largeEmoji(text), text).toBe(0);
});

it('takes no hundred joined signs for one emoji', () => {
  expect(largeEmoji('👨\u200d'.repeat(100))).toBe(0);
  expect(largeEmoji('👨\u200d'.repeat(20) + '👨')).toBe(0);
  expect(largeEmoji(`👍${'\u0301'.repeat(9)}`)).toBe(0);
});
