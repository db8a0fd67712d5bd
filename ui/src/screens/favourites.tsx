import { createResource, createSignal, Show, type JSX } from 'solid-js';

import { say, t } from '../i18n/language';
import { Bird } from '../parts/bird/bird';
import { MarkedList } from '../parts/marked-list/marked-list';
import { asFailure, type Runtime } from '../runtime/runtime';
import type { AppState } from '../state/app';
import { Reminders } from './reminders';
import './favourites.css';

/** Rows at first, and how many more each time they are asked for. */
const PAGE = 100;

/** What the person keeps of all conversations. */
export function FavouritesScreen(props: { app: AppState; runtime: Runtime; account: string; now: number }): JSX.Element {
  // One account for the life of this component.
  const { app, runtime, account } = props;
  const [limit, setLimit] = createSignal(PAGE);
  const [list, { refetch }] = createResource(
    () => ({ limit: limit(), changes: app.marks.ofAccount(account) }),
    (asked) => runtime.favourites(account, asked.limit),
  );
  const known = () => (list.error ? undefined : list.latest);

  function goTo(row: { conversation: string; message: string }): void {
    app.chat(account, row.conversation).comeTo(row.message);
    app.navigation.openChat(account, row.conversation);
  }

  return (
    <main class="favourites" data-testid="favourites">
      <div class="favourites-page">
        <Reminders app={app} runtime={runtime} account={account} now={props.now} onGo={goTo} />
        <h1>{t().favourites}</h1>
        <Show when={list.error}>
          <p class="field-error" role="alert">
            {say(asFailure(list.error).reason.text)}{' '}
            <button type="button" class="text-button" onClick={() => void refetch()}>
              {t().tryAgain}
            </button>
          </p>
        </Show>
        <Show when={known()}>
          {(all) => (
            <Show
              when={all().rows.length > 0}
              fallback={
                <div class="empty" data-testid="favourites-empty">
                  <Bird size={64} />
                  <strong>{t().favouritesEmptyTitle}</strong>
                  <p class="hint">{t().favouritesEmptyText}</p>
                </div>
              }
            >
              <MarkedList
                label={t().favourites}
                rows={all().rows}
                titles
                now={props.now}
                thumb={(media) => runtime.mediaUrl(account, media, 'thumb')}
                onGo={goTo}
                onRemove={(row) => app.chat(account, row.conversation).mark(row.message, row.mark, false)}
              />
              <Show when={all().more}>
                <button type="button" class="button" data-testid="favourites-more" onClick={() => setLimit(limit() + PAGE)}>
                  {t().showMoreMarked}
                </button>
              </Show>
            </Show>
          )}
        </Show>
      </div>
    </main>
  );
}
