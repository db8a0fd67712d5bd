import { createSignal, createUniqueId, Show, type JSX } from 'solid-js';

import type { SetAsideInfo, Trouble } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Field } from '../field/field';
import './trouble.css';

/** An account that cannot be opened: why, and what can be done. Nothing happens to its messages before a click. */
export function TroubleCard(props: {
  trouble: Trouble;
  openAgain: () => Promise<void>;
  enterCode: (code: string) => Promise<void>;
  setAside: () => Promise<SetAsideInfo>;
  onSetAside: (done: SetAsideInfo) => void;
  onOpenDataDir: () => void;
}): JSX.Element {
  const heading = createUniqueId();
  const [code, setCode] = createSignal('');
  const [asking, setAsking] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const [error, setError] = createSignal<string | null>(null);

  async function run(what: () => Promise<void>): Promise<void> {
    if (busy()) return;
    setBusy(true);
    setError(null);
    try {
      await what();
    } catch (failure) {
      setError(say(asFailure(failure).reason.text));
    } finally {
      setBusy(false);
    }
  }

  return (
    <section class="trouble-card" aria-labelledby={heading} data-testid="trouble" data-code={props.trouble.reason.code}>
      <h2 id={heading}>
        <bdi>{t().troubleTitle(props.trouble.name)}</bdi>
      </h2>
      <p data-testid="trouble-reason">{say(props.trouble.reason.text)}</p>
      <Show when={props.trouble.needsCode}>
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void run(() => props.enterCode(code()));
          }}
        >
          <Field
            label={t().recoveryCode}
            hint={t().recoveryCodeHint}
            testid="recovery-code"
            value={code()}
            onInput={setCode}
          />
          <div class="row-end">
            <button
              type="submit"
              class="button"
              data-testid="recovery-code-do"
              disabled={busy() || code().trim() === ''}
            >
              {t().recoveryCodeDo}
            </button>
          </div>
        </form>
      </Show>
      <Show when={error()}>
        {(words) => (
          <p class="field-error" role="alert" data-testid="trouble-error">
            {words()}
          </p>
        )}
      </Show>
      <Show
        when={asking()}
        fallback={
          <div class="row-end">
            <button type="button" class="button" onClick={() => props.onOpenDataDir()}>
              {t().openFolder}
            </button>
            <Show when={props.trouble.canSetAside}>
              <button type="button" class="button" data-testid="set-aside" onClick={() => setAsking(true)}>
                {t().setAside}
              </button>
            </Show>
            <button
              type="button"
              class="button primary"
              data-testid="open-again"
              disabled={busy()}
              onClick={() => void run(props.openAgain)}
            >
              {t().tryAgain}
            </button>
          </div>
        }
      >
        <div role="group" aria-label={t().setAside} class="stack">
          <p>{t().setAsideText}</p>
          <div class="row-end">
            <button type="button" class="button" onClick={() => setAsking(false)}>
              {t().cancel}
            </button>
            <button
              type="button"
              class="button primary"
              data-testid="set-aside-do"
              disabled={busy()}
              onClick={() => void run(async () => props.onSetAside(await props.setAside()))}
            >
              {t().setAsideDo}
            </button>
          </div>
        </div>
      </Show>
    </section>
  );
}
