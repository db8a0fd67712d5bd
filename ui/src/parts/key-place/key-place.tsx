import { createResource, createSignal, Show, type JSX } from 'solid-js';

import type { KeyPlace } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Dialog } from '../dialog/dialog';
import './key-place.css';

/** Where the key of the messages lies: with a copy in a file, or in the keyring alone. */
export function KeyPlaceSetting(props: {
  place: () => Promise<KeyPlace>;
  code: () => Promise<string>;
  set: (on: boolean) => Promise<void>;
}): JSX.Element {
  const [place, { refetch }] = createResource(() => props.place());
  const [code, setCode] = createSignal<string | null>(null);
  const [written, setWritten] = createSignal(false);
  const [error, setError] = createSignal<string | null>(null);
  const known = () => (place.error ? undefined : place());

  async function run(what: () => Promise<void>): Promise<void> {
    setError(null);
    try {
      await what();
    } catch (failure) {
      setError(say(asFailure(failure).reason.text));
    }
  }

  const set = (on: boolean) =>
    run(async () => {
      await props.set(on);
      setCode(null);
      await refetch();
    });

  return (
    <Show when={known()?.possible || known()?.keyringOnly}>
      <div class="setting" data-testid="key-place">
        <span class="what">
          {t().keyringOnly}
          <span class="hint">{known()?.keyringOnly ? t().keyringOnlyOn : t().keyringOnlyOff}</span>
          <Show when={error()}>
            {(words) => (
              <span class="field-error" role="alert">
                {words()}
              </span>
            )}
          </Show>
        </span>
        <button
          type="button"
          class="button"
          data-testid="keyring-only"
          onClick={() => {
            if (known()?.keyringOnly) void set(false);
            else void run(async () => {
              setWritten(false);
              setCode(await props.code());
            });
          }}
        >
          {known()?.keyringOnly ? t().keyringOnlyEnd : t().keyringOnlyBegin}
        </button>
        <Show when={code()}>
          {(shown) => (
            <Dialog title={t().recoveryCode} testid="recovery-code-dialog" onClose={() => setCode(null)}>
              <div class="stack">
                <p>{t().recoveryCodeText}</p>
                <code class="recovery-code words" dir="ltr" data-testid="recovery-code-shown">
                  {shown()}
                </code>
                <label class="choice">
                  <input
                    type="checkbox"
                    data-first
                    data-testid="recovery-code-written"
                    checked={written()}
                    onChange={(event) => setWritten(event.currentTarget.checked)}
                  />
                  {t().recoveryCodeWritten}
                </label>
                <Show when={error()}>
                  {(words) => (
                    <p class="field-error" role="alert">
                      {words()}
                    </p>
                  )}
                </Show>
                <div class="row-end">
                  <button type="button" class="button" onClick={() => setCode(null)}>
                    {t().cancel}
                  </button>
                  <button
                    type="button"
                    class="button primary"
                    data-testid="keyring-only-do"
                    disabled={!written()}
                    onClick={() => void set(true)}
                  >
                    {t().keyringOnlyBegin}
                  </button>
                </div>
              </div>
            </Dialog>
          )}
        </Show>
      </div>
    </Show>
  );
}
