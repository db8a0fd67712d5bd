import { Show, type JSX } from 'solid-js';

import { gap, say, t } from '../../i18n/language';
import { fileSize } from '../../i18n/size';
import { asFailure } from '../../runtime/runtime';
import { MAX_CONTENT_BYTES, MAX_DRAFT_BYTES, SHOW_COUNTER_BYTES } from './submit';

/** What is to be said of the message that is being written, below the field. */
export function ComposerNotes(props: {
  bytes: number;
  tooLong: boolean;
  /** The disk takes its time. */
  slow: boolean;
  /** The field could not hold what was added. */
  full: boolean;
  /** Something in the tray cannot be sent. */
  stuck: boolean;
  /** Why the last try did not work; null when it did. */
  problem: unknown;
}): JSX.Element {
  return (
    <>
      <Show when={props.bytes >= SHOW_COUNTER_BYTES}>
        <p class="composer-note numbers" classList={{ bad: props.tooLong }} data-testid="byte-counter" role="status">
          {t().bytesUsed(fileSize(props.bytes), fileSize(MAX_CONTENT_BYTES))}
          <Show when={props.tooLong}> · {t().tooLong}</Show>
        </p>
      </Show>
      <Show when={props.slow}>
        <p class="composer-note" role="status" data-testid="saving-slowly">
          {t().savingSlowly}
        </p>
      </Show>
      <Show when={props.full}>
        <p class="composer-note bad" role="alert" data-testid="composer-full">
          {t().fieldFull(fileSize(MAX_DRAFT_BYTES))}
        </p>
      </Show>
      <Show when={props.stuck}>
        <p class="composer-note bad">{t().trayProblem}</p>
      </Show>
      <Show when={props.problem !== null}>
        <p class="composer-note bad" role="alert" data-testid="composer-problem">
          {say(asFailure(props.problem).reason.text)}
          {gap()}
          {t().keptText}
        </p>
      </Show>
    </>
  );
}
