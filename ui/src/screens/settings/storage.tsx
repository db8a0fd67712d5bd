import type { JSX } from 'solid-js';

import type { About } from '../../bindings';
import { t } from '../../i18n/language';

/** Where messages and secrets lie on this computer. */
export function StorageSection(props: {
  about: About;
  /** Where the key of the account on the screen lies. */
  keyPlace?: JSX.Element;
  onOpenDataDir: () => void;
}): JSX.Element {
  return (
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
  );
}
