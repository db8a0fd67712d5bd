import { CheckCheck, ChevronLeft, ChevronRight, Ellipsis, FolderPen, FolderPlus, Trash2 } from 'lucide';
import { createEffect, createSignal, For, on, Show, type JSX } from 'solid-js';

import type { FolderRow, ListFilter, ListOverview } from '../../bindings';
import { t } from '../../i18n/language';
import { IconButton } from '../icon/icon-button';
import { Menu, placeBeside, type MenuItem, type MenuPlace } from '../menu/menu';

export interface FolderActions {
  create(): void;
  rename(folder: FolderRow): void;
  remove(folder: FolderRow): void;
  /** Puts it in front of another, or behind all. */
  move(id: string, before: string | null): void;
  markAllRead(): void;
}

interface Tab {
  filter: ListFilter;
  name: string;
  count: number;
  folder?: FolderRow;
}

const keyOf = (filter: ListFilter) => (filter.kind === 'folder' ? `folder ${filter.id}` : filter.kind);

/** Which part of the list is shown, and how much is in each. Arrows go from one to the next. */
export function FilterBar(props: {
  overview: ListOverview;
  /** The folder that something is dragged over. */
  over: string | null;
  onFilter: (filter: ListFilter) => void;
  actions: FolderActions;
}): JSX.Element {
  let bar!: HTMLDivElement;
  const [menu, setMenu] = createSignal<{ folder: FolderRow | null; place: MenuPlace } | null>(null);

  const tabs = (): Tab[] => {
    const { overview } = props;
    const usual: Tab[] = [
      { filter: { kind: 'all' }, name: t().filterAll, count: 0 },
      { filter: { kind: 'unread' }, name: t().filterUnread, count: overview.unread },
      { filter: { kind: 'mentions' }, name: t().filterMentions, count: overview.mentions },
      { filter: { kind: 'people' }, name: t().filterPeople, count: overview.people },
      { filter: { kind: 'groups' }, name: t().filterGroups, count: overview.groups },
      { filter: { kind: 'favourites' }, name: t().filterFavourites, count: overview.favourites },
    ];
    const own = overview.folders.map((folder): Tab => ({
      filter: { kind: 'folder', id: folder.id },
      name: folder.name,
      count: folder.unread,
      folder,
    }));
    // These are there when there is something in them, or when one stands in them.
    const rare: Tab[] = [
      { filter: { kind: 'drafts' }, name: t().filterDrafts, count: overview.drafts },
      { filter: { kind: 'archived' }, name: t().filterArchived, count: overview.archived },
    ];
    return [...usual, ...own, ...rare.filter((tab) => tab.count > 0 || chosen() === keyOf(tab.filter))];
  };
  const chosen = () => keyOf(props.overview.filter);
  const tabOf = (key: string) => tabs().find((tab) => keyOf(tab.filter) === key);

  // A folder that was deleted, here or on another device, is left.
  createEffect(() => {
    const { filter, folders } = props.overview;
    if (filter.kind === 'folder' && !folders.some((folder) => folder.id === filter.id)) props.onFilter({ kind: 'all' });
  });
  createEffect(
    on(chosen, () => bar.querySelector('[aria-selected="true"]')?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' }), {
      defer: true,
    }),
  );

  function onKey(event: KeyboardEvent): void {
    const all = tabs();
    const at = all.findIndex((tab) => keyOf(tab.filter) === chosen());
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const folder = all[at]?.folder;
      if (folder) setMenu({ folder, place: placeBeside(event.target as Element) });
    } else if (to === undefined) return;
    else {
      const next = all[Math.max(0, Math.min(to, all.length - 1))];
      if (next) {
        props.onFilter(next.filter);
        [...bar.querySelectorAll<HTMLElement>('[role=tab]')].find((e) => e.dataset['key'] === keyOf(next.filter))?.focus();
      }
    }
    event.preventDefault();
  }

  function items(folder: FolderRow | null): MenuItem[] {
    if (folder === null) {
      return [
        { label: t().newFolder, icon: FolderPlus, testid: 'menu-new-folder', run: props.actions.create },
        { label: t().markAllRead, icon: CheckCheck, testid: 'menu-all-read', run: props.actions.markAllRead },
      ];
    }
    const all = props.overview.folders;
    const at = all.findIndex((other) => other.id === folder.id);
    const left = all[at - 1];
    const moves: MenuItem[] = [];
    if (left) {
      moves.push({
        label: t().folderLeft,
        icon: ChevronLeft,
        testid: 'menu-folder-left',
        run: () => props.actions.move(folder.id, left.id),
      });
    }
    if (at + 1 < all.length) {
      moves.push({
        label: t().folderRight,
        icon: ChevronRight,
        testid: 'menu-folder-right',
        run: () => props.actions.move(folder.id, all[at + 2]?.id ?? null),
      });
    }
    return [
      {
        label: t().renameFolder,
        icon: FolderPen,
        testid: 'menu-rename-folder',
        run: () => props.actions.rename(folder),
      },
      ...moves,
      {
        label: t().deleteFolder,
        icon: Trash2,
        danger: true,
        apart: true,
        testid: 'menu-delete-folder',
        run: () => props.actions.remove(folder),
      },
    ];
  }

  return (
    <div class="filter-bar">
      <div ref={bar} class="filter-tabs" role="tablist" aria-label={t().filters} data-testid="filters" onKeyDown={onKey}>
        <For each={tabs().map((tab) => keyOf(tab.filter))}>
          {(key) => (
            <Show when={tabOf(key)}>
              {(tab) => (
                <button
                  type="button"
                  role="tab"
                  class="filter-tab"
                  classList={{ over: tab().folder !== undefined && tab().folder?.id === props.over }}
                  aria-selected={key === chosen()}
                  tabindex={key === chosen() ? 0 : -1}
                  data-key={key}
                  data-folder={tab().folder?.id}
                  data-testid={`filter-${key.split(' ')[0]}`}
                  onClick={() => props.onFilter(tab().filter)}
                  onContextMenu={(event) => {
                    event.preventDefault();
                    const { folder } = tab();
                    if (folder) setMenu({ folder: { ...folder }, place: { x: event.clientX, y: event.clientY } });
                  }}
                >
                  <bdi class="ellipsis">{tab().name}</bdi>
                  <Show when={tab().count > 0}>
                    {' '}
                    <span class="filter-count numbers">{tab().count > 99 ? '99+' : tab().count}</span>
                  </Show>
                </button>
              )}
            </Show>
          )}
        </For>
      </div>
      <IconButton
        icon={Ellipsis}
        label={t().listMenu}
        aria-haspopup="menu"
        data-testid="list-menu"
        onClick={(event) => setMenu({ folder: null, place: placeBeside(event.currentTarget) })}
      />
      <Show when={menu()} keyed>
        {(open) => (
          <Menu
            label={open.folder?.name ?? t().listMenu}
            place={open.place}
            items={items(open.folder)}
            onClose={() => setMenu(null)}
          />
        )}
      </Show>
    </div>
  );
}
