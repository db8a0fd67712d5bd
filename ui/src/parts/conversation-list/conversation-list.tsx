import { BellOff, Bell, CheckCheck, Copy, Eraser, Pin, PinOff, Search, SquarePen, Trash2, Users } from 'lucide';
import { createEffect, createSignal, on, onCleanup, Show, type JSX } from 'solid-js';
import { VList, type VListHandle } from 'virtua/solid';

import type { ConversationRow } from '../../bindings';
import { t } from '../../i18n/language';
import { Bird } from '../bird/bird';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import { Menu, placeBeside, type MenuItem, type MenuPlace } from '../menu/menu';
import { typeAhead } from '../type-ahead/type-ahead';
import { ConversationLine } from './conversation-row';
import './conversation-list.css';

const ROW_HEIGHT = 64;

/** A row that is not there after so many frames was removed meanwhile. */
const FRAMES = 10;

export interface ConversationActions {
  open(id: string): void;
  pin(id: string, on: boolean): void;
  mute(id: string, on: boolean): void;
  markRead(id: string): void;
  copyId(id: string): void;
  clear(row: ConversationRow): void;
  remove(row: ConversationRow): void;
}

/** The menu of a conversation: the same by the right button, by key and from the chat's header. */
export function conversationMenu(row: ConversationRow, actions: ConversationActions): MenuItem[] {
  return [
    {
      label: row.pinned ? t().unpin : t().pin,
      icon: row.pinned ? PinOff : Pin,
      testid: 'menu-pin',
      run: () => actions.pin(row.id, !row.pinned),
    },
    {
      label: row.muted ? t().unmute : t().mute,
      icon: row.muted ? Bell : BellOff,
      testid: 'menu-mute',
      run: () => actions.mute(row.id, !row.muted),
    },
    { label: t().markRead, icon: CheckCheck, testid: 'menu-read', run: () => actions.markRead(row.id) },
    { label: t().copyId, icon: Copy, testid: 'menu-copy-id', run: () => actions.copyId(row.id) },
    {
      label: t().clearHistory,
      icon: Eraser,
      danger: true,
      apart: true,
      testid: 'menu-clear',
      run: () => actions.clear(row),
    },
    {
      label: t().deleteConversation,
      icon: Trash2,
      danger: true,
      testid: 'menu-delete',
      run: () => actions.remove(row),
    },
  ];
}

export function ConversationList(props: {
  rows: ConversationRow[];
  selected: string | undefined;
  /** The list came at least once: an empty one is empty, not on its way. */
  listed: boolean;
  loading: { done: number; total: number } | null;
  now: number;
  mediaUrl: (media: string) => string;
  actions: ConversationActions;
  /** Ends the first load by signing out; it goes on where it was after signing in again. */
  onCancelLoading: () => void;
  onNewChat: () => void;
  onNewGroup: () => void;
  onSwitch: () => void;
}): JSX.Element {
  let box!: HTMLDivElement;
  let list: VListHandle | undefined;
  const next = typeAhead();
  const [active, setActive] = createSignal<string>();
  const [menu, setMenu] = createSignal<{ row: ConversationRow; place: MenuPlace } | null>(null);

  const indexOf = (id: string | undefined) => props.rows.findIndex((row) => row.id === id);
  /** The one row that Tab reaches. */
  const tabbable = () => {
    for (const id of [active(), props.selected]) if (id !== undefined && indexOf(id) >= 0) return id;
    return props.rows[0]?.id;
  };

  const elementOf = (id: string) =>
    [...box.querySelectorAll<HTMLElement>('.conversation-row')].find((e) => e.dataset['id'] === id);

  function focusRow(at: number): void {
    const row = props.rows[Math.max(0, Math.min(at, props.rows.length - 1))];
    if (!row) return;
    setActive(row.id);
    list?.scrollToIndex(indexOf(row.id), { align: 'nearest' });
    focusSoon(row.id, FRAMES);
  }

  /** The row may have to be made first, which takes a frame or two when it is far away. */
  function focusSoon(id: string, frames: number): void {
    requestAnimationFrame(() => {
      const element = elementOf(id);
      if (element) element.focus({ preventScroll: true });
      else if (frames > 1 && active() === id) focusSoon(id, frames - 1);
    });
  }

  function onKey(event: KeyboardEvent): void {
    const id = (event.target as Element).closest<HTMLElement>('.conversation-row')?.dataset['id'];
    const at = indexOf(id);
    if (at < 0) return;
    const named = next(event, () => props.rows.map((row) => row.title), at);
    if (named !== undefined) {
      event.preventDefault();
      focusRow(named);
      return;
    }
    switch (event.key) {
      case 'ArrowDown':
        focusRow(at + 1);
        break;
      case 'ArrowUp':
        focusRow(at - 1);
        break;
      case 'Home':
        focusRow(0);
        break;
      case 'End':
        focusRow(props.rows.length - 1);
        break;
      case 'PageDown':
        focusRow(at + 8);
        break;
      case 'PageUp':
        focusRow(at - 8);
        break;
      case 'Enter':
      case ' ':
        props.actions.open(id as string);
        break;
      case 'ContextMenu':
        openMenu(at, event.target as Element);
        break;
      case 'F10':
        if (!event.shiftKey) return;
        openMenu(at, event.target as Element);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  function openMenu(at: number, target: Element): void {
    const row = props.rows[at];
    if (row) setMenu({ row: { ...row }, place: placeBeside(target) });
  }

  // Selecting by shortcut or notification brings the row into view.
  createEffect(
    on(
      () => props.selected,
      (id) => {
        setActive(id);
        const at = indexOf(id);
        if (at >= 0) list?.scrollToIndex(at, { align: 'nearest' });
      },
      { defer: true },
    ),
  );
  onCleanup(() => (list = undefined));

  return (
    <div class="conversation-list" data-testid="conversation-list">
      <header>
        <button type="button" class="search-button" data-testid="switch-chat" onClick={() => props.onSwitch()}>
          <Icon of={Search} size={16} />
          <span class="ellipsis">{t().searchChats}</span>
          <kbd aria-hidden="true">Ctrl K</kbd>
        </button>
        <IconButton icon={Users} label={t().newGroup} data-testid="new-group" onClick={() => props.onNewGroup()} />
        <IconButton icon={SquarePen} label={t().newChat} data-testid="new-chat" onClick={() => props.onNewChat()} />
      </header>
      <Show when={props.loading}>
        {(loading) => (
          <p class="list-loading hint numbers" role="status" data-testid="list-loading">
            <progress
              aria-label={t().loadingConversations(loading().done, loading().total)}
              max={loading().total || 1}
              // Only when it is known: WebKit throws when the property is set to undefined.
              {...(loading().total > 0 ? { value: loading().done } : {})}
            />
            {t().loadingConversations(loading().done, loading().total)}
            <button type="button" class="text-button" data-testid="cancel-loading" onClick={() => props.onCancelLoading()}>
              {t().cancelLoading}
            </button>
          </p>
        )}
      </Show>
      <div class="rows" ref={box} onKeyDown={onKey}>
        <Show
          when={props.rows.length > 0}
          fallback={
            <Show when={props.listed && !props.loading}>
              <div class="empty" data-testid="list-empty">
                <Bird size={64} />
                <strong>{t().listEmptyTitle}</strong>
                <p class="hint">{t().listEmptyText}</p>
                <button type="button" class="button" onClick={() => props.onNewChat()}>
                  {t().newChat}
                </button>
              </div>
            </Show>
          }
        >
          <VList
            ref={(handle) => (list = handle)}
            data={props.rows}
            itemSize={ROW_HEIGHT}
            role="listbox"
            aria-label={t().listLabel}
            style={{ height: '100%' }}
          >
            {(row, index) => (
              <ConversationLine
                row={row}
                position={index() + 1}
                size={props.rows.length}
                selected={row.id === props.selected}
                tabbable={row.id === tabbable()}
                now={props.now}
                mediaUrl={props.mediaUrl}
                onOpen={() => props.actions.open(row.id)}
                onMenu={(event) => {
                  event.preventDefault();
                  setMenu({ row: { ...row }, place: { x: event.clientX, y: event.clientY } });
                }}
              />
            )}
          </VList>
        </Show>
      </div>
      <Show when={menu()} keyed>
        {(open) => (
          <Menu
            label={t().menuFor(open.row.title)}
            place={open.place}
            items={conversationMenu(open.row, props.actions)}
            onClose={() => setMenu(null)}
          />
        )}
      </Show>
    </div>
  );
}
