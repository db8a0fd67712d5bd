import { List, Pin, X } from 'lucide';
import { createEffect, createMemo, createSignal, on, Show, type JSX } from 'solid-js';

import type { MarkedRow } from '../../bindings';
import { t } from '../../i18n/language';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import { QuoteLines } from '../message/quote';
import './pin-bar.css';

/** What is pinned in a conversation: the one pinned last first, and each click goes to one and shows the next. */
export function PinBar(props: {
  /** Pinned last first; at least one. */
  pins: MarkedRow[];
  thumb: (media: string) => string;
  onGo: (row: MarkedRow) => void;
  onRemove: (row: MarkedRow) => void;
  onList: () => void;
}): JSX.Element {
  const [at, setAt] = createSignal(0);
  const shown = createMemo(() => props.pins[at() % props.pins.length] as MarkedRow);
  // What was just pinned is shown.
  createEffect(on(() => `${props.pins[0]?.mark} ${props.pins[0]?.message}`, () => setAt(0), { defer: true }));
  const place = () => (at() % props.pins.length) + 1;

  return (
    <section class="pin-bar" aria-label={t().pinnedMessages} data-testid="pin-bar">
      <button
        type="button"
        class="pin-shown"
        data-testid="pin-shown"
        data-id={shown().message}
        onClick={() => {
          const row = shown();
          setAt(place() % props.pins.length);
          props.onGo(row);
        }}
      >
        <Icon of={Pin} size={16} />
        <span class="visually-hidden">
          {props.pins.length > 1 ? t().pinnedOf(place(), props.pins.length) : t().pinnedMessage}{' '}
        </span>
        <QuoteLines quote={shown().quote} thumb={props.thumb} />
        <Show when={shown().mark === 'pin'}>
          <span class="hint">{t().onlyForMe}</span>
        </Show>
        <Show when={props.pins.length > 1}>
          <span class="hint numbers" aria-hidden="true" data-testid="pin-place">
            {place()}/{props.pins.length}
          </span>
        </Show>
      </button>
      <Show when={props.pins.length > 1}>
        <IconButton icon={List} size={18} label={t().showPins} data-testid="pin-list" onClick={() => props.onList()} />
      </Show>
      <Show when={shown().canRemove}>
        <IconButton icon={X} size={18} label={t().unpinMessage} data-testid="pin-remove" onClick={() => props.onRemove(shown())} />
      </Show>
    </section>
  );
}
