import { Show, type JSX } from 'solid-js';

import type { Quote } from '../../bindings';
import { t } from '../../i18n/language';
import { kindNamed } from './kinds';
import './quote.css';

/** What a quoted message says, in a line. */
export function quotedWords(quote: Quote): string {
  if (quote.state === 'recalled') return t().quoteRecalled;
  if (quote.state === 'gone') return t().quoteGone;
  const { list } = kindNamed(quote.kind);
  if (quote.text === '') return list.name();
  return list.instead || quote.kind === 'notice' ? quote.text : `${list.name()} ${quote.text}`;
}

/** Who wrote it; nothing when nobody says so. */
export const quotedSender = (quote: Quote): string => (quote.own ? t().you : quote.senderName);

/** The lines of a quote: in the bubble of an answer, and above the field. */
export function QuoteLines(props: { quote: Quote; thumb: (media: string) => string }): JSX.Element {
  return (
    <>
      <Show when={props.quote.media}>
        {(media) => <img class="quote-picture" src={props.thumb(media())} alt="" draggable={false} />}
      </Show>
      <span class="quote-lines">
        <Show when={quotedSender(props.quote)}>
          {(sender) => (
            <span class="quote-sender ellipsis">
              <bdi>{sender()}</bdi>
            </span>
          )}
        </Show>
        <span class="quote-words ellipsis" classList={{ soft: props.quote.state !== 'there' }} dir="auto">
          {quotedWords(props.quote)}
        </span>
      </span>
    </>
  );
}

/** What a message answers; a click goes there. */
export function QuoteView(props: {
  quote: Quote;
  thumb: (media: string) => string;
  reachable: boolean;
  onGo: () => void;
}): JSX.Element {
  return (
    <button
      type="button"
      class="quote"
      data-testid="quote"
      data-state={props.quote.state}
      disabled={props.quote.state === 'gone'}
      tabindex={props.reachable ? 0 : -1}
      onClick={() => props.onGo()}
    >
      <span class="visually-hidden">{t().inReplyTo} </span>
      <QuoteLines quote={props.quote} thumb={props.thumb} />
    </button>
  );
}
