import { render } from 'solid-js/web';

import { App } from './app';
import { say, setLanguage, t } from './i18n/language';
import { caretRests } from './parts/composer/caret';
import { picturesAgain } from './parts/picture-again/again';
import { whenShown } from './runtime/paint';
import type { Runtime } from './runtime/runtime';
import { TauriRuntime } from './runtime/tauri';
import { createApp } from './state/app';
import { somethingToShow } from './state/first';
import { MOST_SELECTED } from './state/selection';

// The language of the desktop until the settings are there.
setLanguage(navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');

async function chooseRuntime(): Promise<Runtime> {
  // Known when the page is built: the fake runtime is no part of the product.
  if (import.meta.env.MODE === 'demo') {
    const { demoRuntime } = await import('./runtime/fake/demo');
    return demoRuntime(new URLSearchParams(location.search));
  }
  return new TauriRuntime();
}

const runtime = await chooseRuntime();
const app = createApp(runtime, {
  closedToTray: () => t().closedToTray,
  selectionFull: () => t().selectionFull(MOST_SELECTED),
  caretRests,
  picturesAgain,
  say,
  memory: localStorage,
});
void app.start();
await somethingToShow(app);
const root = document.getElementById('root');
if (root) render(() => <App app={app} runtime={runtime} />, root);
whenShown(() => void runtime.pagePainted().catch(app.tellFailure));
