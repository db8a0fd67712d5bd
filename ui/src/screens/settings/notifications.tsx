import { Show, type JSX } from 'solid-js';

import type { Settings, SettingsChange } from '../../bindings';
import { t } from '../../i18n/language';
import { Toggle } from './toggle';

/** What new messages do outside the window. */
export function NotificationsSection(props: {
  settings: Settings;
  onChange: (change: SettingsChange) => void;
}): JSX.Element {
  return (
    <section aria-label={t().notifications}>
      <h2>{t().notifications}</h2>
      <Toggle
        label={t().notify}
        hint={t().notifyHint}
        testid="set-notify"
        on={props.settings.notify}
        onChange={(notify) => props.onChange({ notify })}
      />
      <Show when={props.settings.notify}>
        <Toggle
          label={t().notifyWords}
          hint={t().notifyWordsHint}
          testid="set-notify-words"
          on={props.settings.notifyWords}
          onChange={(notifyWords) => props.onChange({ notifyWords })}
        />
        <Toggle
          label={t().notifySound}
          hint={t().notifySoundHint}
          testid="set-notify-sound"
          on={props.settings.notifySound}
          onChange={(notifySound) => props.onChange({ notifySound })}
        />
      </Show>
    </section>
  );
}
