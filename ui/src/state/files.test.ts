import { createRoot } from 'solid-js';
import { describe, expect, it, vi } from 'vitest';

import type { FileState } from '../bindings';
import { createFiles } from './files';

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('files', () => {
  it('of all rows of a moment are asked about together, and once', () =>
    createRoot(async (end) => {
      const fileStates = vi.fn((_account: string, media: string[]) =>
        Promise.resolve(media.map((): FileState => ({ state: 'away' }))),
      );
      const files = createFiles({ fileStates }, vi.fn());
      for (const media of ['a', 'b', 'a']) expect(files.of('alice', media)).toBeUndefined();
      await settled();
      expect(fileStates.mock.calls).toEqual([['alice', ['a', 'b']]]);
      expect(files.of('alice', 'a')).toEqual({ state: 'away' });
      await settled();
      expect(fileStates).toHaveBeenCalledTimes(1);
      end();
    }));

  it('what is told while it is asked is newer than the answer', () =>
    createRoot(async (end) => {
      let answer: (states: FileState[]) => void = () => undefined;
      const files = createFiles({ fileStates: () => new Promise((resolve) => (answer = resolve)) }, vi.fn());
      files.of('alice', 'a');
      await settled();
      files.arrived('alice', 'a', { state: 'loading', percent: 40 });
      answer([{ state: 'away' }]);
      await settled();
      expect(files.of('alice', 'a')).toEqual({ state: 'loading', percent: 40 });
      files.arrived('alice', 'a', { state: 'here' });
      expect(files.of('alice', 'a')).toEqual({ state: 'here' });
      end();
    }));
});
