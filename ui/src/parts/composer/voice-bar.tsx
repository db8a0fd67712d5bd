import { Pause, Play, SendHorizontal, Square, Trash2 } from 'lucide';
import { createEffect, For, Match, on, onMount, Show, Switch, type JSX } from 'solid-js';

import type { VoiceDraft } from '../../bindings';
import { clockTime } from '../../i18n/duration';
import { t } from '../../i18n/language';
import type { ChatVoice } from '../../state/voice';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import { Wave } from '../message/wave';
import type { Held } from './hold';
import './voice-bar.css';

/** So many levels with nothing in them, about two seconds, and it is said. */
const QUIET = 40;

/** In the place of the field: a recording that is made, or that waits to be heard and sent. */
export function VoiceBar(props: { voice: ChatVoice; held: Held | null; onSent: () => void }): JSX.Element {
  let bar!: HTMLDivElement;
  const { voice } = props;
  const state = () => voice.field()?.state;
  const records = () => state() === 'starting' || state() === 'recording' || state() === 'ending';
  const draft = (): VoiceDraft | null => {
    const field = voice.field();
    return field?.state === 'draft' || field?.state === 'sending' ? field.draft : null;
  };

  async function send(): Promise<void> {
    if (await voice.send()) props.onSent();
  }

  function onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      if (records()) voice.finish('discard');
      else if (state() === 'draft') voice.discard();
      else return;
    } else if (event.key === 'Enter' && !(event.target as HTMLElement).matches('button:not(.send)')) {
      if (records()) voice.finish('send');
      else if (state() === 'draft') void send();
      else return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // The keyboard goes on where the next thing is done.
  const focus = () => bar.querySelector<HTMLElement>('.send, .voice-undo')?.focus();
  onMount(focus);
  createEffect(on(state, focus, { defer: true }));

  return (
    <div ref={bar} class="voice-bar" role="group" aria-label={t().kindVoice} data-testid="voice-bar" data-state={state()} onKeyDown={onKey}>
      <span class="visually-hidden" role="status">
        {records() ? t().recording : state() === 'deleted' ? t().voiceDeleted : t().voiceReady}
      </span>
      <Switch>
        <Match when={records()}>
          <Recording {...props} />
        </Match>
        <Match when={draft()}>
          {(made) => (
            <>
              <IconButton icon={Trash2} label={t().deleteVoice} data-testid="voice-delete" onClick={() => voice.discard()} />
              <IconButton
                icon={voice.playing(null)?.paused === false ? Pause : Play}
                label={voice.playing(null)?.paused === false ? t().pausePlaying : t().play}
                data-testid="voice-draft-play"
                onClick={() => voice.toggle(null)}
              />
              <Wave
                wave={made().wave}
                length={made().millis}
                millis={voice.playing(null)?.millis ?? 0}
                reachable
                onSeek={(millis) => voice.seek(null, millis)}
              />
              <span class="voice-length numbers" data-testid="voice-length">
                {clockTime(voice.playing(null)?.millis ?? made().millis)}
              </span>
              <SendButton disabled={state() === 'sending'} onClick={() => void send()} />
            </>
          )}
        </Match>
        <Match when={state() === 'deleted'}>
          <span class="voice-words">{t().voiceDeleted}</span>
          <button type="button" class="button voice-undo" data-testid="voice-undo" onClick={() => voice.undo()}>
            {t().undo}
          </button>
        </Match>
      </Switch>
    </div>
  );
}

function Recording(props: { voice: ChatVoice; held: Held | null }): JSX.Element {
  const { voice } = props;
  const quiet = () => voice.levels().length >= QUIET && voice.levels().slice(-QUIET).every((level) => level === 0);
  const words = (): string | null => {
    if (props.held) return props.held === 'away' ? t().recordingLetGo : t().recordingHeld;
    if (quiet()) return t().recordingQuiet;
    return voice.field()?.state === 'starting' ? t().recordingStarts : null;
  };
  return (
    <>
      <IconButton icon={Trash2} label={t().cancelRecording} data-testid="voice-cancel" onClick={() => voice.finish('discard')} />
      <span class="voice-red" aria-hidden="true" />
      <span class="voice-length numbers" role="timer" data-testid="voice-length">
        {clockTime(voice.recording()?.millis ?? 0)}
      </span>
      <Show when={words()} fallback={<Meter levels={voice.levels()} />}>
        {(said) => (
          <span class="voice-words" data-testid="voice-words">
            {said()}
          </span>
        )}
      </Show>
      <IconButton
        icon={Square}
        label={t().stopRecording}
        data-testid="voice-stop"
        disabled={voice.field()?.state === 'ending'}
        onClick={() => voice.finish('keep')}
      />
      <SendButton disabled={voice.field()?.state === 'ending'} onClick={() => voice.finish('send')} />
    </>
  );
}

/** How loud it is, the newest at the end. */
function Meter(props: { levels: readonly number[] }): JSX.Element {
  return (
    <span class="voice-meter" aria-hidden="true" data-testid="voice-meter">
      <For each={props.levels}>
        {(level) => <span class="wave-bar played" style={{ height: `${Math.round(3 + (level / 100) * 21)}px` }} />}
      </For>
    </span>
  );
}

function SendButton(props: { disabled: boolean; onClick: () => void }): JSX.Element {
  return (
    <button
      type="button"
      class="send"
      data-testid="voice-send"
      aria-label={t().sendVoice}
      title={t().sendVoice}
      disabled={props.disabled}
      onClick={() => props.onClick()}
    >
      <Icon of={SendHorizontal} />
    </button>
  );
}
