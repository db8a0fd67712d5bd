import { createSignal, Show, type JSX } from 'solid-js';

import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Dialog } from './dialog';

export interface Confirm {
  title: string;
  text: string;
  label: string;
  run: () => Promise<unknown>;
  /** Something smaller that can be done instead. */
  other?: { label: string; run: () => Promise<unknown> };
}

/** Asks before something is lost. The focus starts on "cancel". */
export function ConfirmDialog(props: { confirm: Confirm; onClose: () => void }): JSX.Element {
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<string | null>(null);

  async function run(work: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    try {
      await work();
      props.onClose();
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={props.confirm.title}
      testid="confirm"
      onClose={props.onClose}
      actions={
        <>
          <button type="button" class="button" data-first data-testid="confirm-cancel" onClick={() => props.onClose()}>
            {t().cancel}
          </button>
          <Show when={props.confirm.other}>
            {(other) => (
              <button type="button" class="button" data-testid="confirm-other" disabled={busy()} onClick={() => void run(other().run)}>
                {other().label}
              </button>
            )}
          </Show>
          <button type="button" class="button danger" data-testid="confirm-ok" disabled={busy()} onClick={() => void run(props.confirm.run)}>
            {props.confirm.label}
          </button>
        </>
      }
    >
      <p>{props.confirm.text}</p>
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
