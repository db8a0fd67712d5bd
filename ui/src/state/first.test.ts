import { afterEach, describe, expect, it, vi } from 'vitest';

import { FakeRuntime } from '../runtime/fake/fake';
import { demoWorld } from '../runtime/fake/world';
import { createApp } from './app';
import { somethingToShow } from './first';

afterEach(() => vi.useRealTimers());

function make(delayMs: number, signedIn = true) {
  const world = demoWorld({ size: 'rich', signedIn, now: Date.now(), delayMs });
  return createApp(new FakeRuntime(world), {
    closedToTray: () => '',
    selectionFull: () => '',
    caretRests: () => undefined,
    picturesAgain: () => undefined,
    say: (text) => text.en,
    memory: localStorage,
  });
}

describe('the first screen', () => {
  it('waits for the list', async () => {
    const app = make(0);
    void app.start();
    await somethingToShow(app);
    expect(app.account()?.listed).toBe(true);
  });

  it('is there at once for somebody who has to sign in', async () => {
    const app = make(0, false);
    void app.start();
    await somethingToShow(app);
    expect(app.store.phase).toBe('ready');
  });

  it('is not waited for longer than one would wonder', async () => {
    vi.useFakeTimers();
    const app = make(60_000);
    void app.start();
    let shown = false;
    void somethingToShow(app).then(() => (shown = true));
    await vi.advanceTimersByTimeAsync(100);
    expect(shown).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    expect(shown).toBe(true);
    expect(app.store.phase).toBe('starting');
  });
});
