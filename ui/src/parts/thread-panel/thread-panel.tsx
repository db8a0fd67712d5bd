import { X } from 'lucide';
import { createEffect, createResource, createSignal, For, on, Show, type JSX } from 'solid-js';

import type { Thread } from '../../bindings';
import { language, say, t } from '../../i18n/language';
import { listTime, moment } from '../../i18n/time';
import { asFailure } from '../../runtime/runtime';
import { Avatar } from '../avatar/avatar';
import { IconButton } from '../icon/icon-button';
import { QuoteLines } from '../message/quote';
import '../side-panel/side-panel.css';
import './thread-panel.css';

/** Messages that answer each other, in their order; each leads to its place. */
export function ThreadPanel(props: {
  /** One of them. */
  message: string;
  /** Changes when there may be something new. */
  news: unknown;
  now: number;
  /** `further`: more of them are loaded first. */
  load: (message: string, further: boolean) => Promise<Thread>;
  mediaUrl: (media: string) => string;
  onGo: (message: string) => void;
  onClose: () => void;
}): JSX.Element {
  const [thread, { mutate }] = createResource(
    () => ({ message: props.message, news: props.news }),
    ({ message }) => props.load(message, false),
  );
  /** Those that were here stay until the new ones have come. */
  const known = () => (thread.error ? undefined : thread.latest);
  const shown = () => known()?.rows ?? [];
  const [loading, setLoading] = createSignal(false);
  const [failure, setFailure] = createSignal<unknown>(null);
  createEffect(on(() => props.message, () => setFailure(null), { defer: true }));

  /** More answers come from the server, a few pages at a time. */
  async function further(): Promise<void> {
    const message = props.message;
    setLoading(true);
    setFailure(null);
    try {
      const more = await props.load(message, true);
      if (message === props.message) mutate(more);
    } catch (error) {
      if (message === props.message) setFailure(error);
    } finally {
      setLoading(false);
    }
  }
  return (
    <aside class="side-panel" aria-label={t().thread} data-testid="thread-panel">
      <header>
        <h2>{t().thread}</h2>
        <IconButton icon={X} label={t().close} data-testid="panel-close" onClick={() => props.onClose()} />
      </header>
      <div class="panel-scroll">
        <Show when={(thread.error ?? failure()) as unknown}>
          {(error) => (
            <p class="field-error" role="alert">
              {say(asFailure(error()).reason.text)}
            </p>
          )}
        </Show>
        <Show when={shown().length > 1} fallback={<p class="hint">{thread.loading || thread.error || known()?.more ? '' : t().threadEmpty}</p>}>
          <p class="hint" role="status">
            {t().threadCount(shown().length)}
          </p>
        </Show>
        <ul class="thread-rows">
          <For each={shown()}>
            {(row) => (
              <li>
                <button
                  type="button"
                  class="thread-row"
                  classList={{ here: row.said.message === props.message }}
                  data-testid="thread-row"
                  data-id={row.said.message}
                  disabled={row.said.message === null}
                  onClick={() => row.said.message !== null && props.onGo(row.said.message)}
                >
                  <Avatar of={row.avatar} size={32} url={props.mediaUrl} />
                  <QuoteLines quote={row.said} thumb={props.mediaUrl} />
                  <time class="hint numbers" title={moment(row.time, language())}>
                    {listTime(row.time, props.now, t())}
                  </time>
                </button>
              </li>
            )}
          </For>
        </ul>
        <Show when={known()?.more}>
          <button type="button" class="text-button" data-testid="thread-further" disabled={loading()} onClick={() => void further()}>
            {loading() ? t().threadLoading : t().threadFurther}
          </button>
        </Show>
      </div>
    </aside>
  );
}
