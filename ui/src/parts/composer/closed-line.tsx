import { createMemo, createSignal, onCleanup, type JSX } from 'solid-js';

import type { Closed } from '../../bindings';
import { byWhom, soon } from '../../i18n/happened';
import { isolate } from '../../i18n/isolate';
import { t } from '../../i18n/language';
import { playTime } from '../../i18n/duration';

/** Longer than this nobody waits for the end of. */
const COUNTED = 86_400_000;

/** How often what is left of a time is said anew. */
const TICK = 1_000;

/** What is closed now: somebody who is muted for a time is no longer when it is over. */
export function createClosed(closed: () => Closed | null): { now: () => number; closed: () => Closed | null } {
  const [now, setNow] = createSignal(Date.now());
  const timer = setInterval(() => {
    const known = closed();
    if (known?.why === 'muted' && known.until !== null) setNow(Date.now());
  }, TICK);
  onCleanup(() => clearInterval(timer));
  return {
    now,
    closed: createMemo((): Closed | null => {
      const known = closed();
      if (known?.why !== 'muted' || known.until === null || known.until > Math.max(now(), Date.now())) return known;
      return known.group ? { why: 'group_muted' } : null;
    }),
  };
}

/** Why nothing can be written here, and until when. */
export const ClosedLine = (props: { closed: Closed; now: number }): JSX.Element => (
  <p class="composer-closed hint" data-testid="composer-closed" data-why={props.closed.why}>
    {sentence(props.closed, props.now)}
  </p>
);

/** What is left, as a clock that runs down; empty when that is long. */
const left = (millis: number) => (millis < COUNTED ? playTime(Math.ceil(millis / 1_000)) : '');

function sentence(closed: Closed, now: number): string {
  switch (closed.why) {
    case 'group_muted':
      return t().closedGroupMuted;
    case 'muted': {
      const until =
        closed.until === null ? t().closedMuted : t().closedMutedUntil(soon(closed.until, now), left(closed.until - now));
      return closed.reason === '' ? until : `${until} ${t().closedReason(isolate(closed.reason))}`;
    }
    case 'removed':
      return `${t().closedRemoved(byWhom(closed.by))} ${t().closedReadable}`;
    case 'dissolved':
      return `${t().closedDissolved(byWhom(closed.by))} ${t().closedReadable}`;
    case 'no_member':
      return t().notMember;
  }
}
