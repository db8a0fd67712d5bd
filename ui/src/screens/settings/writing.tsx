import type { JSX } from 'solid-js';

import type { Settings, SettingsChange } from '../../bindings';
import { t } from '../../i18n/language';
import { Segments } from '../../parts/field/segments';
import { Toggle } from './toggle';

/** What the keys do, and what is said of words while they are written. */
export function WritingSection(props: {
  settings: Settings;
  onChange: (change: SettingsChange) => void;
  onShortcuts: () => void;
}): JSX.Element {
  return (
    <section aria-label={t().writing}>
      <h2>{t().writing}</h2>
      <div class="setting">
        <span class="what">{t().enterKey}</span>
        <Segments<'sends' | 'breaks'>
          label={t().enterKey}
          testid="set-enter"
          value={props.settings.enterSends ? 'sends' : 'breaks'}
          choices={[
            { value: 'sends', label: t().enterSends },
            { value: 'breaks', label: t().enterBreaks },
          ]}
          onChange={(value) => props.onChange({ enterSends: value === 'sends' })}
        />
      </div>
      <Toggle
        label={t().formatText}
        hint={t().formatTextHint}
        on={props.settings.formatText}
        testid="set-format"
        onChange={(on) => props.onChange({ formatText: on })}
      />
      <Toggle
        label={t().checkSpelling}
        hint={t().checkSpellingHint}
        on={props.settings.checkSpelling}
        testid="set-spelling"
        onChange={(on) => props.onChange({ checkSpelling: on })}
      />
      <div class="setting">
        <span class="what">{t().shortcuts}</span>
        <button type="button" class="button" onClick={() => props.onShortcuts()}>
          F1
        </button>
      </div>
    </section>
  );
}
