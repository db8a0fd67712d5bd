import { ChevronRight } from 'lucide';
import { createSignal, Show, type JSX } from 'solid-js';

import type { About, AccountDiagnosis, AccountInfo, Settings, SettingsChange } from '../bindings';
import { t } from '../i18n/language';
import { Icon } from '../parts/icon/icon';
import { AboutSection } from './settings/about';
import { AccountSection } from './settings/account';
import { AppearanceSection } from './settings/appearance';
import { DiagnosticsPage } from './settings/diagnostics';
import { NetworkSection } from './settings/network';
import { NotificationsSection } from './settings/notifications';
import { StorageSection, type Downloads } from './settings/storage';
import { WritingSection } from './settings/writing';
import './settings.css';

/** The settings, a section each, and the page of diagnostics behind them. Every change names what it changes alone. */
export function SettingsScreen(props: {
  settings: Settings;
  about: About;
  accounts: AccountInfo[];
  mediaUrl: (account: string, media: string) => string;
  onChange: (change: SettingsChange) => void;
  downloads: Downloads;
  onOpenDataDir: () => void;
  onShortcuts: () => void;
  onProfile: (account: AccountInfo) => void;
  onSignOut: (account: AccountInfo) => void;
  onSignOutOthers: (account: AccountInfo) => void;
  onDeleteAccount: (account: AccountInfo) => void;
  onNewToken: (account: AccountInfo) => void;
  /** Where the key of the account on the screen lies. */
  keyPlace?: JSX.Element;
  /** What its pictures and files take. */
  mediaUse?: JSX.Element;
  diagnosis: (account: string) => Promise<AccountDiagnosis>;
  onSaveReport: () => void;
  onFailure: (error: unknown) => void;
  onQuit: () => void;
}): JSX.Element {
  const [diagnosing, setDiagnosing] = createSignal(false);
  let screen!: HTMLElement;

  function back(): void {
    setDiagnosing(false);
    screen.querySelector<HTMLElement>('[data-testid="open-diagnostics"]')?.focus();
  }

  return (
    <main ref={screen} class="settings" data-testid="settings">
      <Show
        when={diagnosing()}
        fallback={
          <div class="settings-page">
            <h1>{t().settings}</h1>
            <AccountSection
              accounts={props.accounts}
              mediaUrl={props.mediaUrl}
              onProfile={props.onProfile}
              onSignOut={props.onSignOut}
              onSignOutOthers={props.onSignOutOthers}
              onDelete={props.onDeleteAccount}
              onNewToken={props.onNewToken}
            />
            <AppearanceSection settings={props.settings} onChange={props.onChange} />
            <NotificationsSection settings={props.settings} onChange={props.onChange} />
            <WritingSection settings={props.settings} onChange={props.onChange} onShortcuts={props.onShortcuts} />
            <StorageSection
              about={props.about}
              settings={props.settings}
              keyPlace={props.keyPlace}
              mediaUse={props.mediaUse}
              downloads={props.downloads}
              onChange={props.onChange}
              onFailure={props.onFailure}
              onOpenDataDir={props.onOpenDataDir}
            />
            <NetworkSection about={props.about} />
            <section aria-label={t().help}>
              <h2>{t().help}</h2>
              <button
                type="button"
                class="setting leads"
                data-testid="open-diagnostics"
                onClick={() => setDiagnosing(true)}
              >
                <span class="what">
                  {t().diagnosis}
                  <span class="hint">{t().diagnosisHint}</span>
                </span>
                <Icon of={ChevronRight} size={16} />
              </button>
            </section>
            <AboutSection about={props.about} onQuit={props.onQuit} />
          </div>
        }
      >
        <DiagnosticsPage
          settings={props.settings}
          accounts={props.accounts}
          diagnosis={props.diagnosis}
          onChange={props.onChange}
          onSaveReport={props.onSaveReport}
          onFailure={props.onFailure}
          onBack={back}
        />
      </Show>
    </main>
  );
}
