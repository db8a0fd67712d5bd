import { describe, expect, it } from 'vitest';

import { displayed, pieces, withMention } from './words';

const link = (from: number, to: number) => ({ from, to, url: 'https://example.com/', host: 'example.com' });

describe('links', () => {
  it('stand where the core found them', () => {
    expect(pieces('看 https://example.com/。好', [link(2, 22)])).toEqual([
      { kind: 'text', text: '看 ' },
      { kind: 'link', text: 'https://example.com/', url: 'https://example.com/', host: 'example.com' },
      { kind: 'text', text: '。好' },
    ]);
    expect(pieces('plain', [])).toEqual([{ kind: 'text', text: 'plain' }]);
    expect(pieces('', [])).toEqual([{ kind: 'text', text: '' }]);
  });

  it('lose no word, whatever places they are said to have', () => {
    const text = 'https://example.com/ x';
    for (const links of [[link(0, 99)], [link(5, 5)], [link(0, 9), link(4, 12)], [link(9, 4)], [link(0, 22)]]) {
      expect(pieces(text, links).map((p) => p.text).join('')).toBe(text);
    }
  });
});

describe('marks', () => {
  it('are shown as any language stacks them', () => {
    for (const text of ['Nguyễn', 'שָׁלוֹם', 'किताब', 'བསྒྲུབས', 'ก็', 'e\u0301'.repeat(5_000)]) expect(displayed(text)).toBe(text);
  });

  it('are cut off where there are too many: 60 KB of them stopped the page for seconds', () => {
    const shown = displayed(`a${'\u0301\u0489'.repeat(15_000)}b${'\u20dd'.repeat(9)}`);
    expect(shown).toBe(`a${'\u0301\u0489'.repeat(4)}b${'\u20dd'.repeat(8)}`);
  });
});

describe('blanks', () => {
  it('stay as code and poems have them', () => {
    const code = 'if (x)\n\t\treturn;\n'.repeat(20);
    expect(displayed(code)).toBe(code);
    expect(displayed(`${' '.repeat(80)}right`)).toBe(`${' '.repeat(80)}right`);
  });

  it('are cut off where there are so many that the page would stop', () => {
    expect(displayed(`a${'\t'.repeat(30_000)}b`)).toBe(`a${'\t'.repeat(100)}b`);
    expect(displayed(' \u3000'.repeat(30_000))).toBe(' \u3000'.repeat(50));
    expect(displayed('a\t'.repeat(1_000))).toBe('a '.repeat(1_000));
  });
});

it('sets the name of the reader apart wherever somebody calls it, and nothing in a link', () => {
  const link = { kind: 'link' as const, text: '@Alice', url: 'https://x.example/@Alice', host: 'x.example' };
  const parts = withMention([{ kind: 'text', text: '@Alice 你好 @Alicex @Bob @Alice' }, link], ['Alice']);
  expect(parts.map((part) => `${part.kind}:${part.text}`)).toEqual([
    'mention:@Alice',
    'text: 你好 @Alicex @Bob ',
    'mention:@Alice',
    'link:@Alice',
  ]);
  expect(withMention([link], [])).toEqual([link]);
});
