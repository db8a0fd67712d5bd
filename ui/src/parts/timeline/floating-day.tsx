import { createSignal, onCleanup, Show, type JSX } from 'solid-js';

import { language, t } from '../../i18n/language';
import { dayLine } from '../../i18n/time';

/** How long it stays after the last movement. */
const REST_MS = 1_200;

/** The day of what is read, over the top of the timeline while somebody scrolls. */
export function createFloatingDay() {
  const [time, setTime] = createSignal<number | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  return {
    time,
    moved(at: number | null): void {
      clearTimeout(timer);
      setTime(at);
      if (at !== null) timer = setTimeout(() => setTime(null), REST_MS);
    },
  };
}

export function FloatingDay(props: { time: number | null; now: number }): JSX.Element {
  return (
    <Show when={props.time !== null}>
      <p class="floating-day" aria-hidden="true" data-testid="floating-day">
        <span>{dayLine(props.time as number, props.now, t(), language())}</span>
      </p>
    </Show>
  );
}
