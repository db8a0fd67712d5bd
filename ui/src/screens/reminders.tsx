import { createResource, createSignal, Show, type JSX } from 'solid-js';

import type { ReminderRow } from '../bindings';
import { say, t } from '../i18n/language';
import { ReminderList } from '../parts/reminder-list/reminder-list';
import { asFailure, type Runtime } from '../runtime/runtime';
import type { AppState } from '../state/app';
import { askReminder, When, type Asking } from './later';

/** What the person wants to be reminded of, when there is anything. */
export function Reminders(props: {
  app: AppState;
  runtime: Runtime;
  account: string;
  now: number;
  onGo: (row: ReminderRow) => void;
}): JSX.Element {
  // One account for the life of this component.
  const { app, runtime, account } = props;
  const [asking, setAsking] = createSignal<Asking | null>(null);
  const [list] = createResource(
    () => ({ changes: app.planned.reminders(account) }),
    () => runtime.reminders(account),
  );
  const rows = (): ReminderRow[] => (list.error ? [] : (list.latest ?? []));
  return (
    <>
      <Show when={list.error}>
        <p class="field-error" role="alert">
          {say(asFailure(list.error).reason.text)}
        </p>
      </Show>
      <Show when={rows().length > 0}>
        <h2>{t().reminders}</h2>
        <ReminderList
          rows={rows()}
          now={props.now}
          thumb={(media) => runtime.mediaUrl(account, media, 'thumb')}
          onGo={props.onGo}
          onTime={(row, place) => setAsking(askReminder(app, runtime, account, row.message, place))}
          onRemove={(row) => void runtime.forgetReminder(account, row.message).catch(app.tellFailure)}
        />
      </Show>
      <When asking={asking()} onFailure={app.tellFailure} onClose={() => setAsking(null)} />
    </>
  );
}
