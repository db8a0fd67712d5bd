import { createEffect, createSignal, on, onCleanup, Show, type JSX } from 'solid-js';

import { t } from '../../i18n/language';

/** A message that the server wanted later: why, and in how many seconds it is tried again. Nothing while it is tried. */
export function HeldBack(props: { until: number }): JSX.Element {
  const left = () => Math.ceil((props.until - Date.now()) / 1000);
  const [seconds, setSeconds] = createSignal(left());
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = () => clearInterval(timer);
  createEffect(
    on(
      () => props.until,
      () => {
        stop();
        setSeconds(left());
        timer = setInterval(() => {
          if (setSeconds(left()) <= 0) stop();
        }, 250);
      },
    ),
  );
  onCleanup(stop);
  return (
    <Show when={seconds() > 0}>
      <p class="message-trouble soft" role="status" data-testid="held-back">
        {t().sentTooFast(seconds())}
      </p>
    </Show>
  );
}
