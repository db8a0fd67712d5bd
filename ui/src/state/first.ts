// What the window shows first.

import { createEffect, createRoot } from 'solid-js';

import type { AppState } from './app';

/** How long an empty window waits. Later than this one wants to see that it starts. */
const LATE_MS = 150;

/**
 * Comes true when there is something to show, or when it is late. A screen that only says "starting" would take a frame
 * of its own, and the first frame is the dearest: what is really to be shown is usually here sooner.
 */
export function somethingToShow(app: AppState): Promise<void> {
  return new Promise((done) => {
    createRoot((dispose) => {
      const finish = () => {
        clearTimeout(late);
        dispose();
        done();
      };
      const late = setTimeout(finish, LATE_MS);
      createEffect(() => {
        if (app.store.phase === 'starting') return;
        const account = app.account();
        if (!account || account.listed) queueMicrotask(finish);
      });
    });
  });
}
