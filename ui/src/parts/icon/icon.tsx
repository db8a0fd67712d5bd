import type { IconNode } from 'lucide';
import { For, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';

/** An outlined icon of the lucide set. It says nothing to a screen reader: what it sits in has the name. */
export function Icon(props: { of: IconNode; size?: number; class?: string }): JSX.Element {
  return (
    <svg
      class={props.class}
      width={props.size ?? 20}
      height={props.size ?? 20}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <For each={props.of}>
        {([tag, attributes]) => (
          <Dynamic component={tag} {...(attributes as Record<string, string>)} />
        )}
      </For>
    </svg>
  );
}
