import { Show, type JSX } from 'solid-js';

import type { Settings, SettingsChange } from '../../bindings';
import { t } from '../../i18n/language';
import { Segments } from '../../parts/field/segments';
import { Toggle } from './toggle';

/** Sizes up to which files load by themselves, MiB. */
const FILES = [0, 1, 5, 20] as const;
/** Sizes of what is kept, MiB. */
const KEPT = [256, 1024, 4096] as const;

/** The choice that a number stands for: one that is no choice counts as the next larger one. */
const among = (all: readonly number[], value: number): string =>
  String(all.find((one) => one >= value) ?? all[all.length - 1]);

/** What loads by itself, and how much of it is kept. */
export function LoadingSettings(props: { settings: Settings; onChange: (change: SettingsChange) => void }): JSX.Element {
  return (
    <>
      <Toggle
        label={t().loadPictures}
        hint={t().loadPicturesHint}
        on={props.settings.loadPictures}
        testid="set-load-pictures"
        onChange={(on) => props.onChange({ loadPictures: on })}
      />
      <div class="setting">
        <span class="what">
          {t().loadFiles}
          <span class="hint">{t().loadFilesHint}</span>
        </span>
        <Segments
          label={t().loadFiles}
          testid="set-load-files"
          value={among(FILES, props.settings.loadFilesMib)}
          choices={FILES.map((mib) => ({ value: String(mib), label: mib === 0 ? t().loadFilesNever : `${mib} MB` }))}
          onChange={(value) => props.onChange({ loadFilesMib: Number(value) })}
        />
      </div>
      <Toggle
        label={t().saveOnMetered}
        hint={t().saveOnMeteredHint}
        on={props.settings.saveOnMetered}
        testid="set-save-on-metered"
        onChange={(on) => props.onChange({ saveOnMetered: on })}
      />
      <Show when={props.settings.stickerHosts.length > 0}>
        <div class="setting">
          <span class="what">
            {t().stickerHosts} {props.settings.stickerHosts.join(', ')}
            <span class="hint">{t().stickerHostsHint}</span>
          </span>
          <button type="button" class="button" data-testid="forget-sticker-hosts" onClick={() => props.onChange({ stickerHosts: [] })}>
            {t().forgetStickerHosts}
          </button>
        </div>
      </Show>
      <div class="setting">
        <span class="what">
          {t().mediaLimit}
          <span class="hint">{t().mediaLimitHint}</span>
        </span>
        <Segments
          label={t().mediaLimit}
          testid="set-media-limit"
          value={among(KEPT, props.settings.mediaLimitMib)}
          choices={KEPT.map((mib) => ({ value: String(mib), label: mib < 1024 ? `${mib} MB` : `${mib / 1024} GB` }))}
          onChange={(value) => props.onChange({ mediaLimitMib: Number(value) })}
        />
      </div>
    </>
  );
}
