import { createUniqueId, type JSX } from 'solid-js';

/** A setting that is on or off. */
export function Toggle(props: {
  label: string;
  hint: string;
  on: boolean;
  testid: string;
  onChange: (on: boolean) => void;
}): JSX.Element {
  const id = createUniqueId();
  return (
    <div class="setting">
      <label class="what" for={id}>
        {props.label}
        <span class="hint">{props.hint}</span>
      </label>
      <input
        id={id}
        class="switch"
        type="checkbox"
        role="switch"
        checked={props.on}
        data-testid={props.testid}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
    </div>
  );
}
