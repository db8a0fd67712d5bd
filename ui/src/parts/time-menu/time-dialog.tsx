import { ChevronLeft, ChevronRight } from 'lucide';
import { createMemo, createSignal, createUniqueId, For, Show, type JSX } from 'solid-js';

import { language, say, t } from '../../i18n/language';
import { daysBetween, planTime } from '../../i18n/time';
import { asFailure } from '../../runtime/runtime';
import { monthDays } from '../../state/plan-times';
import { Dialog } from '../dialog/dialog';
import { IconButton } from '../icon/icon-button';
import './time-dialog.css';

const MINUTES = 5;
const two = (n: number) => String(n).padStart(2, '0');

/** Lets the person choose a day and a time of it. */
export function TimeDialog(props: {
  title: string;
  note: string;
  now: () => number;
  /** Rejects with why this time is none. */
  pick: (due: number) => Promise<void>;
  onClose: () => void;
}): JSX.Element {
  const hourId = createUniqueId();
  const minuteId = createUniqueId();
  // An hour from now, on the next of the minutes that are offered.
  const step = MINUTES * 60_000;
  const first = new Date(Math.ceil((props.now() + 3_600_000) / step) * step);
  const [day, setDay] = createSignal(new Date(first.getFullYear(), first.getMonth(), first.getDate()));
  const [month, setMonth] = createSignal(new Date(first.getFullYear(), first.getMonth(), 1));
  const [hour, setHour] = createSignal(first.getHours());
  const [minute, setMinute] = createSignal(first.getMinutes());
  const [problem, setProblem] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  let grid!: HTMLDivElement;

  const locale = () => (language() === 'zh' ? 'zh-CN' : 'en-GB');
  const due = createMemo(() => {
    const chosen = day();
    return new Date(chosen.getFullYear(), chosen.getMonth(), chosen.getDate(), hour(), minute()).getTime();
  });
  const passed = (date: Date) => daysBetween(props.now(), date.getTime()) < 0;
  const days = createMemo(() => monthDays(month().getFullYear(), month().getMonth()));
  const title = () => new Intl.DateTimeFormat(locale(), { year: 'numeric', month: 'long' }).format(month());
  const named = (date: Date) =>
    new Intl.DateTimeFormat(locale(), { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(date);
  const same = (a: Date, b: Date) => a.getTime() === b.getTime();
  const turn = (by: number) => setMonth((now) => new Date(now.getFullYear(), now.getMonth() + by, 1));

  function choose(date: Date): void {
    if (passed(date)) return;
    setProblem(null);
    setDay(date);
    if (date.getMonth() !== month().getMonth()) setMonth(new Date(date.getFullYear(), date.getMonth(), 1));
  }

  function onKey(event: KeyboardEvent): void {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const now = day();
    choose(new Date(now.getFullYear(), now.getMonth(), now.getDate() + by));
    grid.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
  }

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (busy()) return;
    if (due() <= props.now()) {
      setProblem(t().timeHasPassed);
      return;
    }
    setBusy(true);
    try {
      await props.pick(due());
      props.onClose();
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
      setBusy(false);
    }
  }

  return (
    <Dialog title={props.title} testid="time-dialog" onClose={props.onClose}>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <div class="month">
          <div class="month-head">
            <strong aria-live="polite">{title()}</strong>
            <IconButton icon={ChevronLeft} label={t().earlierMonth} data-testid="month-earlier" onClick={() => turn(-1)} />
            <IconButton icon={ChevronRight} label={t().laterMonth} data-testid="month-later" onClick={() => turn(1)} />
          </div>
          <div class="month-days" aria-hidden="true">
            <For each={days().slice(0, 7)}>
              {(date) => <span class="hint">{new Intl.DateTimeFormat(locale(), { weekday: 'narrow' }).format(date)}</span>}
            </For>
          </div>
          <div ref={grid} class="month-days" role="group" aria-label={title()} onKeyDown={onKey}>
            <For each={days()}>
              {(date) => (
                <button
                  type="button"
                  class="month-day numbers"
                  classList={{ outside: date.getMonth() !== month().getMonth() }}
                  aria-label={named(date)}
                  aria-pressed={same(date, day())}
                  aria-current={daysBetween(props.now(), date.getTime()) === 0 ? 'date' : undefined}
                  data-first={same(date, day()) ? 'true' : undefined}
                  data-testid="month-day"
                  tabindex={same(date, day()) ? 0 : -1}
                  disabled={passed(date)}
                  onClick={() => choose(date)}
                >
                  {date.getDate()}
                </button>
              )}
            </For>
          </div>
        </div>
        <div class="time-of-day">
          <label for={hourId} class="visually-hidden">{t().hour}</label>
          <select id={hourId} class="input numbers" data-testid="time-hour" onChange={(event) => setHour(Number(event.currentTarget.value))}>
            <For each={Array.from({ length: 24 }, (_, at) => at)}>
              {(at) => <option value={at} selected={at === hour()}>{two(at)}</option>}
            </For>
          </select>
          <span aria-hidden="true">:</span>
          <label for={minuteId} class="visually-hidden">{t().minute}</label>
          <select id={minuteId} class="input numbers" data-testid="time-minute" onChange={(event) => setMinute(Number(event.currentTarget.value))}>
            <For each={Array.from({ length: 60 / MINUTES }, (_, at) => at * MINUTES)}>
              {(at) => <option value={at} selected={at === minute()}>{two(at)}</option>}
            </For>
          </select>
          <strong data-testid="time-chosen">{planTime(due(), props.now(), t(), language())}</strong>
        </div>
        <p class="hint">{props.note}</p>
        <Show when={problem()}>
          {(words) => (
            <p class="field-error" role="alert">
              {words()}
            </p>
          )}
        </Show>
        <div class="row-end">
          <button type="button" class="button" onClick={() => props.onClose()}>
            {t().cancel}
          </button>
          <button type="submit" class="button primary" data-testid="time-ok" disabled={busy()}>
            {t().pickTime}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
