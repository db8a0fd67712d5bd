import { Minus, Plus } from 'lucide';
import type { JSX } from 'solid-js';

import type { Language, Settings, SettingsChange, Theme } from '../../bindings';
import { t } from '../../i18n/language';
import { Segments } from '../../parts/field/segments';
import { IconButton } from '../../parts/icon/icon-button';
import { resized } from '../../state/size';

/** Language, colours and text size. */
export function AppearanceSection(props: {
  settings: Settings;
  onChange: (change: SettingsChange) => void;
}): JSX.Element {
  return (
    <section aria-label={t().appearance}>
      <h2>{t().appearance}</h2>
      <div class="setting">
        <span class="what">{t().language}</span>
        <Segments<Language | 'system'>
          label={t().language}
          testid="set-language"
          value={props.settings.language ?? 'system'}
          choices={[
            { value: 'system', label: t().languageSystem },
            { value: 'zh', label: '简体中文' },
            { value: 'en', label: 'English' },
          ]}
          onChange={(value) => props.onChange({ language: value === 'system' ? null : value })}
        />
      </div>
      <div class="setting">
        <span class="what">{t().theme}</span>
        <Segments<Theme>
          label={t().theme}
          testid="set-theme"
          value={props.settings.theme}
          choices={[
            { value: 'system', label: t().themeSystem },
            { value: 'light', label: t().themeLight },
            { value: 'dark', label: t().themeDark },
          ]}
          onChange={(theme) => props.onChange({ theme })}
        />
      </div>
      <div class="setting">
        <span class="what">{t().zoom}</span>
        <IconButton
          icon={Minus}
          label={t().zoomOut}
          data-testid="set-smaller"
          onClick={() => props.onChange({ zoom: resized(props.settings.zoom, 'smaller') })}
        />
        <button
          type="button"
          class="button numbers"
          data-testid="set-usual"
          onClick={() => props.onChange({ zoom: resized(props.settings.zoom, 'usual') })}
        >
          {props.settings.zoom}%
        </button>
        <IconButton
          icon={Plus}
          label={t().zoomIn}
          data-testid="set-larger"
          onClick={() => props.onChange({ zoom: resized(props.settings.zoom, 'larger') })}
        />
      </div>
    </section>
  );
}
