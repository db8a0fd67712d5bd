import { createSignal, createUniqueId, For, Show, type JSX } from 'solid-js';

import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Dialog } from '../dialog/dialog';

/** The server's limit for a reason, characters. */
const REASON_LIMIT = 200;

/** For how many seconds; null without an end. */
const TIMES = [600, 3_600, 86_400, 7 * 86_400, null] as const;

/** Keeps somebody from writing for a time; they are told why. Or out of a live group, with `bar`. */
export function MuteDialog(props: {
  name: string;
  bar?: boolean;
  mute: (seconds: number | null, reason: string) => Promise<void>;
  onClose: () => void;
}): JSX.Element {
  const group = createUniqueId();
  const [seconds, setSeconds] = createSignal<number | null>(TIMES[0]);
  const [reason, setReason] = createSignal('');
  const [problem, setProblem] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);

  async function mute(): Promise<void> {
    if (busy()) return;
    setBusy(true);
    try {
      await props.mute(seconds(), reason().trim());
      props.onClose();
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={props.bar ? t().liveBarTitle(props.name) : t().muteTitle(props.name)}
      testid="mute-dialog"
      onClose={props.onClose}
      actions={
        <>
          <button type="button" class="button" onClick={() => props.onClose()}>
            {t().cancel}
          </button>
          <button type="button" class="button primary" data-testid="mute-do" disabled={busy()} onClick={() => void mute()}>
            {props.bar ? t().liveBarDo : t().muteDo}
          </button>
        </>
      }
    >
      <div class="stack">
        <fieldset class="mute-times">
          <legend>{props.bar ? t().liveBarFor : t().muteFor}</legend>
          <For each={TIMES}>
            {(time) => (
              <label>
                <input
                  type="radio"
                  name={group}
                  checked={seconds() === time}
                  data-testid={`mute-${time ?? 'ever'}`}
                  onChange={() => setSeconds(time)}
                />
                {t().muteTime(time)}
              </label>
            )}
          </For>
        </fieldset>
        <Show when={!props.bar}>
          <label class="field">
            <span>{t().muteReason}</span>
            <input
              class="input"
              dir="auto"
              maxLength={REASON_LIMIT}
              value={reason()}
              data-testid="mute-reason"
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          </label>
        </Show>
      </div>
      <Show when={problem()}>
        {(words) => (
          <p class="field-error" role="alert">
            {words()}
          </p>
        )}
      </Show>
    </Dialog>
  );
}
