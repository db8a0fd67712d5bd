import { Search, SquarePen, Users } from 'lucide';
import { createEffect, createSignal, on, onCleanup, Show, type JSX } from 'solid-js';
import { VList, type VListHandle } from 'virtua/solid';

import type { ConversationRow, ListFilter, ListOverview } from '../../bindings';
import { conversationTitle } from '../../i18n/conversation-title';
import { t } from '../../i18n/language';
import { Bird } from '../bird/bird';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import { Menu, placeBeside, type MenuPlace } from '../menu/menu';
import { typeAhead } from '../type-ahead/type-ahead';
import { conversationMenu, type ConversationActions, type InList } from './conversation-menu';
import { ConversationLine } from './conversation-row';
import { FilterBar, type FolderActions } from './filter-bar';
import { dragRows } from './row-drag';
import { SelectedBar } from './selected-bar';
import './conversation-list.css';
import './filter-bar.css';

const ROW_HEIGHT = 64;

/** A row that is not there after so many frames was removed meanwhile. */
const FRAMES = 10;

/** So many rows before the end of those that are here, more are asked for, and so many at once. */
const NEAR_END = 30;
const SLICE = 100;

export function ConversationList(props: {
  /** The first of them, as many as were reached. */
  rows: ConversationRow[];
  /** How many there are. */
  size: number;
  /** There are to be so many rows. */
  onReach: (rows: number) => void;
  selected: string | undefined;
  overview: ListOverview;
  onFilter: (filter: ListFilter) => void;
  folderActions: FolderActions;
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
  onSearch: () => void;
}): JSX.Element {
  let box!: HTMLDivElement;
  let list: VListHandle | undefined;
  const next = typeAhead();
  const [active, setActive] = createSignal<string>();
  const [menu, setMenu] = createSignal<{ row: ConversationRow; place: MenuPlace } | null>(null);
  /** Ids of several that are chosen together; none while nothing is being chosen. */
  const [several, setSeveral] = createSignal<ReadonlySet<string> | null>(null);

  function toggle(id: string): void {
    const chosen = new Set(several() ?? []);
    if (!chosen.delete(id)) chosen.add(id);
    setSeveral(chosen);
  }

  function pick(id: string, event: MouseEvent | KeyboardEvent): void {
    if (several() !== null || event.ctrlKey || event.metaKey) toggle(id);
    else props.actions.open(id);
  }

  /** What its place among the pinned ones allows; in a part of the list they may not stand beside each other. */
  function inList(row: ConversationRow): InList {
    const pinned = props.overview.filter.kind === 'all' ? props.rows.filter((other) => other.pinned) : [];
    const at = pinned.findIndex((other) => other.id === row.id);
    // Of the last ones that are here nobody knows what stands behind them.
    const whole = pinned.length < props.rows.length || props.rows.length === props.size;
    const below = at >= 0 && at + (whole ? 1 : 2) < pinned.length;
    return {
      above: pinned[at - 1]?.id,
      below: below ? { behind: pinned[at + 2]?.id ?? null } : undefined,
      select: () => toggle(row.id),
    };
  }

  const drag = dragRows({
    rowOf: (id) => props.rows.find((row) => row.id === id),
    canOrder: () => props.overview.filter.kind === 'all',
    behind: (id) => {
      const at = indexOf(id);
      const next = props.rows[at + 1];
      return next?.pinned ? next.id : null;
    },
    movePin: (id, before) => props.actions.movePin(id, before),
    inFolder: (id, folder) => props.actions.inFolder(id, folder),
  });

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
    const named = next(event, () => props.rows.map(conversationTitle), at);
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
        pick(id as string, event);
        break;
      case 'Escape':
        if (several() === null) return;
        setSeveral(null);
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

  function reachOn(offset: number): void {
    const { rows, size } = props;
    const end = rows.length * ROW_HEIGHT;
    if (rows.length < size && list && offset + list.viewportSize > end - NEAR_END * ROW_HEIGHT) {
      props.onReach(rows.length + SLICE);
    }
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
    <div class="conversation-list" data-testid="conversation-list" classList={{ dragging: drag.dragged() !== null }}>
      <Show when={several()}>
        {(chosen) => (
          <SelectedBar
            rows={props.rows.filter((row) => chosen().has(row.id))}
            actions={props.actions}
            onEnd={() => setSeveral(null)}
          />
        )}
      </Show>
      <header>
        <button type="button" class="search-button" data-testid="search-button" onClick={() => props.onSearch()}>
          <Icon of={Search} size={16} />
          <span class="ellipsis">{t().searchChats}</span>
          <kbd aria-hidden="true">Ctrl ⇧ F</kbd>
        </button>
        <IconButton icon={Users} label={t().newGroup} data-testid="new-group" onClick={() => props.onNewGroup()} />
        <IconButton icon={SquarePen} label={t().newChat} data-testid="new-chat" onClick={() => props.onNewChat()} />
      </header>
      <FilterBar
        overview={props.overview}
        over={drag.folder()}
        onFilter={props.onFilter}
        actions={props.folderActions}
      />
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
      {/* A picture would be dragged by itself, and the row not. */}
      <div
        class="rows"
        ref={box}
        onKeyDown={onKey}
        onPointerDown={drag.start}
        onDragStart={(event) => event.preventDefault()}
      >
        <Show
          when={props.rows.length > 0}
          fallback={
            <Show when={props.listed && !props.loading} fallback={null}>
              <Show
                when={props.overview.filter.kind === 'all' && props.overview.archived === 0}
                fallback={
                  <div class="empty" data-testid="filter-empty">
                    <p class="hint">{t().filterEmpty}</p>
                    <Show when={props.overview.filter.kind !== 'all'}>
                      <button type="button" class="button" onClick={() => props.onFilter({ kind: 'all' })}>
                        {t().filterShowAll}
                      </button>
                    </Show>
                  </div>
                }
              >
              <div class="empty" data-testid="list-empty">
                <Bird size={64} />
                <strong>{t().listEmptyTitle}</strong>
                <p class="hint">{t().listEmptyText}</p>
                <button type="button" class="button" onClick={() => props.onNewChat()}>
                  {t().newChat}
                </button>
              </div>
              </Show>
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
            onScroll={reachOn}
          >
            {(row, index) => (
              <ConversationLine
                row={row}
                position={index() + 1}
                size={props.size}
                selected={several()?.has(row.id) ?? row.id === props.selected}
                chosen={several()?.has(row.id)}
                dropBefore={drag.before() === row.id}
                tabbable={row.id === tabbable()}
                now={props.now}
                mediaUrl={props.mediaUrl}
                onOpen={(event) => pick(row.id, event)}
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
            label={t().menuFor(conversationTitle(open.row))}
            place={open.place}
            items={conversationMenu(open.row, props.actions, inList(open.row))}
            onClose={() => setMenu(null)}
          />
        )}
      </Show>
      <Show when={drag.dragged()}>
        {(dragged) => (
          <div class="drag-ghost ellipsis" style={{ left: `${dragged().x}px`, top: `${dragged().y}px` }}>
            <bdi>{conversationTitle(dragged().row)}</bdi>
          </div>
        )}
      </Show>
    </div>
  );
}
