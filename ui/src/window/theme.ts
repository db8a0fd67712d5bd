import { createEffect, createSignal, onCleanup } from 'solid-js';

import type { AppState } from '../state/app';

/** The theme chosen, or the desktop's as it changes. */
export function useTheme(app: AppState): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const [system, setSystem] = createSignal(dark.matches);
  const changed = () => setSystem(dark.matches);
  dark.addEventListener('change', changed);
  onCleanup(() => dark.removeEventListener('change', changed));
  createEffect(() => {
    // Until the settings are there the page wears what it was opened with (public/theme.js).
    const theme = app.store.settings?.theme;
    if (!theme) return;
    document.documentElement.dataset['theme'] = theme === 'system' ? (system() ? 'dark' : 'light') : theme;
  });
}
