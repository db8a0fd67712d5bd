import { Pencil, Reply, X } from 'lucide';
import { Show, type JSX } from 'solid-js';

import type { Quote } from '../../bindings';
import { t } from '../../i18n/language';
import type { Edited } from '../../state/composer-mode';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import { QuoteLines, quotedSender } from '../message/quote';
import './composer-bar.css';

/** Above the field: what is being edited, else what is answered, and the way out. */
export function ComposerBar(props: {
  edited: Edited | null;
  answers: Quote | null;
  thumb: (media: string) => string;
  onStop: () => void;
}): JSX.Element {
  return (
    <Show when={props.edited !== null || props.answers !== null}>
      <div class="composer-bar" role="group" data-testid="composer-bar" data-mode={props.edited ? 'edit' : 'reply'}>
        <Icon of={props.edited ? Pencil : Reply} size={18} />
        <Show
          when={props.edited}
          fallback={
            <Show when={props.answers}>
              {(quote) => (
                <>
                  <span class="visually-hidden">{t().replyingTo(quotedSender(quote()))}</span>
                  <QuoteLines quote={quote()} thumb={props.thumb} />
                </>
              )}
            </Show>
          }
        >
          {(edited) => (
            <span class="quote-lines">
              <span class="quote-sender">{t().editing}</span>
              <span class="quote-words ellipsis" dir="auto">
                {edited().said.slice(0, 200)}
              </span>
            </span>
          )}
        </Show>
        <IconButton
          icon={X}
          size={16}
          label={props.edited ? t().stopEditing : t().stopReplying}
          data-testid="composer-bar-close"
          onClick={() => props.onStop()}
        />
      </div>
    </Show>
  );
}
