import { For, Show, type JSX } from 'solid-js';

import type { RequestRow } from '../../bindings';
import { t } from '../../i18n/language';
import { listTime } from '../../i18n/time';
import { Avatar } from '../avatar/avatar';
import './request-list.css';

/** How a request stands, in a word. */
function stateOf(request: RequestRow): string {
  switch (request.state) {
    case 'waiting':
      return request.incoming ? t().requestWaits : t().requestSent;
    case 'accepted':
      return t().requestAccepted;
    case 'refused':
      return request.incoming ? t().requestRefused : t().requestRefusedByThem;
    case 'over':
      return t().requestOver;
  }
}

/** Friend requests, to the person and by them. */
export function RequestList(props: {
  requests: readonly RequestRow[];
  now: number;
  mediaUrl: (media: string) => string;
  onAnswer: (user: string, agree: boolean) => void;
  onProfile: (user: string) => void;
}): JSX.Element {
  return (
    <ul class="requests" aria-label={t().requests} data-testid="requests">
      <For each={props.requests}>
        {(request) => (
          <li class="request" data-testid="request" data-id={request.person.id}>
            <button
              type="button"
              class="request-person"
              aria-label={t().profileOf(request.person.name)}
              onClick={() => props.onProfile(request.person.id)}
            >
              <Avatar of={request.person.avatar} size={40} url={props.mediaUrl} />
            </button>
            <span class="who">
              <span class="request-head">
                <bdi class="ellipsis name">{request.person.name}</bdi>
                <Show when={request.unseen}>
                  <span class="request-new">{t().requestNew}</span>
                </Show>
                <span class="hint numbers">{listTime(request.time, props.now, t())}</span>
              </span>
              <Show when={request.greeting !== ''}>
                <bdi class="request-words words">{request.greeting}</bdi>
              </Show>
              <Show when={!(request.incoming && request.state === 'waiting')}>
                <span class="hint" data-testid="request-state">
                  {stateOf(request)}
                </span>
              </Show>
            </span>
            <Show when={request.incoming && request.state === 'waiting'}>
              <span class="request-answer">
                <button
                  type="button"
                  class="button"
                  aria-label={t().refuseOf(request.person.name)}
                  data-testid="request-refuse"
                  onClick={() => props.onAnswer(request.person.id, false)}
                >
                  {t().refuse}
                </button>
                <button
                  type="button"
                  class="button primary"
                  aria-label={t().acceptOf(request.person.name)}
                  data-testid="request-accept"
                  onClick={() => props.onAnswer(request.person.id, true)}
                >
                  {t().accept}
                </button>
              </span>
            </Show>
          </li>
        )}
      </For>
    </ul>
  );
}
