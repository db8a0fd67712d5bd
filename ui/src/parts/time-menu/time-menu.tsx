import { CalendarClock, Clock, Moon, Sun } from 'lucide';
import { createSignal, Show, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import { clock } from '../../i18n/time';
import { planTimes, type PlanTime } from '../../state/plan-times';
import { Menu, type MenuItem, type MenuPlace } from '../menu/menu';
import { TimeDialog } from './time-dialog';

const ICONS = { hour: Clock, evening: Moon, morning: Sun };

/** Lets the person choose when something is to happen: the useful times, or one of their own. */
export function TimeMenu(props: {
  label: string;
  /** What is to be known of it. */
  note: string;
  place: MenuPlace;
  now: () => number;
  /** Rejects with why this time is none. */
  pick: (due: number) => Promise<void>;
  onFailure: (error: unknown) => void;
  onClose: () => void;
}): JSX.Element {
  const [own, setOwn] = createSignal(false);
  const words = (kind: PlanTime, time: string) =>
    ({ hour: t().inAnHour, evening: t().thisEvening, morning: t().tomorrowMorning })[kind](time);
  const items = (): MenuItem[] => [
    ...planTimes(props.now()).map(({ kind, at }) => ({
      label: words(kind, clock(at)),
      icon: ICONS[kind],
      testid: `time-${kind}`,
      run: () => void props.pick(at).catch(props.onFailure),
    })),
    { label: t().ownTime, icon: CalendarClock, testid: 'time-own', run: () => setOwn(true) },
  ];
  return (
    <Show
      when={own()}
      fallback={
        <Menu
          label={props.label}
          place={props.place}
          items={items()}
          note={props.note}
          // An item is chosen after the menu has closed.
          onClose={() => queueMicrotask(() => !own() && props.onClose())}
        />
      }
    >
      <TimeDialog title={props.label} note={props.note} now={props.now} pick={props.pick} onClose={props.onClose} />
    </Show>
  );
}
