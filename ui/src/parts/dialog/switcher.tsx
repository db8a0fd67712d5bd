import { createEffect, createSignal, createUniqueId, For, Show, type JSX } from 'solid-js';

import type { ConversationRow } from '../../bindings';
import { conversationTitle } from '../../i18n/conversation-title';
import { t } from '../../i18n/language';
import { Avatar } from '../avatar/avatar';
import { createChatFinder } from './chat-finder';
import { Dialog } from './dialog';

/** Ctrl+K: type a few letters, Enter. The list keeps the order of the conversations. */
export function Switcher(props: {
  /** Chats by their titles, in the order of the list. */
  find: (words: string) => Promise<ConversationRow[]>;
  mediaUrl: (media: string) => string;
  onPick: (id: string) => void;
  onClose: () => void;
}): JSX.Element {
  const id = createUniqueId();
  const [at, setAt] = createSignal(0);
  let list!: HTMLDivElement;

  const chats = createChatFinder((words) => props.find(words));
  const { found } = chats;
  const chosen = () => Math.min(at(), found().length - 1);

  createEffect(() => {
    chosen();
    list?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });

  function pick(row: ConversationRow | undefined): void {
    if (!row) return;
    props.onClose();
    props.onPick(row.id);
  }

  function onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'ArrowDown') setAt(Math.min(chosen() + 1, found().length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(chosen() - 1, 0));
    else if (event.key === 'Enter') void chats.pick(at()).then(pick);
    else return;
    event.preventDefault();
  }

  return (
    <Dialog title={t().switcherTitle} testid="switcher" onClose={props.onClose} wide>
      <input
        class="input"
        data-first
        data-testid="switcher-input"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={found().length > 0 ? `${id}-${chosen()}` : undefined}
        aria-label={t().switcherPlaceholder}
        placeholder={t().switcherPlaceholder}
        dir="auto"
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => {
          chats.type(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <div ref={list} id={`${id}-list`} class="switcher-list" role="listbox" aria-label={t().listLabel} tabindex="-1">
        <For each={found()}>
          {(row, i) => (
            <div
              id={`${id}-${i()}`}
              role="option"
              aria-selected={i() === chosen()}
              data-testid="switcher-row"
              data-id={row.id}
              onPointerMove={() => setAt(i())}
              onClick={() => pick(row)}
            >
              <Avatar of={row.avatar} size={32} url={props.mediaUrl} />
              <bdi class="ellipsis">{conversationTitle(row)}</bdi>
            </div>
          )}
        </For>
      </div>
      <Show when={chats.answered() && found().length === 0}>
        <p class="hint" role="status">
          {t().switcherEmpty}
        </p>
      </Show>
    </Dialog>
  );
}
