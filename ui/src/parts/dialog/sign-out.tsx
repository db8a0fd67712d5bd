import { createResource, createSignal, createUniqueId, For, Show, type JSX } from 'solid-js';

import type { AccountInfo, SignOutPreview } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Dialog } from './dialog';

/** Signs out, keeping or deleting what lies here. What would be lost is named first. */
export function SignOutDialog(props: {
  account: AccountInfo;
  preview: () => Promise<SignOutPreview>;
  signOut: (keepData: boolean) => Promise<void>;
  onClose: () => void;
}): JSX.Element {
  const name = createUniqueId();
  const [keep, setKeep] = createSignal(true);
  const [busy, setBusy] = createSignal(false);
  const [error, setError] = createSignal<string | null>(null);
  const [preview] = createResource(() => props.preview());

  async function run(): Promise<void> {
    if (busy()) return;
    setBusy(true);
    try {
      await props.signOut(keep());
      props.onClose();
    } catch (failure) {
      setError(say(asFailure(failure).reason.text));
      setBusy(false);
    }
  }

  const unsent = () => (preview.error ? [] : (preview()?.unsent ?? []));

  return (
    <Dialog
      title={t().signOutTitle(props.account.name)}
      testid="sign-out-dialog"
      onClose={props.onClose}
      actions={
        <>
          <button type="button" class="button" data-first onClick={() => props.onClose()}>
            {t().cancel}
          </button>
          <button
            type="button"
            class="button danger"
            data-testid="sign-out-do"
            disabled={busy() || preview.loading}
            onClick={() => void run()}
          >
            {t().signOutDo}
          </button>
        </>
      }
    >
      <Show when={unsent().length > 0}>
        <div data-testid="unsent">
          <p>{t().signOutUnsent}</p>
          <ul class="unsent-list">
            <For each={unsent()}>
              {(line) => (
                <li>
                  <bdi>{t().signOutUnsentLine(line.title, line.count)}</bdi>
                </li>
              )}
            </For>
          </ul>
        </div>
      </Show>
      <div role="radiogroup" aria-label={t().signOut} class="stack">
        <label class="choice">
          <input type="radio" name={name} checked={keep()} data-testid="keep-data" onChange={() => setKeep(true)} />
          {t().signOutKeep}
        </label>
        <label class="choice">
          <input type="radio" name={name} checked={!keep()} data-testid="delete-data" onChange={() => setKeep(false)} />
          {t().signOutDelete}
        </label>
      </div>
      <Show when={error()}>
        {(words) => (
          <p class="field-error" role="alert">
            {words()}
          </p>
        )}
      </Show>
    </Dialog>
  );
}
