import { createResource, createSignal, For, Show, type JSX } from 'solid-js';

import type { HistoryRow } from '../../bindings';
import { language, say, t } from '../../i18n/language';
import { moment } from '../../i18n/time';
import { asFailure } from '../../runtime/runtime';
import { historyWords } from '../message/history-words';
import { MessageText } from '../message/message-text';
import { PictureBox } from '../message/picture-box';
import { displayed } from '../message/words';
import { Dialog } from './dialog';
import './history.css';

type Url = (media: string, variant: 'preview' | 'original') => string;

/** The messages on a card, as whoever sent it put them together. */
export function HistoryDialog(props: {
  title: string;
  load: () => Promise<HistoryRow[]>;
  mediaUrl: Url;
  onLink: (url: string, host: string, element: HTMLElement) => void;
  onClose: () => void;
}): JSX.Element {
  const [rows] = createResource(() => props.load());
  return (
    <Dialog title={props.title} testid="history-dialog" onClose={props.onClose} wide>
      <p class="hint">{t().historySaidBy}</p>
      <Show when={rows.error as unknown}>
        {(error) => (
          <p class="field-error" role="alert">
            {say(asFailure(error()).reason.text)}
          </p>
        )}
      </Show>
      <ol class="history-rows" tabindex="0" data-first aria-label={props.title}>
        <For each={rows.error ? [] : rows()}>
          {(row) => <One row={row} mediaUrl={props.mediaUrl} onLink={props.onLink} />}
        </For>
      </ol>
    </Dialog>
  );
}

function One(props: {
  row: HistoryRow;
  mediaUrl: Url;
  onLink: (url: string, host: string, element: HTMLElement) => void;
}): JSX.Element {
  const [large, setLarge] = createSignal(false);
  return (
    <li class="history-row" data-testid="history-row">
      <p class="history-head">
        <bdi class="history-name ellipsis">{displayed(props.row.name)}</bdi>
        <Show when={props.row.time > 0}>
          <time class="hint numbers">{moment(props.row.time, language())}</time>
        </Show>
      </p>
      <Show when={props.row.picture}>
        {(picture) => (
          <Show
            when={!large()}
            fallback={
              <button
                type="button"
                class="history-picture"
                data-testid="history-large"
                aria-label={t().close}
                onClick={() => setLarge(false)}
              >
                <img src={props.mediaUrl(picture().media, 'original')} alt={picture().caption} draggable={false} />
              </button>
            }
          >
            <PictureBox
              picture={picture()}
              delivery={null}
              src={props.mediaUrl(picture().media, 'preview')}
              reachable
              onOpen={() => setLarge(true)}
              onCancel={() => undefined}
            />
          </Show>
        )}
      </Show>
      <Show when={!props.row.picture || props.row.text !== ''}>
        <Show
          when={props.row.kind === 'text' || props.row.picture}
          fallback={<span class="words soft">{displayed(historyWords(props.row.kind, props.row.text))}</span>}
        >
          <MessageText
            text={props.row.text}
            links={props.row.links}
            reachable
            reshape={(_element, change) => change()}
            onLink={props.onLink}
          />
        </Show>
      </Show>
    </li>
  );
}
