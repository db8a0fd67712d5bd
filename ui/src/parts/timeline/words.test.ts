import { describe, expect, it } from 'vitest';

import { emojiOnly, pieces } from './words';

describe('links', () => {
  it('finds addresses and leaves the sentence its full stop', () => {
    expect(pieces('看 https://example.com/a?b=1。好')).toEqual([
      { kind: 'text', text: '看 ' },
      { kind: 'link', text: 'https://example.com/a?b=1', url: 'https://example.com/a?b=1', host: 'example.com' },
      { kind: 'text', text: '。好' },
    ]);
    expect(pieces('(see http://example.com/x.)').map((p) => p.text)).toEqual(['(see ', 'http://example.com/x', '.)']);
    expect(pieces('https://example.com/Linnet_(bird)')[0]).toMatchObject({ text: 'https://example.com/Linnet_(bird)' });
  });

  it('makes no link of other schemes, of a name before the host, or of words', () => {
    for (const text of ['javascript:alert(1)', 'file:///etc/passwd', 'https://bank.com@evil.example/', 'https://', 'plain']) {
      expect(pieces(text)).toEqual([{ kind: 'text', text }]);
    }
  });

  it('shows the host in letters that cannot be mistaken', () => {
    expect(pieces('https://аpple.com/')[0]).toMatchObject({ kind: 'link', host: 'xn--pple-43d.com' });
  });

  it('ends an address at a right-to-left override', () => {
    expect(pieces('https://example.com/\u202egnp.exe')[0]).toMatchObject({ url: 'https://example.com/' });
  });

  it('loses no character of ten thousand', () => {
    const text = 'https://example.com/ x '.repeat(400);
    expect(pieces(text).map((p) => p.text).join('')).toBe(text);
  });
});

describe('emoji', () => {
  it('knows a few emoji from words and digits', () => {
    for (const text of ['👍', '🎉🎉', '👨‍👩‍👧', '🇨🇳 ❤️', '👋🏽']) expect(emojiOnly(text), text).toBe(true);
    for (const text of ['', ' ', '1', '#', 'ok 👍', '👍'.repeat(30)]) expect(emojiOnly(text), text).toBe(false);
  });
});
