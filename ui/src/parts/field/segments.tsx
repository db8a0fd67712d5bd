import { createUniqueId, For, type JSX } from 'solid-js';

/** One of a few choices side by side: radio buttons, so arrows work. */
export function Segments<T extends string>(props: {
  label: string;
  value: T;
  choices: { value: T; label: string; disabled?: boolean }[];
  onChange: (value: T) => void;
  testid?: string;
}): JSX.Element {
  const name = createUniqueId();
  return (
    <div class="segments" role="radiogroup" aria-label={props.label} data-testid={props.testid}>
      <For each={props.choices}>
        {(choice) => (
          <label>
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === props.value}
              disabled={choice.disabled}
              onChange={() => props.onChange(choice.value)}
            />
            {choice.label}
          </label>
        )}
      </For>
    </div>
  );
}
