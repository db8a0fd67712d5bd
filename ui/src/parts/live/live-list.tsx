import { createSignal, For, onMount, Show, type JSX } from 'solid-js';

import type { LiveEnd, LiveGroupRow, LiveGroups } from '../../bindings';
import { byWhom, soon } from '../../i18n/happened';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Avatar } from '../avatar/avatar';
import './live.css';

/** The server's limit for names in live groups and of them, characters. */
export const LIVE_NAME_LIMIT = 10;

/** Why the person is in the group no more. */
function ended(why: LiveEnd): string {
  switch (why.why) {
    case 'dissolved':
      return t().liveEnded;
    case 'removed':
      return t().liveRemoved(byWhom(why.by));
    case 'barred':
      return t().liveBarredYou(byWhom(why.by), why.until === null ? '' : soon(why.until, Date.now()));
    case 'refused':
      return say(why.reason.text);
  }
}

/** Live groups of the service: looked for, made, joined. */
export function LiveList(props: {
  ended: LiveEnd | null;
  list: (own: boolean, words: string, after: string | null) => Promise<LiveGroups>;
  create: (nonce: string, name: string) => Promise<LiveGroupRow>;
  join: (group: string, alias: string, picture: boolean) => Promise<void>;
  mediaUrl: (media: string) => string;
}): JSX.Element {
  const [own, setOwn] = createSignal(false);
  const [words, setWords] = createSignal('');
  const [page, setPage] = createSignal<LiveGroups | null>(null);
  const [picked, setPicked] = createSignal<LiveGroupRow | null>(null);
  const [alias, setAlias] = createSignal('');
  const [picture, setPicture] = createSignal(true);
  const [name, setName] = createSignal('');
  const [problem, setProblem] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  let asked = 0;
  // A second try after a failure makes no second group.
  let nonce = crypto.randomUUID();

  const title = (group: LiveGroupRow) => group.name || t().liveUnnamed;
  const tell = (error: unknown) => setProblem(say(asFailure(error).reason.text));

  async function look(): Promise<void> {
    const mine = ++asked;
    try {
      const found = await props.list(own(), words(), null);
      // The answer to an earlier question is none to this one.
      if (mine === asked) setPage(found);
    } catch (error) {
      if (mine === asked) tell(error);
    }
  }

  async function more(after: string): Promise<void> {
    const mine = ++asked;
    try {
      const next = await props.list(own(), words(), after);
      if (mine === asked) setPage((known) => ({ rows: [...(known?.rows ?? []), ...next.rows], next: next.next }));
    } catch (error) {
      tell(error);
    }
  }

  async function attempt(run: () => Promise<unknown>): Promise<void> {
    if (busy()) return;
    setBusy(true);
    setProblem(null);
    try {
      await run();
    } catch (error) {
      tell(error);
    } finally {
      setBusy(false);
    }
  }

  onMount(() => void look());

  return (
    <>
      <Show when={props.ended}>
        {(why) => (
          <p role="status" data-testid="live-ended">
            {ended(why())}
          </p>
        )}
      </Show>
      <p class="hint">{t().liveHint}</p>
      <Show
        when={picked()}
        keyed
        fallback={
          <>
            <div class="find-row">
              <input
                class="input"
                type="search"
                dir="auto"
                data-first
                aria-label={t().liveSearch}
                placeholder={t().liveSearch}
                value={words()}
                data-testid="live-search"
                onInput={(event) => {
                  setWords(event.currentTarget.value);
                  void look();
                }}
              />
              <For each={[false, true]}>
                {(which) => (
                  <button
                    type="button"
                    class="button"
                    aria-pressed={own() === which}
                    data-testid={which ? 'live-own' : 'live-all'}
                    onClick={() => {
                      setOwn(which);
                      void look();
                    }}
                  >
                    {which ? t().liveOwn : t().liveAll}
                  </button>
                )}
              </For>
            </div>
            <Show when={page()}>
              {(found) => (
                <Show when={found().rows.length > 0} fallback={<p class="hint">{t().liveNone}</p>}>
                  <ul class="live-list" aria-label={t().liveGroups}>
                    <For each={found().rows}>
                      {(group) => (
                        <li data-testid="live-group">
                          <Avatar of={group.avatar} url={props.mediaUrl} size={36} />
                          <span class="who">
                            <bdi>{title(group)}</bdi>
                            <span class="hint">{t().liveOnline(group.online)}</span>
                          </span>
                          <button type="button" class="button" aria-label={`${t().liveJoin}: ${title(group)}`} onClick={() => setPicked(group)}>
                            {t().liveJoin}
                          </button>
                        </li>
                      )}
                    </For>
                  </ul>
                  <Show when={found().next}>
                    {(next) => (
                      <button type="button" class="button" data-testid="live-more" onClick={() => void more(next())}>
                        {t().liveMore}
                      </button>
                    )}
                  </Show>
                </Show>
              )}
            </Show>
            <form
              class="find-row"
              onSubmit={(event) => {
                event.preventDefault();
                void attempt(async () => {
                  const made = await props.create(nonce, name().trim());
                  nonce = crypto.randomUUID();
                  setName('');
                  setPicked(made);
                });
              }}
            >
              <input
                class="input"
                dir="auto"
                maxLength={LIVE_NAME_LIMIT}
                aria-label={`${t().liveNew}: ${t().liveName}`}
                placeholder={t().liveNew}
                value={name()}
                data-testid="live-name"
                onInput={(event) => setName(event.currentTarget.value)}
              />
              <button type="submit" class="button" data-testid="live-create" disabled={busy() || name().trim() === ''}>
                {t().liveCreate}
              </button>
            </form>
          </>
        }
      >
        {(group) => (
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void attempt(() => props.join(group.id, alias().trim(), picture()));
            }}
          >
            <p>
              <bdi>{title(group)}</bdi>
            </p>
            <label class="field">
              <span>{t().liveAlias}</span>
              <input
                class="input"
                dir="auto"
                maxLength={LIVE_NAME_LIMIT}
                value={alias()}
                data-testid="live-alias"
                onInput={(event) => setAlias(event.currentTarget.value)}
              />
            </label>
            <label class="choice">
              <input type="checkbox" checked={picture()} data-testid="live-picture" onChange={(event) => setPicture(event.currentTarget.checked)} />
              <span>{t().livePicture}</span>
            </label>
            <div class="row-end">
              <button type="button" class="button" onClick={() => setPicked(null)}>
                {t().cancel}
              </button>
              <button type="submit" class="button primary" data-testid="live-join" disabled={busy()}>
                {t().liveJoin}
              </button>
            </div>
          </form>
        )}
      </Show>
      <Show when={problem()}>
        {(sentence) => (
          <p class="field-error" role="alert">
            {sentence()}
          </p>
        )}
      </Show>
    </>
  );
}
