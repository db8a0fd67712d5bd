import { describe, expect, it } from 'vitest';

import { frameOf } from './node-socket.ts';

describe('frames of a bridge', () => {
  it('are read when they are whole, of each length', () => {
    for (const [head, size] of [
      [Buffer.from([0x81, 5]), 5],
      [Buffer.from([0x81, 126, 0x01, 0x00]), 256],
      [Buffer.from([0x01, 127, 0, 0, 0, 0, 0, 1, 0, 0]), 65_536],
    ] as const) {
      const bytes = Buffer.concat([head, Buffer.alloc(size, 'x'), Buffer.from('next')]);
      for (const short of [0, 1, head.length - 1, head.length + size - 1]) {
        expect(frameOf(bytes.subarray(0, short))).toBeNull();
      }
      const frame = frameOf(bytes);
      if (frame === null || frame === 'too long') throw new Error('no frame');
      expect([frame.final, frame.code, frame.payload.length]).toEqual([head[0] === 0x81, 1, size]);
      expect(bytes.subarray(frame.end).toString()).toBe('next');
    }
  });

  it('are not waited for when they are longer than anything may be', () => {
    expect(frameOf(Buffer.from([0x81, 127, 0xff, 0, 0, 0, 0, 0, 0, 0]))).toBe('too long');
    expect(frameOf(Buffer.from([0x81, 127, 0, 0, 0, 0, 0x7f, 0, 0, 0]))).toBe('too long');
  });
});
