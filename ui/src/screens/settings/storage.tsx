import { createResource, Show, type JSX } from 'solid-js';

import type { About, DownloadPlace, Settings, SettingsChange } from '../../bindings';
import { t } from '../../i18n/language';
import { LoadingSettings } from './loading';
import { Toggle } from './toggle';

/** Where files of messages are saved. */
export interface Downloads {
  place: () => Promise<DownloadPlace>;
  choose: () => Promise<DownloadPlace>;
}

/** Where messages, files and secrets lie on this computer. */
export function StorageSection(props: {
  about: About;
  /** Where the key of the account on the screen lies. */
  keyPlace?: JSX.Element;
  /** What pictures and files of that account take. */
  mediaUse?: JSX.Element;
  settings: Settings;
  onChange: (change: SettingsChange) => void;
  downloads: Downloads;
  onFailure: (error: unknown) => void;
  onOpenDataDir: () => void;
}): JSX.Element {
  const [place, { mutate }] = createResource(() => props.downloads.place());

  async function choose(): Promise<void> {
    try {
      mutate(await props.downloads.choose());
    } catch (error) {
      props.onFailure(error);
    }
  }

  return (
    <section aria-label={t().storage}>
      <h2>{t().storage}</h2>
      <div class="setting">
        <span class="what">
          {t().downloadFolder}
          {/* A folder that cannot be asked for is chosen anew. */}
          <Show when={!place.error && place()?.folder}>
            {(folder) => (
              <bdi class="hint" data-testid="download-folder">
                {folder()}
              </bdi>
            )}
          </Show>
        </span>
        <button type="button" class="button" data-testid="choose-download-folder" onClick={() => void choose()}>
          {t().change}
        </button>
      </div>
      <Toggle
        label={t().askWhereToSave}
        hint={t().askWhereToSaveHint}
        on={props.settings.askWhereToSave}
        testid="set-ask-where"
        onChange={(on) => props.onChange({ askWhereToSave: on })}
      />
      <LoadingSettings settings={props.settings} onChange={props.onChange} />
      {props.mediaUse}
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
  );
}
