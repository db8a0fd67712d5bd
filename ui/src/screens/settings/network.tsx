import { Show, type JSX } from 'solid-js';

import type { About } from '../../bindings';
import { say, t } from '../../i18n/language';

/** How the servers are reached. */
export function NetworkSection(props: {
  about: About;
}): JSX.Element {
  return (
    <section aria-label={t().network}>
      <h2>{t().network}</h2>
      <div class="setting">
        <span class="what">{t().proxy}</span>
        <bdi class="hint" data-testid="proxy">
          {props.about.proxy ?? t().proxyNone}
        </bdi>
      </div>
      <Show when={props.about.proxyProblem}>
        {(problem) => (
          <p class="hint" data-testid="proxy-problem">
            {say(problem())}
          </p>
        )}
      </Show>
    </section>
  );
}
