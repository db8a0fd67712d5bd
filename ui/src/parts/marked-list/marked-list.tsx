import { Pin, Star, X } from 'lucide';
import { createSignal, For, Show, type JSX } from 'solid-js';

import type { MarkedRow } from '../../bindings';
import { language, t } from '../../i18n/language';
import { listTime, moment } from '../../i18n/time';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import { QuoteLines } from '../message/quote';
import './marked-list.css';

/** Names a row in its list: a message can be pinned in two ways. */
const keyOf = (row: MarkedRow): string => `${row.mark} ${row.message}`;

/** Marked messages: a click or Enter goes to one, Delete or its button takes the mark away. */
export function MarkedList(props: {
  label: string;
  rows: MarkedRow[];
  /** The titles of their conversations are shown. */
  titles: boolean;
  now: number;
  thumb: (media: string) => string;
  onGo: (row: MarkedRow) => void;
  onRemove: (row: MarkedRow) => void;
}): JSX.Element {
  const [active, setActive] = createSignal<string>();
  let list!: HTMLUListElement;
  /** The one row that Tab reaches. */
  const tabbable = () => {
    const key = active();
    const found = props.rows.find((row) => keyOf(row) === key) ?? props.rows[0];
    return found && keyOf(found);
  };

  function focusRow(at: number): void {
    const to = Math.max(0, Math.min(at, props.rows.length - 1));
    list.querySelectorAll<HTMLElement>('.marked-row')[to]?.focus();
  }

  function onKey(event: KeyboardEvent): void {
    const row = (event.target as Element).closest<HTMLElement>('.marked-row');
    const at = props.rows.findIndex((one) => keyOf(one) === row?.dataset['key']);
    const found = props.rows[at];
    if (!row || !found) return;
    const keys: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: props.rows.length - 1 };
    const to = keys[event.key];
    if (to !== undefined) focusRow(to);
    else if (event.key === 'Delete' && found.canRemove) {
      // The neighbour has the focus when the row goes.
      focusRow(at + 1 < props.rows.length ? at + 1 : at - 1);
      props.onRemove(found);
    } else return;
    event.preventDefault();
  }

  const removal = (row: MarkedRow) => (row.mark === 'favourite' ? t().unfavourite : t().unpinMessage);

  return (
    <ul ref={list} class="marked-list" aria-label={props.label} data-testid="marked-list" onKeyDown={onKey}>
      <For each={props.rows.map(keyOf)}>
        {(key) => {
          const row = () => props.rows.find((one) => keyOf(one) === key) as MarkedRow;
          return (
            <Show when={props.rows.find((one) => keyOf(one) === key)}>
              <li>
                <button
                  type="button"
                  class="marked-row"
                  data-testid="marked-row"
                  data-key={key}
                  data-id={row().message}
                  data-first={key === tabbable() ? 'true' : undefined}
                  tabindex={key === tabbable() ? 0 : -1}
                  onFocus={() => setActive(key)}
                  onClick={() => props.onGo(row())}
                >
                  <Icon of={row().mark === 'favourite' ? Star : Pin} size={16} />
                  <QuoteLines quote={row().quote} thumb={props.thumb} />
                  <span class="marked-facts">
                    <time class="hint numbers" title={moment(row().time, language())}>{listTime(row().time, props.now, t())}</time>
                    <Show when={props.titles}>
                      <span class="hint ellipsis">
                        <bdi>{row().title}</bdi>
                      </span>
                    </Show>
                    <Show when={row().mark === 'pin'}>
                      <span class="hint">{t().onlyForMe}</span>
                    </Show>
                  </span>
                </button>
                <Show when={row().canRemove}>
                  <IconButton
                    icon={X}
                    size={16}
                    tabindex="-1"
                    label={removal(row())}
                    data-testid="marked-remove"
                    onClick={() => props.onRemove(row())}
                  />
                </Show>
              </li>
            </Show>
          );
        }}
      </For>
    </ul>
  );
}
