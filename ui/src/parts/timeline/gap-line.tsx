import { Match, Switch, type JSX } from 'solid-js';

import type { GapState } from '../../bindings';
import { gap, say, t } from '../../i18n/language';

/** Messages are missing here, and what is being done about it. */
export function GapLine(props: { state: GapState; onRetry: () => void }): JSX.Element {
  return (
    <p class="gap-line" role="status" data-testid="gap" data-state={props.state.kind}>
      <span>
        <Switch>
          <Match when={props.state.kind === 'unknown'}>
            {t().gapUnknown}{' '}
            <button type="button" class="text-button" onClick={() => props.onRetry()}>
              {t().gapLoad}
            </button>
          </Match>
          <Match when={props.state.kind === 'loading'}>{t().gapLoading}</Match>
          <Match when={props.state.kind === 'failed' && props.state}>
            {(state) => (
              <>
                {t().gapFailed}
                {gap()}
                {say(state().reason.text)}{' '}
                <button type="button" class="text-button" data-testid="gap-retry" onClick={() => props.onRetry()}>
                  {t().tryAgain}
                </button>
              </>
            )}
          </Match>
          <Match when={props.state.kind === 'gone'}>{t().gapGone}</Match>
        </Switch>
      </span>
    </p>
  );
}
