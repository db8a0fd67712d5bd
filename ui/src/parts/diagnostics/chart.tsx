import { For, Show, type JSX } from 'solid-js';

import type { Timing } from '../../bindings';
import { t } from '../../i18n/language';

/** What fits beside its words; the newest are at the right. */
const BARS = 60;

/** A few bars, the newest at the right, and the words for those who cannot see them. */
export function Chart(props: { label: string; times: Timing[]; testid: string }): JSX.Element {
  const shown = () => props.times.slice(-BARS);
  const longest = () => Math.max(1, ...shown().map((time) => time.ms));
  const middle = () => percentile(shown(), 0.5);
  const words = () =>
    shown().length === 0 ? t().noTimes : t().timesOf(shown().length, middle(), percentile(shown(), 0.95));
  return (
    <figure class="chart" data-testid={props.testid}>
      <figcaption>
        <span>{props.label}</span> <span class="hint numbers">{words()}</span>
      </figcaption>
      <Show when={shown().length > 0}>
        <svg viewBox={`0 0 ${BARS * 4} 32`} preserveAspectRatio="none" aria-hidden="true">
          <For each={shown()}>
            {(time, at) => {
              const height = () => Math.max(1, (time.ms / longest()) * 32);
              return (
                <rect
                  x={(BARS - shown().length + at()) * 4}
                  y={32 - height()}
                  width="3"
                  height={height()}
                />
              );
            }}
          </For>
        </svg>
      </Show>
    </figure>
  );
}

/** The time that `part` of all are at or below. */
export function percentile(times: Timing[], part: number): number {
  const sorted = times.map((time) => time.ms).sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * part) - 1] ?? 0;
}
