import { createSignal, Show, type JSX } from 'solid-js';

import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Dialog } from '../dialog/dialog';

/** Changes a text of the group. */
export function TextDialog(props: {
  title: string;
  label: string;
  value: string;
  limit: number;
  lines?: boolean;
  required?: boolean;
  save: (text: string) => Promise<void>;
  onClose: () => void;
}): JSX.Element {
  const [text, setText] = createSignal(props.value);
  const [problem, setProblem] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  const length = () => [...text()].length;

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (busy()) return;
    if (props.required && text().trim() === '') {
      setProblem(t().errEmpty);
      return;
    }
    setBusy(true);
    try {
      await props.save(text().trim());
      props.onClose();
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
      setBusy(false);
    }
  }

  return (
    <Dialog title={props.title} testid="text-dialog" onClose={props.onClose}>
      <form class="stack" onSubmit={(event) => void save(event)}>
        <Show
          when={props.lines}
          fallback={
            <input
              class="input"
              data-first
              dir="auto"
              aria-label={props.label}
              value={text()}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          }
        >
          <textarea
            class="input"
            data-first
            dir="auto"
            rows="6"
            aria-label={props.label}
            value={text()}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </Show>
        <span class="hint numbers" classList={{ 'field-error': length() > props.limit }}>
          {length()} / {props.limit}
        </span>
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
          <button type="submit" class="button primary" disabled={busy() || length() > props.limit}>
            {t().save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
