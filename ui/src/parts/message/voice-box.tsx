import { Pause, Play, X } from 'lucide';
import { Show, type JSX } from 'solid-js';

import type { Delivery, FileState, Playing, VoiceRow } from '../../bindings';
import { clockTime } from '../../i18n/duration';
import { t } from '../../i18n/language';
import { Icon } from '../icon/icon';
import { Ring } from './ring';
import { Wave } from './wave';
import './voice-box.css';

/** Speeds as they are written. */
export const times = (percent: number): string => `${percent / 100}×`;

/** A recording in a bubble: play, its wave form, its time, and whether it was heard. */
export function VoiceBox(props: {
  voice: VoiceRow;
  own: boolean;
  /** Undefined until it is known. */
  state: FileState | undefined;
  /** Null when it is not played. */
  playing: Playing | null;
  delivery: Delivery | null;
  /** It is reached with Tab. */
  reachable: boolean;
  onToggle: () => void;
  onSeek: (millis: number) => void;
  onFaster: () => void;
  onCancel: () => void;
}): JSX.Element {
  const uploading = () => (props.delivery?.kind === 'uploading' ? props.delivery.percent : null);
  const percent = () => uploading() ?? (props.state?.state === 'loading' ? props.state.percent : null);
  const runs = () => props.playing !== null && !props.playing.paused;
  const label = () => (uploading() !== null ? t().cancelUpload : runs() ? t().pausePlaying : t().play);
  const length = () => props.playing?.length || props.voice.millis;
  const time = () => (props.playing && !props.playing.loading ? props.playing.millis : length());

  return (
    <span class="voice-box" data-testid="voice" data-media={props.voice.media} data-playing={runs()}>
      <button
        type="button"
        class="voice-button"
        tabindex={props.reachable ? 0 : -1}
        aria-label={label()}
        title={label()}
        data-testid="voice-play"
        onClick={() => (uploading() !== null ? props.onCancel() : props.onToggle())}
      >
        <Icon of={uploading() !== null ? X : runs() ? Pause : Play} size={18} />
        <Show when={percent()}>{(far) => <Ring percent={far()} />}</Show>
      </button>
      <Wave
        wave={props.voice.wave}
        length={length()}
        millis={props.playing?.millis ?? 0}
        reachable={props.reachable}
        onSeek={props.onSeek}
      />
      <span class="voice-facts">
        <span class="voice-time numbers" data-testid="voice-time">
          {clockTime(time())}
        </span>
        <Show when={props.playing}>
          {(now) => (
            <button
              type="button"
              class="voice-speed numbers"
              tabindex={props.reachable ? 0 : -1}
              aria-label={t().speed(times(now().speed))}
              title={t().speed(times(now().speed))}
              data-testid="voice-speed"
              onClick={() => props.onFaster()}
            >
              {times(now().speed)}
            </button>
          )}
        </Show>
        <Show when={!props.own && !props.voice.played}>
          <span class="voice-dot" role="img" aria-label={t().notHeard} title={t().notHeard} data-testid="voice-unheard" />
        </Show>
        <Show when={props.own && props.voice.played}>
          <span class="voice-heard" data-testid="voice-heard">
            {t().heardByOthers}
          </span>
        </Show>
      </span>
    </span>
  );
}
