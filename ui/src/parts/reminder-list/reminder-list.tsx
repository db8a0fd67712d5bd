import { AlarmClock, CalendarClock, X } from 'lucide';
import { For, Show, type JSX } from 'solid-js';

import type { ReminderRow } from '../../bindings';
import { language, t } from '../../i18n/language';
import { planTime } from '../../i18n/time';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import { placeBeside, type MenuPlace } from '../menu/menu';
import { QuoteLines } from '../message/quote';
import './reminder-list.css';

/** Messages that the person wants to be reminded of, the next first: a click goes to one. */
export function ReminderList(props: {
  rows: ReminderRow[];
  now: number;
  thumb: (media: string) => string;
  onGo: (row: ReminderRow) => void;
  onTime: (row: ReminderRow, place: MenuPlace) => void;
  onRemove: (row: ReminderRow) => void;
}): JSX.Element {
  const of = (message: string) => props.rows.find((row) => row.message === message);
  return (
    <ul class="reminder-list" aria-label={t().reminders} data-testid="reminder-list">
      <For each={props.rows.map((row) => row.message)}>
        {(message) => (
          <Show when={of(message)}>
            {(row) => (
              <li classList={{ told: row().told }}>
                <button type="button" class="reminder-row" data-testid="reminder-row" data-id={message} onClick={() => props.onGo(row())}>
                  <Icon of={AlarmClock} size={16} />
                  <QuoteLines quote={row().quote} thumb={props.thumb} />
                  <span class="reminder-facts">
                    <time class="hint numbers">{planTime(row().due, props.now, t(), language())}</time>
                    <span class="hint ellipsis">
                      <bdi>{row().title}</bdi>
                    </span>
                    <Show when={row().told}>
                      <span class="reminder-due">{t().reminderDue}</span>
                    </Show>
                  </span>
                </button>
                <IconButton
                  icon={CalendarClock}
                  size={16}
                  label={t().changeReminder}
                  data-testid="reminder-time"
                  onClick={(event) => props.onTime(row(), placeBeside(event.currentTarget))}
                />
                <IconButton icon={X} size={16} label={t().forgetReminder} data-testid="reminder-remove" onClick={() => props.onRemove(row())} />
              </li>
            )}
          </Show>
        )}
      </For>
    </ul>
  );
}
