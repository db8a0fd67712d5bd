import { CalendarClock, TriangleAlert } from 'lucide';
import type { JSX } from 'solid-js';

import type { PlannedRow } from '../../bindings';
import { language, t } from '../../i18n/language';
import { planTime } from '../../i18n/time';
import { Icon } from '../icon/icon';
import './planned-bar.css';

/** It was not sent when it was due, and waits for the person. */
export const isHeld = (row: PlannedRow): boolean => row.tooLate || row.problem !== null;

/** Over the field: how much is planned in this chat, and what needs the person. Leads to the list. */
export function PlannedBar(props: { rows: PlannedRow[]; now: number; onList: () => void }): JSX.Element {
  const held = () => props.rows.some(isHeld);
  const next = () => props.rows.find((row) => !isHeld(row)) ?? props.rows[0];
  const words = () => {
    if (held()) return t().plannedHeld;
    return t().plannedNext(props.rows.length, planTime(next()?.due ?? 0, props.now, t(), language()));
  };
  return (
    <div class="planned-bar" role="status">
      <button type="button" class="text-button" classList={{ held: held() }} data-testid="planned-bar" onClick={() => props.onList()}>
        <Icon of={held() ? TriangleAlert : CalendarClock} size={16} />
        <span class="ellipsis">{words()}</span>
      </button>
    </div>
  );
}
