import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { timed, whenShown } from './paint';

/** Frames come when the test says so: a page whose window is never painted has none, however long its scripts run. */
const frames: FrameRequestCallback[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  frames.length = 0;
  vi.stubGlobal('requestAnimationFrame', (frame: FrameRequestCallback) => frames.push(frame));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function paint(): void {
  for (const frame of frames.splice(0)) frame(0);
  vi.runAllTimers();
}

it('is not shown while scripts run and nothing is painted', () => {
  const shown = vi.fn();
  whenShown(shown);
  vi.advanceTimersByTime(60_000);
  expect(shown).not.toHaveBeenCalled();
  paint();
  expect(shown).not.toHaveBeenCalled();
  paint();
  expect(shown).toHaveBeenCalledTimes(1);
});

it('tells how long a change took only when it was painted, one at a time', () => {
  const painted = vi.fn();
  const apply = timed(() => undefined, painted);
  const change = [{ kind: 'conversations' }] as unknown as Parameters<typeof apply>[0];
  apply(change);
  apply(change);
  vi.advanceTimersByTime(60_000);
  expect(painted).not.toHaveBeenCalled();
  paint();
  expect(painted).toHaveBeenCalledTimes(1);
});
