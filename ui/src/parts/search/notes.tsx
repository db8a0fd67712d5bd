import { Show, type JSX } from 'solid-js';

import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import type { Finding } from '../../state/finding';

/** What is to be said of an answer beside what it found. */
export function FindingNotes(props: { finding: Finding; none: boolean; noneText: (words: string) => string }): JSX.Element {
  return (
    <div role="status" class="found-notes">
      <Show when={props.finding.failure()}>
        <p class="field-error" data-testid="search-failed">
          {say(asFailure(props.finding.failure()).reason.text) || t().searchFailed}
        </p>
      </Show>
      <Show when={!props.finding.failure() && props.finding.answered() !== null}>
        <Show when={props.none && props.finding.percent() === 100}>
          <div class="found-nothing" data-testid="search-nothing">
            <strong>{t().searchNothing}</strong>
            <p class="hint">{props.noneText(props.finding.answered() ?? '')}</p>
          </div>
        </Show>
        <Show when={props.finding.percent() < 100}>
          <p class="hint numbers" data-testid="search-reading">
            {t().searchReading(props.finding.percent())}
          </p>
        </Show>
        <Show when={props.finding.forgiving() && props.finding.rows().length > 0}>
          <p class="hint" data-testid="search-forgiving">
            {t().searchForgiving}
          </p>
        </Show>
      </Show>
    </div>
  );
}
