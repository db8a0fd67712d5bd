import { Minus, Plus } from 'lucide';
import { createUniqueId, For, Show, type JSX } from 'solid-js';

import type { About, AccountDiagnosis, AccountInfo, Language, LogLevel, Settings, SettingsChange, Theme } from '../bindings';
import { say, t } from '../i18n/language';
import { Avatar } from '../parts/avatar/avatar';
import { Bird } from '../parts/bird/bird';
import { Diagnostics } from '../parts/diagnostics/diagnostics';
import { Segments } from '../parts/field/segments';
import { IconButton } from '../parts/icon/icon-button';
import { resized } from '../state/size';
import './settings.css';

export function SettingsScreen(props: {
  settings: Settings;
  about: About;
  accounts: AccountInfo[];
  mediaUrl: (account: string, media: string) => string;
  onChange: (change: SettingsChange) => void;
  onOpenDataDir: () => void;
  onShortcuts: () => void;
  onSignOut: (account: AccountInfo) => void;
  onNewToken: (account: AccountInfo) => void;
  /** Where the key of the account on the screen lies. */
  keyPlace?: JSX.Element;
  diagnosis: (account: string) => Promise<AccountDiagnosis>;
  onSaveReport: () => void;
  onFailure: (error: unknown) => void;
  onQuit: () => void;
}): JSX.Element {
  const level = createUniqueId();
  return (
    <main class="settings" data-testid="settings">
      <div class="settings-page">
        <h1>{t().settings}</h1>

        <section aria-label={t().account}>
          <h2>{t().account}</h2>
          <For each={props.accounts}>
            {(account) => (
              <div class="setting" data-testid="settings-account" data-id={account.id}>
                <Avatar of={account.avatar} size={44} url={(m) => props.mediaUrl(account.id, m)} />
                <span class="what">
                  <bdi>{t().signedInAs(account.name, account.user)}</bdi>
                  <span class="hint">
                    <bdi>{account.trial ? t().trialAccount : account.server}</bdi> · {t().appId} {account.appId}
                  </span>
                </span>
                <Show when={!account.trial}>
                  <button type="button" class="button" onClick={() => props.onNewToken(account)}>
                    {t().newToken}
                  </button>
                </Show>
                <button type="button" class="button" data-testid="sign-out" onClick={() => props.onSignOut(account)}>
                  {t().signOut}
                </button>
              </div>
            )}
          </For>
        </section>

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
          <div class="setting">
            <span class="what">{t().shortcuts}</span>
            <button type="button" class="button" onClick={() => props.onShortcuts()}>
              F1
            </button>
          </div>
        </section>

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

        <section aria-label={t().storage}>
          <h2>{t().storage}</h2>
          <div class="setting">
            <span class="what">
              {t().dataDir}
              <span class="hint path" dir="ltr" data-testid="data-dir">
                {props.about.dataDir}
              </span>
            </span>
            <button type="button" class="button" data-testid="open-data-dir" onClick={() => props.onOpenDataDir()}>
              {t().openFolder}
            </button>
          </div>
          <div class="setting">
            <span class="what">
              {t().secrets}
              <span class="hint" data-testid="secrets-place">
                {props.about.secrets === 'keyring' ? t().secretsKeyring : t().secretsFile}
              </span>
            </span>
          </div>
          {props.keyPlace}
        </section>

        <section aria-label={t().network}>
          <h2>{t().network}</h2>
          <div class="setting">
            <span class="what">{t().proxy}</span>
            <bdi class="hint" data-testid="proxy">
              {props.about.proxy ?? t().proxyNone}
            </bdi>
          </div>
          <Show when={props.about.proxyProblem}>
            {(problem) => (
              <p class="hint" data-testid="proxy-problem">
                {say(problem())}
              </p>
            )}
          </Show>
        </section>

        <section aria-label={t().diagnosis}>
          <h2>{t().diagnosis}</h2>
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
          <For each={props.accounts}>
            {(account) => (
              <Diagnostics
                name={account.name}
                load={() => props.diagnosis(account.id)}
                onFailure={props.onFailure}
              />
            )}
          </For>
          <div class="setting">
            <span class="what">
              {t().report}
              <span class="hint">{t().reportHint}</span>
            </span>
            <button type="button" class="button" data-testid="save-report" onClick={() => props.onSaveReport()}>
              {t().saveReport}
            </button>
          </div>
        </section>

        <section aria-label={t().about}>
          <h2>{t().about}</h2>
          <div class="setting">
            <Bird size={44} />
            <span class="what">
              {t().appName}
              <span class="hint numbers">
                {t().version} {props.about.version} · {t().aboutText}
              </span>
            </span>
          </div>
          <div class="setting">
            <span class="what hint">{props.about.hasTray ? t().closesToTray : t().closesQuits}</span>
            <button type="button" class="button" data-testid="quit" onClick={() => props.onQuit()}>
              {t().quit}
            </button>
          </div>
        </section>
      </div>
    </main>
  );
}

function Toggle(props: {
  label: string;
  hint: string;
  on: boolean;
  testid: string;
  onChange: (on: boolean) => void;
}): JSX.Element {
  const id = createUniqueId();
  return (
    <div class="setting">
      <label class="what" for={id}>
        {props.label}
        <span class="hint">{props.hint}</span>
      </label>
      <input
        id={id}
        class="switch"
        type="checkbox"
        role="switch"
        checked={props.on}
        data-testid={props.testid}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
    </div>
  );
}
