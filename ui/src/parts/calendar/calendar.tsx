import { ChevronLeft, ChevronRight } from 'lucide';
import { createMemo, createSignal, For, type JSX } from 'solid-js';

import { language, t } from '../../i18n/language';
import { IconButton } from '../icon/icon-button';
import './calendar.css';

const locale = () => (language() === 'zh' ? 'zh-CN' : 'en-GB');
const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);
const shifted = (day: number, by: number) => {
  const date = new Date(day);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + by).getTime();
};

/** The same day of another month, or its last one. */
function inMonth(day: number, by: number): number {
  const date = new Date(day);
  const last = new Date(date.getFullYear(), date.getMonth() + by + 1, 0).getDate();
  return new Date(date.getFullYear(), date.getMonth() + by, Math.min(date.getDate(), last)).getTime();
}

/** A month of days, Monday first. Arrows move by days and weeks, Page Up and Down by months. Days to come cannot be chosen. */
export function Calendar(props: { start: number; now: number; onPick: (midnight: number) => void }): JSX.Element {
  const today = () => midnight(props.now);
  const [day, setDay] = createSignal(Math.min(midnight(props.start), midnight(props.now)));
  let grid!: HTMLTableElement;

  /** Moves there. The day that is moved to has the focus when the one before had it. */
  function move(to: number): void {
    const held = grid.contains(document.activeElement);
    setDay(Math.min(to, today()));
    if (held) grid.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  const month = createMemo(() => new Date(new Date(day()).setDate(1)).setHours(0, 0, 0, 0));
  // Made anew for another month only: a day that stays keeps its button.
  const weeks = createMemo(() => {
    const of = new Date(month()).getMonth();
    const monday = shifted(month(), -((new Date(month()).getDay() + 6) % 7));
    const all: number[][] = [];
    for (let at = monday; all.length === 0 || new Date(at).getMonth() === of; at = shifted(at, 7))
      all.push([0, 1, 2, 3, 4, 5, 6].map((by) => shifted(at, by)));
    return all;
  });
  const inThisMonth = (one: number) => new Date(one).getMonth() === new Date(month()).getMonth();
  const title = () => new Intl.DateTimeFormat(locale(), { month: 'long', year: 'numeric' }).format(month());
  const said = (one: number) => new Intl.DateTimeFormat(locale(), { dateStyle: 'full' }).format(one);
  const weekday = (one: number) => new Intl.DateTimeFormat(locale(), { weekday: 'narrow' }).format(one);

  function onKey(event: KeyboardEvent): void {
    const to: Record<string, number> = {
      ArrowLeft: shifted(day(), -1),
      ArrowRight: shifted(day(), 1),
      ArrowUp: shifted(day(), -7),
      ArrowDown: shifted(day(), 7),
      PageUp: inMonth(day(), event.shiftKey ? -12 : -1),
      PageDown: inMonth(day(), event.shiftKey ? 12 : 1),
    };
    const found = to[event.key];
    if (found === undefined) return;
    move(found);
    event.preventDefault();
  }

  return (
    <div class="calendar" data-testid="calendar">
      <div class="calendar-head">
        <IconButton icon={ChevronLeft} label={t().previousMonth} onClick={() => move(inMonth(day(), -1))} />
        <strong aria-live="polite" data-testid="calendar-month">
          {title()}
        </strong>
        <IconButton
          icon={ChevronRight}
          label={t().nextMonth}
          disabled={weeks().some((week) => week.includes(today()) && inThisMonth(today()))}
          onClick={() => move(inMonth(day(), 1))}
        />
      </div>
      <table ref={grid} role="grid" aria-label={title()} onKeyDown={onKey}>
        <thead>
          <tr>
            <For each={weeks()[0]}>{(one) => <th scope="col">{weekday(one)}</th>}</For>
          </tr>
        </thead>
        <tbody>
          <For each={weeks()}>
            {(week) => (
              <tr>
                <For each={week}>
                  {(one) => (
                    <td>
                      <button
                        type="button"
                        class="calendar-day numbers"
                        classList={{ other: !inThisMonth(one), today: one === today() }}
                        aria-label={said(one)}
                        aria-current={one === today() ? 'date' : undefined}
                        data-first={one === day() ? '' : undefined}
                        tabindex={one === day() ? 0 : -1}
                        disabled={one > today()}
                        onClick={() => props.onPick(one)}
                      >
                        {new Date(one).getDate()}
                      </button>
                    </td>
                  )}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}
