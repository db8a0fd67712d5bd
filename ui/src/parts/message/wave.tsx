import { For, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import { clockTime } from '../../i18n/duration';
import './wave.css';

/** Bars of a wave form. */
const BARS = 40;

/** So far one key goes. */
const STEP_MS = 5_000;

/** As many numbers as there are bars; a line where nothing is known. */
export function bars(wave: readonly number[], count = BARS): number[] {
  if (wave.length === 0) return Array.from({ length: count }, () => 0);
  return Array.from({ length: count }, (_, at) => {
    const from = Math.floor((at * wave.length) / count);
    const to = Math.max(from + 1, Math.floor(((at + 1) * wave.length) / count));
    return Math.max(...wave.slice(from, to)) / 255;
  });
}

/** How loud a recording is, how far it was played, and where it goes on: by a click, or by keys. */
export function Wave(props: {
  wave: readonly number[];
  /** How long it is. */
  length: number;
  /** How far it is. */
  millis: number;
  reachable: boolean;
  onSeek: (millis: number) => void;
}): JSX.Element {
  const share = () => (props.length > 0 ? Math.min(1, props.millis / props.length) : 0);

  function onPointer(event: PointerEvent & { currentTarget: HTMLElement }): void {
    if (event.button !== 0 || props.length === 0) return;
    event.preventDefault();
    const box = event.currentTarget.getBoundingClientRect();
    const at = (event.clientX - box.left) / Math.max(1, box.width);
    props.onSeek(Math.round(Math.min(1, Math.max(0, at)) * props.length));
  }

  function onKey(event: KeyboardEvent): void {
    const to: Partial<Record<string, number>> = {
      ArrowLeft: props.millis - STEP_MS,
      ArrowRight: props.millis + STEP_MS,
      Home: 0,
    };
    const millis = to[event.key];
    if (millis === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    props.onSeek(Math.round(Math.min(props.length, Math.max(0, millis))));
  }

  return (
    <span
      class="wave"
      role="slider"
      tabindex={props.reachable ? 0 : -1}
      data-testid="wave"
      aria-label={t().position}
      aria-valuemin={0}
      aria-valuemax={Math.round(props.length / 1000)}
      aria-valuenow={Math.round(props.millis / 1000)}
      aria-valuetext={t().playingAt(clockTime(props.millis), clockTime(props.length))}
      onPointerDown={onPointer}
      onKeyDown={onKey}
    >
      <For each={bars(props.wave)}>
        {(loud, at) => (
          <span
            class="wave-bar"
            classList={{ played: share() > 0 && (at() + 0.5) / BARS <= share() }}
            style={{ height: `${Math.round(3 + loud * 21)}px` }}
          />
        )}
      </For>
    </span>
  );
}
