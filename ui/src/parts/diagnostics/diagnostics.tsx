import { createSignal, For, onCleanup, onMount, Show, type JSX } from 'solid-js';

import type { AccountDiagnosis, Connection } from '../../bindings';
import { gap, language, say, t } from '../../i18n/language';
import { moment, second } from '../../i18n/time';
import { Chart } from './chart';
import './diagnostics.css';

/** How often it is asked for while it is on the screen. */
const EVERY_MS = 2_000;

/** The lines of each list that are shown; the report has all that are kept. */
const LINES = 12;

/** Why something does not work, for one account: connection, queue, failures, times. */
export function Diagnostics(props: {
  name: string;
  load: () => Promise<AccountDiagnosis>;
  onFailure: (error: unknown) => void;
}): JSX.Element {
  const [found, setFound] = createSignal<AccountDiagnosis | null>(null);
  let timer: ReturnType<typeof setInterval> | undefined;

  async function look(): Promise<void> {
    try {
      setFound(await props.load());
    } catch (error) {
      clearInterval(timer);
      props.onFailure(error);
    }
  }

  onMount(() => {
    timer = setInterval(() => void look(), EVERY_MS);
    void look();
  });
  onCleanup(() => clearInterval(timer));

  return (
    <Show when={found()}>
      {(all) => (
        <div class="diagnostics" data-testid="diagnostics">
          <h2>
            <bdi>{props.name}</bdi>
          </h2>
          <section aria-label={t().connectionTimeline}>
            <h3>{t().connectionTimeline}</h3>
            <ol class="log" data-testid="connection-timeline">
              <For each={newest(all().connection)}>
                {(change) => (
                  <li>
                    <time class="numbers" title={moment(change.at, language())}>
                      {second(change.at)}
                    </time>
                    <span>{stateWords(change.connection)}</span>
                  </li>
                )}
              </For>
            </ol>
          </section>
          <section aria-label={t().queue}>
            <h3>{t().queue}</h3>
            <p data-testid="queue">{queueWords(all())}</p>
          </section>
          <section aria-label={t().lastFailures}>
            <h3>{t().lastFailures}</h3>
            <Show when={all().failed.length > 0} fallback={<p>{t().noFailures}</p>}>
              <ol class="log" data-testid="failures">
                <For each={newest(all().failed)}>
                  {(failed) => (
                    <li>
                      <time class="numbers" title={moment(failed.at, language())}>
                        {second(failed.at)}
                      </time>
                      <span>
                        {say(failed.reason.text)}{' '}
                        <span class="hint path">
                          {failed.command} · {failed.reason.code}
                          <Show when={failed.reason.logId}>
                            {(id) => <> · {t().logId(id())}</>}
                          </Show>
                        </span>
                      </span>
                    </li>
                  )}
                </For>
              </ol>
            </Show>
          </section>
          <section class="charts" aria-label={t().times}>
            <h3>{t().times}</h3>
            <Chart label={t().timeSend} times={all().sends} testid="chart-send" />
            <Chart label={t().timePull} times={all().pulls} testid="chart-pull" />
            <Chart label={t().timePaint} times={all().paints} testid="chart-paint" />
          </section>
        </div>
      )}
    </Show>
  );
}

function newest<T>(list: T[]): T[] {
  return list.slice(-LINES).reverse();
}

function stateWords(connection: Connection): string {
  switch (connection.kind) {
    case 'stopped':
      return t().stateStopped;
    case 'connecting':
      return t().connecting;
    case 'online':
      return t().stateOnline;
    case 'offline':
      return `${t().stateOffline}${gap()}${say(connection.reason.text)}`;
    case 'sign_in_needed':
      return t().signInNeeded;
  }
}

function queueWords({ queue }: AccountDiagnosis): string {
  if (queue.waiting + queue.preparing + queue.stopped === 0) return t().queueEmpty;
  return t().queueOf(queue.waiting, queue.preparing, queue.stopped);
}
