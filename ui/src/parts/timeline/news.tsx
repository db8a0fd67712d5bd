import { createEffect, createSignal, on, type JSX } from 'solid-js';

import type { Row } from '../../state/timeline';
import { kindOf } from '../message/kinds';

/** Of several that come at once this many are read out. */
const MOST = 3;

/** Characters of each: what is longer is heard by going to it. The words stand in the page, where a text of 60,000 marks
 *  would be laid out, however small its place. */
const LONGEST = 300;

const inShort = (words: string): string =>
  words.length > LONGEST ? `${words.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '')}…` : words;

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
        setSaid(
          fresh.map((row) => `${row.senderName}: ${inShort(kindOf(row.body).spoken(row.body, row))}`).join('\n'),
        );
      },
    ),
  );

  return (
    <div class="visually-hidden" role="log" aria-live="polite" data-testid="news">
      {said()}
    </div>
  );
}
