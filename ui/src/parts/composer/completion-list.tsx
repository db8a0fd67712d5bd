import { For, Show, type JSX } from 'solid-js';

import { language, t } from '../../i18n/language';
import type { SkinTone } from '../../state/emoji-use';
import { toned } from '../emoji/emoji';
import type { Completion } from './completion';

/** The emoji that fit what is written behind a colon. The field keeps the keyboard. */
export function CompletionList(props: { id: string; completion: Completion; tone: SkinTone }): JSX.Element {
  return (
    <Show when={props.completion.offered().length > 0}>
      <div
        id={props.id}
        class="completion"
        role="listbox"
        aria-label={t().emojiFitting}
        data-testid="emoji-completion"
        onMouseDown={(event) => event.preventDefault()}
      >
        <For each={props.completion.offered()}>
          {(emoji, index) => (
            <div
              id={`${props.id}-${index()}`}
              class="completion-row"
              role="option"
              aria-selected={index() === props.completion.at()}
              onPointerMove={() => props.completion.point(index())}
              onClick={() => props.completion.choose(emoji)}
            >
              <span class="completion-sign" aria-hidden="true">
                {toned(emoji, props.tone)}
              </span>
              <span class="ellipsis">{emoji.label[language()]}</span>
              <span class="hint ellipsis" aria-hidden="true">
                {`:${emoji.names[0] ?? ''}:`}
              </span>
            </div>
          )}
        </For>
      </div>
    </Show>
  );
}
