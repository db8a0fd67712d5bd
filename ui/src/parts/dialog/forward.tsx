import { Check, X } from 'lucide';
import { createEffect, createSignal, createUniqueId, For, on, Show, type JSX } from 'solid-js';

import type { ConversationRow } from '../../bindings';
import { conversationTitle } from '../../i18n/conversation-title';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Avatar } from '../avatar/avatar';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import { createChatFinder } from './chat-finder';
import { Dialog } from './dialog';
import './forward.css';

/** More than these are found by typing. */
export const MOST_SHOWN = 100;

/** As the core has it. */
export const MOST_CHATS = 20;

/** Where messages are sent on to, and how. One submission per dialog, so that a doubled click sends them once. */
export function ForwardDialog(props: {
  count: number;
  /** Chats by their titles, in the order of the list. */
  find: (words: string) => Promise<ConversationRow[]>;
  mediaUrl: (media: string) => string;
  send: (submission: string, to: string[], together: boolean, comment: string) => Promise<void>;
  onSent: () => void;
  onClose: () => void;
}): JSX.Element {
  const id = createUniqueId();
  let submission = crypto.randomUUID();
  const [at, setAt] = createSignal(0);
  const [chosen, setChosen] = createSignal<readonly ConversationRow[]>([]);
  const [together, setTogether] = createSignal(false);
  const [comment, setComment] = createSignal('');
  const [error, setError] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  let list!: HTMLDivElement;
  let field!: HTMLInputElement;

  const chats = createChatFinder((words) => props.find(words));
  const { found } = chats;
  const current = () => Math.min(at(), found().length - 1);
  const isChosen = (row: ConversationRow) => chosen().some((one) => one.id === row.id);

  createEffect(
    on(current, () => list?.querySelector('.current')?.scrollIntoView({ block: 'nearest' }), { defer: true }),
  );

  /** Another wish is another submission. */
  function changed(): void {
    submission = crypto.randomUUID();
    setError(null);
  }

  function toggle(row: ConversationRow | undefined): void {
    if (!row || busy()) return;
    changed();
    if (isChosen(row)) setChosen(chosen().filter((one) => one.id !== row.id));
    else if (!row.member) setError(t().forwardCannotWrite);
    else if (chosen().length >= MOST_CHATS) setError(t().forwardFull(MOST_CHATS));
    else setChosen([...chosen(), { ...row }]);
  }

  async function send(): Promise<void> {
    if (busy() || chosen().length === 0) return;
    setBusy(true);
    setError(null);
    try {
      await props.send(
        submission,
        chosen().map((row) => row.id),
        together(),
        comment(),
      );
      props.onSent();
    } catch (failure) {
      setError(say(asFailure(failure).reason.text));
      setBusy(false);
    }
  }

  function onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'ArrowDown') setAt(Math.min(current() + 1, found().length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(current() - 1, 0));
    else if (event.key === 'Enter' && event.ctrlKey) void send();
    else if (event.key === 'Enter') {
      void chats.pick(at()).then(toggle);
      // The next name is typed anew.
      field.select();
    } else return;
    event.preventDefault();
  }

  function onCommentKey(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229 || event.key !== 'Enter') return;
    event.preventDefault();
    void send();
  }

  const way = (asCard: boolean, label: string, testid: string) => (
    <label class="choice">
      <input
        type="radio"
        name={`${id}-how`}
        data-testid={testid}
        checked={together() === asCard}
        onChange={() => {
          changed();
          setTogether(asCard);
        }}
      />
      {label}
    </label>
  );

  return (
    <Dialog
      title={t().forwardTitle(props.count)}
      testid="forward-dialog"
      onClose={props.onClose}
      wide
      actions={
        <>
          <button type="button" class="button" onClick={() => props.onClose()}>
            {t().cancel}
          </button>
          <button
            type="button"
            class="button primary"
            data-testid="forward-do"
            disabled={busy() || chosen().length === 0}
            onClick={() => void send()}
          >
            {busy() ? t().forwarding : t().forwardDo}
          </button>
        </>
      }
    >
      <Show when={chosen().length > 0}>
        <ul class="picked" aria-label={t().forwardChosen}>
          <For each={chosen()}>
            {(row) => (
              <li data-testid="forward-chosen" data-id={row.id}>
                <Avatar of={row.avatar} size={24} url={props.mediaUrl} />
                <bdi class="ellipsis">{conversationTitle(row)}</bdi>
                <IconButton
                  icon={X}
                  size={14}
                  label={t().forwardNoChat(conversationTitle(row))}
                  onClick={() => {
                    toggle(row);
                    field.focus();
                  }}
                />
              </li>
            )}
          </For>
        </ul>
      </Show>
      <input
        ref={field}
        class="input"
        data-first
        data-testid="forward-search"
        role="combobox"
        aria-expanded={found().length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={current() >= 0 ? `${id}-${current()}` : undefined}
        aria-label={t().forwardSearch}
        placeholder={t().forwardSearch}
        dir="auto"
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => {
          chats.type(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <div
        ref={list}
        id={`${id}-list`}
        class="switcher-list forward-list"
        role="listbox"
        aria-multiselectable="true"
        aria-label={t().forwardChats}
        tabindex="-1"
        // The field keeps the focus.
        onMouseDown={(event) => event.preventDefault()}
      >
        <For each={found()}>
          {(row, i) => (
            <div
              id={`${id}-${i()}`}
              role="option"
              class="forward-row"
              classList={{ current: i() === current() }}
              aria-selected={isChosen(row)}
              aria-disabled={!row.member}
              data-testid="forward-row"
              data-id={row.id}
              onPointerMove={() => setAt(i())}
              onClick={() => toggle(row)}
            >
              <Avatar of={row.avatar} size={32} url={props.mediaUrl} />
              <span class="forward-who">
                <bdi class="ellipsis">{conversationTitle(row)}</bdi>
                <Show when={!row.member}>
                  <span class="hint">{t().forwardCannotWrite}</span>
                </Show>
              </span>
              <Show when={isChosen(row)}>
                <Icon of={Check} size={18} />
              </Show>
            </div>
          )}
        </For>
      </div>
      <Show when={chats.answered() && found().length === 0}>
        <p class="hint" role="status">
          {t().switcherEmpty}
        </p>
      </Show>
      <Show when={props.count > 1}>
        <div class="forward-ways" role="radiogroup" aria-label={t().forwardHow}>
          {way(false, t().forwardOneByOne, 'forward-one-by-one')}
          {way(true, t().forwardTogether, 'forward-together')}
        </div>
      </Show>
      <input
        class="input"
        data-testid="forward-comment"
        aria-label={t().forwardComment}
        placeholder={t().forwardComment}
        dir="auto"
        autocomplete="off"
        onInput={(event) => {
          changed();
          setComment(event.currentTarget.value);
        }}
        onKeyDown={onCommentKey}
      />
      <Show when={error()}>
        {(words) => (
          <p class="field-error" role="alert" data-testid="forward-error">
            {words()}
          </p>
        )}
      </Show>
    </Dialog>
  );
}
