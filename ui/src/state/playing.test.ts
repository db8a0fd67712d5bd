import { describe, expect, it } from 'vitest';

import { createPlaying } from './playing';

describe('the video that plays', () => {
  it('is one, and an answer that comes late starts none', async () => {
    const playing = createPlaying();
    let late!: (address: string) => void;
    const first = playing.start('a', () => new Promise((answer) => (late = answer)));
    await playing.start('b', () => Promise.resolve('http://b'));
    late('http://a');
    await first;
    expect([playing.of('a'), playing.of('b')]).toEqual([null, 'http://b']);
  });

  it('ends when it is told so, and no other by that', async () => {
    const playing = createPlaying();
    await playing.start('a', () => Promise.resolve('http://a'));
    playing.stop('b');
    expect(playing.of('a')).toBe('http://a');
    playing.stop('a');
    expect(playing.of('a')).toBeNull();
    let late!: (address: string) => void;
    const again = playing.start('a', () => new Promise((answer) => (late = answer)));
    playing.stop('a');
    late('http://a');
    await again;
    expect(playing.of('a')).toBeNull();
  });

  it('ends when something else is to be heard, also before it began', async () => {
    const playing = createPlaying();
    await playing.start('a', () => Promise.resolve('http://a'));
    playing.silence();
    expect(playing.of('a')).toBeNull();
    let late!: (address: string) => void;
    const again = playing.start('a', () => new Promise((answer) => (late = answer)));
    playing.silence();
    late('http://a');
    await again;
    expect(playing.of('a')).toBeNull();
  });
});
