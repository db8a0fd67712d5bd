import { describe, expect, it } from 'vitest';

import { createEmojiUse } from './emoji-use';

function memory(kept: string | null = null) {
  let text = kept;
  return { getItem: () => text, setItem: (_: string, words: string) => void (text = words) };
}

describe('emoji somebody uses', () => {
  it('puts the last one first, each once, and keeps them for the next start', () => {
    const kept = memory();
    const use = createEmojiUse(kept);
    for (const sign of ['😀', '👍', '😀', '🎉']) use.used(sign);
    use.setTone(3);
    const next = createEmojiUse(kept);
    expect(next.recent()).toEqual(['🎉', '😀', '👍']);
    expect(next.tone()).toBe(3);
  });

  it('forgets the one used longest ago', () => {
    const use = createEmojiUse(memory());
    for (let n = 0; n < 30; n++) use.used(`${n}`);
    expect(use.recent()).toHaveLength(24);
    expect(use.recent()[0]).toBe('29');
    expect(use.recent()).not.toContain('5');
  });

  it.each(['{', '7', '{"recent":7,"tone":9}', '{"recent":[7,"😀"],"tone":"2"}'])('begins anew with what is damaged: %s', (text) => {
    const use = createEmojiUse(memory(text));
    expect(use.recent().filter((sign) => sign !== '😀')).toEqual([]);
    expect(use.tone()).toBe(0);
  });

  it('goes on in memory when the disk is full', () => {
    const full = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    const use = createEmojiUse({ getItem: () => null, setItem: full });
    use.used('😀');
    expect(use.recent()).toEqual(['😀']);
  });
});
