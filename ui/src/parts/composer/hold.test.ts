import { beforeEach, afterEach, expect, it, vi } from 'vitest';

import { hold, type Held } from './hold';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A pointer that does something at a moment. */
function pointer(kind: string, at: number, clientX: number): PointerEvent {
  const event = new MouseEvent(kind, { clientX, button: 0 });
  Object.defineProperties(event, { timeStamp: { value: at }, pointerId: { value: 1 } });
  return event as PointerEvent;
}

function pressed() {
  const told = { begin: vi.fn(), held: vi.fn<(now: Held | null) => void>(), letGo: vi.fn<(where: Held) => void>() };
  hold(pointer('pointerdown', 0, 500), told);
  return told;
}

it('is a click when it was quick: nothing is let go', () => {
  const told = pressed();
  window.dispatchEvent(pointer('pointerup', 120, 500));
  vi.advanceTimersByTime(2_000);
  expect(told.begin).toHaveBeenCalledOnce();
  expect(told.held).not.toHaveBeenCalled();
  expect(told.letGo).not.toHaveBeenCalled();
});

it('is let go where it was pressed, or away to the left', () => {
  for (const [x, where] of [[490, 'here'], [300, 'away'], [900, 'here']] as const) {
    const told = pressed();
    vi.advanceTimersByTime(600);
    expect(told.held).toHaveBeenLastCalledWith('here');
    window.dispatchEvent(pointer('pointermove', 1_000, x));
    expect(told.held).toHaveBeenLastCalledWith(where);
    window.dispatchEvent(pointer('pointerup', 1_500, x));
    expect(told.letGo.mock.calls).toEqual([[where]]);
    expect(told.held).toHaveBeenLastCalledWith(null);
  }
});

it('is nothing when the pointer is taken away', () => {
  const told = pressed();
  vi.advanceTimersByTime(600);
  window.dispatchEvent(pointer('pointercancel', 900, 500));
  window.dispatchEvent(pointer('pointerup', 950, 500));
  expect(told.letGo).not.toHaveBeenCalled();
});
