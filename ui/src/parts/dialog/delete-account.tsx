import { createSignal, Show, type JSX } from 'solid-js';

import type { AccountInfo } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Dialog } from './dialog';

/** Takes the account away at the server. Whoever wants that writes their number. */
export function DeleteAccountDialog(props: {
  account: AccountInfo;
  /** Parts that are left; null before the first one. */
  left: number | null;
  remove: () => Promise<void>;
  onClose: () => void;
}): JSX.Element {
  const [typed, setTyped] = createSignal('');
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<string | null>(null);
  const [most, setMost] = createSignal(0);
  const done = () => {
    const left = props.left;
    if (left === null) return undefined;
    setMost(Math.max(most(), left + 1));
    return most() - left;
  };

  async function remove(): Promise<void> {
    if (busy() || typed().trim() !== props.account.user) return;
    setBusy(true);
    setProblem(null);
    try {
      await props.remove();
      props.onClose();
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={t().deleteAccountTitle(props.account.name)}
      testid="delete-account-dialog"
      onClose={props.onClose}
      actions={
        <>
          <button type="button" class="button" disabled={busy()} onClick={() => props.onClose()}>
            {t().cancel}
          </button>
          <button
            type="button"
            class="button danger"
            data-testid="delete-account-do"
            disabled={busy() || typed().trim() !== props.account.user}
            onClick={() => void remove()}
          >
            {t().deleteAccountDo}
          </button>
        </>
      }
    >
      <div class="stack">
        <p>{t().deleteAccountText}</p>
        <label class="field">
          <span>{t().deleteAccountType(props.account.user)}</span>
          <input
            class="input"
            data-first
            autocomplete="off"
            disabled={busy()}
            value={typed()}
            data-testid="delete-account-number"
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <Show when={busy()}>
          <label class="field">
            <span class="hint" aria-live="polite">
              {t().deleteAccountBusy}
            </span>
            <progress class="delete-bar" max={Math.max(most(), 1)} value={done()} />
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
