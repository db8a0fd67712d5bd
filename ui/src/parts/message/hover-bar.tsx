import { Ellipsis, Forward, Reply, SmilePlus } from 'lucide';
import { For, Show, type JSX } from 'solid-js';

import type { MessageRow } from '../../bindings';
import { t } from '../../i18n/language';
import { IconButton } from '../icon/icon-button';
import { placeBeside } from '../menu/menu';
import type { MessageActions } from './context';
import './hover-bar.css';

/** What people answer most with, one click away. */
export const QUICK = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const;

/** Whether the person has this reaction. */
export const has = (message: MessageRow, key: string): boolean =>
  message.reactions.some((reaction) => reaction.key === key && reaction.own);

/** Over the bubble under the pointer. By keyboard the same is in the menu of the row. */
export function HoverBar(props: {
  message: MessageRow;
  /** Where it stands in the timeline. */
  place: { top: number; left: number };
  actions: MessageActions;
}): JSX.Element {
  const id = () => props.message.id;
  return (
    <div
      class="hover-bar"
      role="toolbar"
      aria-label={t().messageMenu}
      data-testid="hover-bar"
      data-for={id()}
      style={{ top: `${props.place.top}px`, left: `${props.place.left}px` }}
      // The field keeps the keyboard.
      onMouseDown={(event) => event.preventDefault()}
    >
      <Show when={props.message.canReact}>
        <For each={QUICK}>
          {(sign) => (
            <button
              type="button"
              class="quick"
              tabindex="-1"
              data-testid="quick-reaction"
              aria-pressed={has(props.message, sign)}
              aria-label={t().reactWith(sign)}
              title={t().reactWith(sign)}
              onClick={() => props.actions.react(id(), sign, !has(props.message, sign))}
            >
              {sign}
            </button>
          )}
        </For>
        <IconButton
          icon={SmilePlus}
          size={18}
          tabindex="-1"
          label={t().reactMore}
          data-testid="react-more"
          onClick={(event) => props.actions.chooseReaction(props.message, placeBeside(event.currentTarget))}
        />
      </Show>
      <Show when={props.message.canAnswer}>
        <IconButton icon={Reply} size={18} tabindex="-1" label={t().reply} data-testid="reply" onClick={() => props.actions.reply(id())} />
      </Show>
      <Show when={props.message.canForward}>
        <IconButton icon={Forward} size={18} tabindex="-1" label={t().forward} data-testid="forward" onClick={() => props.actions.forward(id())} />
      </Show>
      <IconButton
        icon={Ellipsis}
        size={18}
        tabindex="-1"
        label={t().messageMore}
        data-testid="message-more"
        onClick={(event) => props.actions.menu(props.message, placeBeside(event.currentTarget), null)}
      />
    </div>
  );
}
