import { Match, Show, Switch, type JSX } from 'solid-js';

import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import type { Older } from '../../state/older';

/** What a search needs to say of messages that are not on this computer. */
export interface OlderFacts {
  /** How many have come. */
  loaded: () => number;
  /** There is no connection. */
  offline: () => boolean;
}

/** Below what was found: that older messages are not on this computer, and a way to search them too. */
export function OlderMessages(props: {
  older: Older;
  facts: OlderFacts;
  /** Which are missing, as a sentence. */
  missing: string;
  /** The button that had the focus has gone. */
  onFocusLost: () => void;
}): JSX.Element {
  let button: HTMLButtonElement | undefined;
  const { older } = props;

  async function press(): Promise<void> {
    if (older.stand() === 'loading') {
      older.cancel();
      return;
    }
    await older.load();
    if (!button?.isConnected && (document.activeElement === null || document.activeElement === document.body)) props.onFocusLost();
  }

  const loading = () => older.stand() === 'loading';
  return (
    <Show when={older.stand() !== 'none'}>
      <div class="found-older" data-testid="search-older" data-stand={older.stand()}>
        <p class="hint numbers" role="status">
          <Switch fallback={props.missing}>
            <Match when={loading()}>{t().searchOlderLoading(props.facts.loaded())}</Match>
            <Match when={older.stand() === 'rest'}>{t().searchOlderRest}</Match>
            <Match when={props.facts.offline()}>
              {props.missing} {t().searchOlderOffline}
            </Match>
          </Switch>
        </p>
        <Show when={loading() || (older.stand() === 'missing' && !props.facts.offline())}>
          {/* One button, so that the focus stays. */}
          <button ref={button} type="button" class="text-button" data-testid="search-older-load" onClick={() => void press()}>
            {loading() ? t().searchOlderStop : t().searchOlder}
          </button>
        </Show>
        <Show when={!loading() && older.failure()}>
          <p class="field-error" role="alert" data-testid="search-older-failed">
            {say(asFailure(older.failure()).reason.text)}
          </p>
        </Show>
      </div>
    </Show>
  );
}
