import type { JSX } from 'solid-js';

import type { About } from '../../bindings';
import { t } from '../../i18n/language';
import { Bird } from '../../parts/bird/bird';

/** Which Linnet this is, and its end. */
export function AboutSection(props: {
  about: About;
  onQuit: () => void;
}): JSX.Element {
  return (
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
  );
}
