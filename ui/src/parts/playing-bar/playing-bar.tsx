import { Pause, Play, X } from 'lucide';
import type { JSX } from 'solid-js';

import type { Playing } from '../../bindings';
import { clockTime } from '../../i18n/duration';
import { t } from '../../i18n/language';
import { IconButton } from '../icon/icon-button';
import { times } from '../message/voice-box';
import './playing-bar.css';

/** What is being played while another chat is open. */
export function PlayingBar(props: {
  playing: Playing;
  /** Of the conversation that it is of. */
  title: string;
  onToggle: () => void;
  onFaster: () => void;
  onGoTo: () => void;
  onStop: () => void;
}): JSX.Element {
  const label = () => (props.playing.paused ? t().play : t().pausePlaying);
  return (
    <div class="playing-bar" role="group" aria-label={t().playingFrom(props.title)} data-testid="playing-bar">
      <IconButton
        icon={props.playing.paused ? Play : Pause}
        size={16}
        label={label()}
        data-testid="playing-toggle"
        onClick={() => props.onToggle()}
      />
      <button type="button" class="playing-title ellipsis" data-testid="playing-go-to" onClick={() => props.onGoTo()}>
        <bdi>{t().playingFrom(props.title)}</bdi>
      </button>
      <span class="numbers hint">
        {clockTime(props.playing.millis)} / {clockTime(props.playing.length)}
      </span>
      <button
        type="button"
        class="playing-speed numbers"
        aria-label={t().speed(times(props.playing.speed))}
        title={t().speed(times(props.playing.speed))}
        onClick={() => props.onFaster()}
      >
        {times(props.playing.speed)}
      </button>
      <IconButton icon={X} size={16} label={t().stopPlaying} data-testid="playing-stop" onClick={() => props.onStop()} />
    </div>
  );
}
