import { createSignal, type JSX } from 'solid-js';

import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Field } from '../field/field';
import { Dialog } from './dialog';

export function NewTokenDialog(props: {
  enter: (token: string) => Promise<void>;
  onClose: () => void;
}): JSX.Element {
  const [token, setToken] = createSignal('');
  const [error, setError] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (busy()) return;
    if (token().trim() === '') {
      setError(t().errEmpty);
      return;
    }
    setBusy(true);
    try {
      await props.enter(token().trim());
      props.onClose();
    } catch (failure) {
      setError(say(asFailure(failure).reason.text));
      setBusy(false);
    }
  }

  return (
    <Dialog title={t().newTokenTitle} testid="new-token-dialog" onClose={props.onClose}>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <p>{t().newTokenText}</p>
        <Field
          label={t().token}
          type="password"
          testid="new-token-input"
          data-first
          value={token()}
          error={error()}
          onInput={(value) => {
            setError(null);
            setToken(value);
          }}
        />
        <div class="row-end">
          <button type="button" class="button" onClick={() => props.onClose()}>
            {t().cancel}
          </button>
          <button type="submit" class="button primary" data-testid="new-token-do" disabled={busy()}>
            {t().newTokenDo}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
