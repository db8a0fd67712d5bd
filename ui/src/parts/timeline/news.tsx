import { createEffect, createSignal, on, type JSX } from 'solid-js';

import type { Row } from '../../state/timeline';
import { kindOf } from '../message/kinds';

/** Of several that come at once this many are read out. */
const MOST = 3;

/** Tells a screen reader, when it has nothing else to say, what has come into the chat that is open. */
export function News(props: { rows: readonly Row[]; opened: boolean; atEnd: boolean }): JSX.Element {
  const [said, setSaid] = createSignal('');
  let newest: string | null = null;

  createEffect(
    on(
      () => [props.opened, props.atEnd, props.rows[props.rows.length - 1]?.id] as const,
      ([opened, atEnd, last]) => {
        if (!opened || !atEnd) return;
        const from = newest === null ? -1 : props.rows.findIndex((row) => row.id === newest);
        newest = last ?? null;
        if (from < 0) return;
        const fresh = props.rows
          .slice(from + 1)
          .flatMap((row) => (row.type === 'message' && !row.own ? [row] : []))
          .slice(-MOST);
        if (fresh.length === 0) return;
        setSaid(fresh.map((row) => `${row.senderName}: ${kindOf(row.body).spoken(row.body, row)}`).join('\n'));
      },
    ),
  );

  return (
    <div class="visually-hidden" role="log" aria-live="polite" data-testid="news">
      {said()}
    </div>
  );
}
