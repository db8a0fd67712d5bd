import { fireEvent, render, screen } from '@solidjs/testing-library';
import { beforeEach, expect, it, vi } from 'vitest';

import { setLanguage } from '../../i18n/language';
import { clean } from '../../test/axe';
import { Calendar } from './calendar';

const at = (year: number, month: number, day: number, hour = 0) => new Date(year, month - 1, day, hour).getTime();

beforeEach(() => setLanguage('en'));

function shown(start = at(2026, 11, 27, 15), now = at(2026, 11, 27, 16)) {
  const onPick = vi.fn();
  render(() => <Calendar start={start} now={now} onPick={onPick} />);
  return onPick;
}

const day = () => document.querySelector<HTMLElement>('.calendar [tabindex="0"]') as HTMLElement;
const press = (key: string, shiftKey = false) => fireEvent.keyDown(day(), { key, shiftKey });

it('moves by days, weeks and months, and never into the future', async () => {
  const onPick = shown();
  day().focus();
  expect(day().textContent).toBe('27');
  press('ArrowRight');
  expect(day().textContent).toBe('27');
  press('ArrowUp');
  expect(day().textContent).toBe('20');
  expect(document.activeElement).toBe(day());
  press('PageUp');
  expect(screen.getByTestId('calendar-month').textContent).toBe('October 2026');
  press('PageUp', true);
  expect(screen.getByTestId('calendar-month').textContent).toBe('October 2025');
  fireEvent.click(day());
  expect(onPick).toHaveBeenCalledWith(at(2025, 10, 20));
  await clean(screen.getByTestId('calendar'));
});

it('goes to the last day of a shorter month, and shows whole weeks', () => {
  shown(at(2026, 3, 31));
  press('PageUp');
  expect(day().getAttribute('aria-label')).toContain('28 February 2026');
  // A February of four weeks from Sunday to Saturday has days of five weeks from Monday on.
  expect(document.querySelectorAll('.calendar tbody tr')).toHaveLength(5);
});
