import { createSignal, Show, type JSX } from 'solid-js';

import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Dialog } from './dialog';

/** The server's limit for the words with a request, characters. */
const REASON_LIMIT = 200;

/** Asks to join a group, by its number. */
export function JoinGroupDialog(props: {
  ask: (group: string, reason: string) => Promise<void>;
  onAsked: () => void;
  onClose: () => void;
}): JSX.Element {
  const [group, setGroup] = createSignal('');
  const [reason, setReason] = createSignal('');
  const [problem, setProblem] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);

  async function ask(event: Event): Promise<void> {
    event.preventDefault();
    if (busy()) return;
    const number = group().trim();
    if (!/^\d{1,19}$/.test(number)) {
      setProblem(t().joinNoNumber);
      return;
    }
    setProblem(null);
    setBusy(true);
    try {
      await props.ask(number, reason().trim());
      props.onClose();
      props.onAsked();
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
      setBusy(false);
    }
  }

  return (
    <Dialog title={t().joinGroup} testid="join-group-dialog" onClose={props.onClose}>
      <form class="stack" onSubmit={(event) => void ask(event)}>
        <label class="field">
          <span>{t().joinNumber}</span>
          <input
            class="input"
            inputmode="numeric"
            autocomplete="off"
            data-first
            value={group()}
            data-testid="join-number"
            onInput={(event) => setGroup(event.currentTarget.value)}
          />
          <span class="hint">{t().joinNumberHint}</span>
        </label>
        <label class="field">
          <span>{t().joinReason}</span>
          <input
            class="input"
            dir="auto"
            maxLength={REASON_LIMIT}
            value={reason()}
            data-testid="join-reason"
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        <Show when={problem()}>
          {(words) => (
            <p class="field-error" role="alert">
              {words()}
            </p>
          )}
        </Show>
        <div class="row-end">
          <button type="button" class="button" onClick={() => props.onClose()}>
            {t().cancel}
          </button>
          <button type="submit" class="button primary" data-testid="join-ask" disabled={busy()}>
            {t().joinAsk}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
