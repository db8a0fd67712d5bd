import { createSignal, Match, onCleanup, Switch, type JSX } from 'solid-js';

import type { Connection } from '../../bindings';
import { gap, say, t } from '../../i18n/language';
import { clock } from '../../i18n/time';
import './connection-line.css';

/** A thin line, only when something is wrong: what, since when, when the next try is, and a button. */
export function ConnectionLine(props: {
  connection: Connection;
  onRetry: () => void;
  onNewToken: () => void;
}): JSX.Element {
  return (
    <Switch>
      <Match when={props.connection.kind === 'connecting'}>
        <p class="connection-line" role="status" data-testid="connection" data-state="connecting">
          {t().connecting}
        </p>
      </Match>
      <Match when={props.connection.kind === 'offline' && props.connection}>
        {(offline) => (
          <p class="connection-line warn" role="status" data-testid="connection" data-state="offline">
            {t().offlineSince(clock(offline().since))}
            {gap()}
            <span data-testid="connection-reason">{say(offline().reason.text)}</span>
            {gap()}
            <NextTry at={offline().nextTry} />{' '}
            <button type="button" class="text-button" data-testid="retry-connection" onClick={() => props.onRetry()}>
              {t().tryNow}
            </button>
          </p>
        )}
      </Match>
      <Match when={props.connection.kind === 'sign_in_needed' && props.connection}>
        {(needed) => (
          <p class="connection-line warn" role="alert" data-testid="connection" data-state="sign_in_needed">
            <span data-testid="connection-reason">{say(needed().reason.text)}</span>{' '}
            <button type="button" class="text-button" data-testid="new-token" onClick={() => props.onNewToken()}>
              {t().enterNewToken}
            </button>
          </p>
        )}
      </Match>
    </Switch>
  );
}

/** "Next try in 8 s", counted down. */
export function NextTry(props: { at: number }): JSX.Element {
  const [now, setNow] = createSignal(Date.now());
  // Runs only while it is shown.
  const timer = setInterval(() => setNow(Date.now()), 1_000);
  onCleanup(() => clearInterval(timer));
  return (
    <span class="numbers" aria-hidden="true">
      {t().nextTry(Math.ceil((props.at - now()) / 1_000))}
    </span>
  );
}
