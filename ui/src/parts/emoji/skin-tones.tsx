import { createUniqueId, For, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import { type SkinTone, TONES } from '../../state/emoji-use';

/** A hand in each tone. */
const HANDS = ['👋', '👋🏻', '👋🏼', '👋🏽', '👋🏾', '👋🏿'];

/** Which skin tone people and hands have. */
export function SkinTones(props: { tone: SkinTone; onTone: (tone: SkinTone) => void }): JSX.Element {
  const name = createUniqueId();
  return (
    <div class="skin-tones" role="radiogroup" aria-label={t().skinTone}>
      <For each={TONES}>
        {(tone) => (
          <label title={t().skinToneName(tone)}>
            <input
              type="radio"
              name={name}
              class="visually-hidden"
              aria-label={t().skinToneName(tone)}
              data-testid={`skin-tone-${tone}`}
              checked={tone === props.tone}
              onChange={() => props.onTone(tone)}
            />
            <span aria-hidden="true">{HANDS[tone]}</span>
          </label>
        )}
      </For>
    </div>
  );
}
