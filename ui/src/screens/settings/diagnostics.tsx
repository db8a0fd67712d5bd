import { ArrowLeft } from 'lucide';
import { createUniqueId, For, onCleanup, onMount, type JSX } from 'solid-js';

import type { AccountDiagnosis, AccountInfo, LogLevel, Settings, SettingsChange } from '../../bindings';
import { t } from '../../i18n/language';
import { Diagnostics } from '../../parts/diagnostics/diagnostics';
import { IconButton } from '../../parts/icon/icon-button';
import { Toggle } from './toggle';

/** For whoever looks for the reason why something does not work. Esc leads back. */
export function DiagnosticsPage(props: {
  settings: Settings;
  accounts: AccountInfo[];
  diagnosis: (account: string) => Promise<AccountDiagnosis>;
  onChange: (change: SettingsChange) => void;
  onSaveReport: () => void;
  onFailure: (error: unknown) => void;
  onBack: () => void;
}): JSX.Element {
  let page!: HTMLDivElement;
  const level = createUniqueId();

  onMount(() => {
    page.querySelector<HTMLElement>('[data-first]')?.focus();
    const key = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      props.onBack();
    };
    window.addEventListener('keydown', key);
    onCleanup(() => window.removeEventListener('keydown', key));
  });

  return (
    <div ref={page} class="settings-page" data-testid="diagnostics-page">
      <header class="settings-head">
        <IconButton
          icon={ArrowLeft}
          label={t().back}
          data-first
          data-testid="diagnostics-back"
          onClick={() => props.onBack()}
        />
        <h1>{t().diagnosis}</h1>
      </header>
      <section aria-label={t().report}>
        <h2>{t().report}</h2>
        <div class="setting">
          <span class="what hint">{t().reportHint}</span>
          <button type="button" class="button" data-testid="save-report" onClick={() => props.onSaveReport()}>
            {t().saveReport}
          </button>
        </div>
      </section>
      <section aria-label={t().logs}>
        <h2>{t().logs}</h2>
        <div class="setting">
          <label class="what" for={level}>
            {t().logLevel}
          </label>
          <select
            id={level}
            class="input"
            data-testid="set-log-level"
            value={props.settings.logLevel}
            onChange={(event) => props.onChange({ logLevel: event.currentTarget.value as LogLevel })}
          >
            <option value="error">{t().logError}</option>
            <option value="warn">{t().logWarn}</option>
            <option value="info">{t().logInfo}</option>
            <option value="debug">{t().logDebug}</option>
          </select>
        </div>
        <Toggle
          label={t().appLog}
          hint={t().appLogHint}
          testid="set-app-log"
          on={props.settings.appLog}
          onChange={(appLog) => props.onChange({ appLog })}
        />
        <Toggle
          label={t().timings}
          hint={t().timingsHint}
          testid="set-timings"
          on={props.settings.timings}
          onChange={(timings) => props.onChange({ timings })}
        />
      </section>
      <For each={props.accounts}>
        {(account) => (
          <Diagnostics
            name={account.name}
            load={() => props.diagnosis(account.id)}
            onFailure={props.onFailure}
          />
        )}
      </For>
    </div>
  );
}
