import { createResource, createSignal, For, Show, type JSX } from 'solid-js';

import type { MediaUse } from '../../bindings';
import { t } from '../../i18n/language';
import { fileSize } from '../../i18n/size';

/** Chats that are named before somebody asks for all. */
const FIRST = 5;

/** What pictures and files of an account take, by chat, and the ways to give it back. */
export function MediaUseSetting(props: {
  load: () => Promise<MediaUse>;
  /** Of one chat; of all when none is named. */
  clear: (conversation: string | null) => Promise<void>;
  onFailure: (error: unknown) => void;
}): JSX.Element {
  const [use, { refetch }] = createResource(() => props.load());
  const [all, setAll] = createSignal(false);
  const chats = () => use.latest?.conversations ?? [];

  async function clear(conversation: string | null): Promise<void> {
    try {
      await props.clear(conversation);
      await refetch();
    } catch (error) {
      props.onFailure(error);
    }
  }

  return (
    <Show when={!use.error && use.latest}>
      {(now) => (
        <>
          <div class="setting">
            <span class="what">
              {t().mediaUse}
              <span class="hint numbers" data-testid="media-use">
                {now().bytes > 0 ? fileSize(now().bytes) : t().mediaUseNone}
              </span>
            </span>
            <button
              type="button"
              class="button"
              data-testid="clear-media"
              disabled={now().bytes === 0}
              onClick={() => void clear(null)}
            >
              {t().clearMedia}
            </button>
          </div>
          <For each={all() ? chats() : chats().slice(0, FIRST)}>
            {(chat) => (
              <div class="setting media-of-chat" data-testid="media-of-chat" data-id={chat.conversation}>
                <span class="what">
                  <bdi class="ellipsis">{chat.title || chat.conversation}</bdi>
                  <span class="hint numbers">{fileSize(chat.bytes)}</span>
                </span>
                <button
                  type="button"
                  class="button"
                  aria-label={t().clearMediaOf((chat.title || chat.conversation))}
                  data-testid="clear-media-of"
                  onClick={() => void clear(chat.conversation)}
                >
                  {t().clearMedia}
                </button>
              </div>
            )}
          </For>
          <Show when={!all() && chats().length > FIRST}>
            <button type="button" class="text-button" data-testid="media-all-chats" onClick={() => setAll(true)}>
              {t().mediaAllChats(chats().length)}
            </button>
          </Show>
        </>
      )}
    </Show>
  );
}
