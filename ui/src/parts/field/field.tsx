import { createUniqueId, Show, splitProps, type JSX } from 'solid-js';

type Props = Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'onInput' | 'id'> & {
  label: string;
  hint?: string;
  error?: string | null;
  testid?: string;
  onInput: (value: string) => void;
};

/** A labelled input with the reason for a wrong value beside it. */
export function Field(props: Props): JSX.Element {
  const id = createUniqueId();
  const [own, rest] = splitProps(props, ['label', 'hint', 'error', 'testid', 'onInput']);
  return (
    <div class="field">
      <label for={id}>{own.label}</label>
      <input
        id={id}
        class="input"
        data-testid={own.testid}
        aria-invalid={own.error ? 'true' : undefined}
        aria-describedby={own.error || own.hint ? `${id}-about` : undefined}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => own.onInput(event.currentTarget.value)}
        {...rest}
      />
      <Show
        when={own.error}
        fallback={
          <Show when={own.hint}>
            <span id={`${id}-about`} class="hint">
              {own.hint}
            </span>
          </Show>
        }
      >
        {(error) => (
          <span id={`${id}-about`} class="field-error" role="alert">
            {error()}
          </span>
        )}
      </Show>
    </div>
  );
}
