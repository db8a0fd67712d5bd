// Settings and the facts beside them. A change is shown at once; what the shell answers counts.

import { createStore } from 'solid-js/store';

import type { About, Settings, SettingsChange } from '../bindings';
import type { Runtime } from '../runtime/runtime';

export function createSettings(runtime: Runtime, failed: (error: unknown) => void) {
  const [store, set] = createStore<{ settings: Settings | null; about: About | null }>({ settings: null, about: null });
  // Settings as the shell last answered them, and changes that it has not answered yet.
  let kept: Settings | null = null;
  const changes: SettingsChange[] = [];

  function show(): void {
    if (kept) set('settings', Object.assign({}, kept, ...changes));
  }

  return {
    settings: () => store.settings,
    about: () => store.about,
    arrived(settings: Settings, about: About): void {
      kept = { ...settings };
      set({ settings, about });
    },
    /** The secrets' place and the proxy may have changed since the start. */
    async refreshAbout(): Promise<void> {
      try {
        set('about', await runtime.about());
      } catch (error) {
        failed(error);
      }
    },
    async change(change: SettingsChange): Promise<void> {
      if (!store.settings) return;
      changes.push(change);
      show();
      try {
        kept = await runtime.changeSettings(change);
      } catch (error) {
        failed(error);
      }
      changes.splice(changes.indexOf(change), 1);
      show();
    },
  };
}
