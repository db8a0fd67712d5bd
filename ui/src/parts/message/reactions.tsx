import { For, Show, type JSX } from 'solid-js';

import type { MessageRow, ReactionRow } from '../../bindings';
import { t } from '../../i18n/language';
import { listed } from '../../i18n/listed';
import './reactions.css';

/** Who has a reaction, in words. */
export function reactedBy(reaction: ReactionRow): string {
  const named = reaction.own ? [t().you, ...reaction.names] : [...reaction.names];
  const others = reaction.count - named.length;
  return others > 0 ? t().reactedByMore(listed(named), others) : listed(named);
}

/** Reactions below a message. A click joins in, or takes one's own away. */
export function Reactions(props: {
  message: MessageRow;
  reachable: boolean;
  onReact: (key: string, on: boolean) => void;
}): JSX.Element {
  return (
    <Show when={props.message.reactions.length > 0}>
      <div class="reactions" role="group" aria-label={t().reactions} data-testid="reactions">
        <For each={props.message.reactions}>
          {(reaction) => (
            <button
              type="button"
              class="reaction"
              classList={{ pending: reaction.pending }}
              data-testid="reaction"
              data-key={reaction.key}
              aria-pressed={reaction.own}
              title={reactedBy(reaction)}
              disabled={!(reaction.own ? props.message.canUnreact : props.message.canReact)}
              tabindex={props.reachable ? 0 : -1}
              onClick={() => props.onReact(reaction.key, !reaction.own)}
            >
              <bdi class="reaction-sign">{reaction.label || '·'}</bdi>
              <span class="numbers">{reaction.count > 999 ? '999+' : reaction.count}</span>
              <span class="visually-hidden"> {reactedBy(reaction)}</span>
            </button>
          )}
        </For>
      </div>
    </Show>
  );
}
