import type { JSX } from 'solid-js';

/**
 * How far something is, as a circle. `label` says what, for somebody who does not see it; without one the words beside
 * it say both.
 */
export function Ring(props: { percent: number; label?: string }): JSX.Element {
  const length = 2 * Math.PI * 20;
  return (
    <svg
      class="ring"
      viewBox="0 0 48 48"
      role={props.label === undefined ? undefined : 'progressbar'}
      aria-hidden={props.label === undefined}
      aria-label={props.label}
      aria-valuenow={props.label === undefined ? undefined : props.percent}
      aria-valuemin={props.label === undefined ? undefined : 0}
      aria-valuemax={props.label === undefined ? undefined : 100}
    >
      <circle cx="24" cy="24" r="20" class="track" />
      <circle
        cx="24"
        cy="24"
        r="20"
        class="done"
        stroke-dasharray={`${length}`}
        stroke-dashoffset={`${length * (1 - Math.min(100, Math.max(2, props.percent)) / 100)}`}
        transform="rotate(-90 24 24)"
      />
    </svg>
  );
}
