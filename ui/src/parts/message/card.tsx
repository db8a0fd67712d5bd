import type { IconNode } from 'lucide';
import { For, Show, type JSX } from 'solid-js';

import { Icon } from '../icon/icon';
import { displayed } from './words';

/** What a message of a kind is that has no words of its own: its icon, its name, and what is known of it. */
export function Card(props: { icon: IconNode; title: string; facts?: readonly string[]; children?: JSX.Element }): JSX.Element {
  return (
    <span class="card" data-testid="card">
      <span class="card-icon">
        <Icon of={props.icon} size={20} />
      </span>
      <span class="card-text">
        {/* A name has the direction of its letters and turns nothing around it. */}
        <bdi class="card-title">{displayed(props.title)}</bdi>
        <For each={props.facts?.filter((fact) => fact !== '')}>
          {(fact) => <bdi class="card-fact numbers">{displayed(fact)}</bdi>}
        </For>
        <Show when={props.children}>{props.children}</Show>
      </span>
    </span>
  );
}
