import { ArrowDown } from 'lucide';
import {
  createEffect,
  createMemo,
  createSignal,
  For,
  on,
  onCleanup,
  onMount,
  Show,
  type JSX,
} from 'solid-js';

import type { Connection, MessageRow } from '../../bindings';
import { t } from '../../i18n/language';
import { grouped, type Entry } from '../../state/grouping';
import type { ChangeListener, Row } from '../../state/timeline';
import type { TimelineState } from '../../bindings';
import { Bird } from '../bird/bird';
import { Icon } from '../icon/icon';
import { Menu, placeBeside, type MenuPlace } from '../menu/menu';
import { EntryView, type EntryContext } from './entry';
import { messageMenu, type MessageActions } from './message-menu';
import { ABOVE_UNSEEN, ScrollKeeper } from './scroll-keeper';
import './timeline.css';
import './message.css';

/** Rows this close to an edge (in heights of the view) ask for more. */
const ASK_BEFORE = 1.5;

/** What the chat screen may ask of an open timeline. */
export interface TimelineHandle {
  toEnd(): void;
  focusLast(): void;
}

export function Timeline(props: {
  title: string;
  group: boolean;
  rows: Row[];
  state: TimelineState;
  opened: boolean;
  now: number;
  focused: boolean;
  mediaUrl: (media: string, variant: 'thumb' | 'preview') => string;
  connection: Connection;
  actions: Omit<MessageActions, 'menu'>;
  onChange: (listener: ChangeListener | null) => void;
  onOlder: () => void;
  onNewer: () => void;
  onEnd: () => void;
  /** The newest message that was in view while the window had the focus. */
  onSeen: (id: string) => void;
  handle: (handle: TimelineHandle) => void;
}): JSX.Element {
  let scroller!: HTMLDivElement;
  let content!: HTMLDivElement;
  let keeper!: ScrollKeeper;
  let placed = false;
  /** Asked to go to the newest message; its rows are on their way. */
  let wantsEnd = false;
  /** The last row when the person left the end: what comes after it is new to them. */
  let leftAt: string | null = null;
  /** The last row when somebody looked at the messages for the last time; undefined while somebody does. */
  let unattendedSince: HTMLElement | null | undefined;
  const [away, setAway] = createSignal(false);
  const [below, setBelow] = createSignal(0);
  const [active, setActive] = createSignal<string>();
  const [menu, setMenu] = createSignal<{ message: MessageRow; place: MenuPlace } | null>(null);

  const entries = createMemo(() => grouped(props.rows));
  const byKey = createMemo(() => new Map(entries().map((entry) => [entry.key, entry])));
  const keys = createMemo(() => entries().map((entry) => entry.key));
  const messages = () => props.rows.filter((row): row is Row & { type: 'message' } => row.type === 'message');
  const tabbable = createMemo(() => {
    const all = messages();
    const id = active();
    return id !== undefined && all.some((m) => m.id === id) ? id : all[all.length - 1]?.id;
  });

  const actions: MessageActions = {
    ...props.actions,
    menu: (message, place) => setMenu({ message: { ...message }, place }),
  };
  const context: EntryContext = {
    get group() {
      return props.group;
    },
    get now() {
      return props.now;
    },
    tabbable,
    mediaUrl: (media, variant) => props.mediaUrl(media, variant),
    connection: () => props.connection,
    actions,
  };

  const anchors = () => content.querySelectorAll<HTMLElement>('[data-anchor]');

  /** The first row that came while nobody looked. */
  function firstUnseen(): HTMLElement | null {
    if (unattendedSince === undefined) return null;
    const last = unattendedSince;
    for (const row of anchors()) {
      // A last row that has left the window has left before all that is in it.
      const after = !last?.isConnected || last.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (after) return row;
    }
    return null;
  }

  function noteAttention(): void {
    if (props.focused) {
      unattendedSince = undefined;
    } else if (placed && unattendedSince === undefined) {
      const all = anchors();
      unattendedSince = all[all.length - 1] ?? null;
    }
  }

  function askForMore(): void {
    if (!placed) return;
    const edge = scroller.clientHeight * ASK_BEFORE;
    if (!props.state.atStart && !props.state.loadingOlder && scroller.scrollTop < edge) props.onOlder();
    const left = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
    if (!props.state.atEnd && left < edge) props.onNewer();
  }

  function count(): void {
    const isAway = !keeper.atEnd;
    setAway(isAway);
    if (!isAway) {
      // What is followed while nobody looks is still new to them.
      if (props.focused || leftAt === null) leftAt = props.rows[props.rows.length - 1]?.id ?? null;
      setBelow(0);
      return;
    }
    const from = leftAt === null ? -1 : props.rows.findIndex((row) => row.id === leftAt);
    const after = from < 0 ? [] : props.rows.slice(from + 1);
    const fresh = after.filter((row) => row.type === 'message' && !row.own).length;
    setBelow(Math.max(fresh, props.state.newBelow));
  }

  /** The newest message whose end is on the screen. */
  function lastInView(): string | null {
    const bottom = scroller.getBoundingClientRect().bottom;
    const all = [...anchors()];
    for (let i = all.length - 1; i >= 0; i--) {
      const element = all[i] as HTMLElement;
      const id = element.dataset['id'];
      if (id !== undefined && element.getBoundingClientRect().bottom <= bottom + 2) return id;
    }
    return null;
  }

  let seenTimer: ReturnType<typeof setTimeout> | undefined;
  function look(): void {
    clearTimeout(seenTimer);
    // A glance while scrolling past is not reading; and one command for many rows is enough.
    seenTimer = setTimeout(() => {
      if (!props.focused || !placed) return;
      const id = lastInView();
      if (id !== null) props.onSeen(id);
    }, 150);
  }

  function place(): void {
    placed = true;
    const unread = content.querySelector<HTMLElement>('.unread-line');
    if (unread) keeper.show(unread, ABOVE_UNSEEN);
    else keeper.toEnd();
    noteAttention();
  }

  function settled(): void {
    count();
    askForMore();
    look();
  }

  const listener: ChangeListener = {
    before: () => {
      if (placed) keeper.before();
    },
    after: () => {
      if (!placed) {
        if (props.opened) place();
      } else if (wantsEnd && props.state.atEnd) {
        wantsEnd = false;
        keeper.toEnd();
      } else {
        keeper.restore();
      }
      settled();
    },
    more: askForMore,
  };

  function toEnd(): void {
    wantsEnd = !props.state.atEnd;
    if (wantsEnd) props.onEnd();
    keeper.toEnd();
    settled();
  }

  function focusRow(id: string | undefined): void {
    if (id === undefined) return;
    setActive(id);
    const element = [...anchors()].find((e) => e.dataset['id'] === id);
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: 'nearest' });
  }

  function onKey(event: KeyboardEvent): void {
    const element = (event.target as Element).closest<HTMLElement>('[data-anchor]');
    const id = element?.dataset['id'];
    const all = messages();
    const at = all.findIndex((m) => m.id === id);
    if (!element || at < 0) return;
    const message = all[at] as MessageRow;
    switch (event.key) {
      case 'ArrowUp':
        focusRow(all[at - 1]?.id);
        break;
      case 'ArrowDown':
        focusRow(all[at + 1]?.id);
        break;
      case 'End':
        toEnd();
        focusRow(messages()[messages().length - 1]?.id);
        break;
      case 'Enter':
        if (event.target !== element || message.body.kind !== 'picture') return;
        actions.openPicture(message.id);
        break;
      case 'ContextMenu':
        actions.menu(message, placeBeside(element));
        break;
      case 'F10':
        if (!event.shiftKey) return;
        actions.menu(message, placeBeside(element));
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  onMount(() => {
    keeper = new ScrollKeeper(scroller, anchors, () => props.state.atEnd, firstUnseen);
    props.onChange(listener);
    if (props.opened) {
      place();
      settled();
    }
    const sizes = new ResizeObserver(() => {
      if (!placed) return;
      keeper.restore();
      count();
    });
    sizes.observe(content);
    sizes.observe(scroller);
    props.handle({
      toEnd,
      focusLast: () => focusRow(messages()[messages().length - 1]?.id),
    });
    onCleanup(() => {
      sizes.disconnect();
      clearTimeout(seenTimer);
      props.onChange(null);
    });
  });

  createEffect(
    on(
      () => props.focused,
      () => {
        noteAttention();
        look();
      },
      { defer: true },
    ),
  );

  return (
    <div class="timeline">
      <div
        ref={scroller}
        class="timeline-scroll"
        role="region"
        aria-label={t().timelineLabel(props.title)}
        data-testid="timeline"
        data-opened={props.opened ? 'true' : undefined}
        onScroll={() => {
          if (!placed) return;
          // Whoever scrolls by hand no longer wants to be taken anywhere.
          if (keeper.scrolled()) wantsEnd = false;
          settled();
        }}
        on:wheel={{ handleEvent: () => keeper.touch(), passive: true }}
        onPointerDown={() => keeper.touch()}
        onKeyDown={(event) => {
          keeper.touch();
          onKey(event);
        }}
        onFocusIn={(event) => {
          const id = (event.target as Element).closest<HTMLElement>('[data-anchor]')?.dataset['id'];
          if (id !== undefined) setActive(id);
        }}
      >
        <div ref={content} class="timeline-content">
          <For each={keys()}>
            {(key) => {
              // The entry of a key that is just leaving stays what it was.
              const entry = createMemo<Entry>((was) => byKey().get(key) ?? was, byKey().get(key) as Entry);
              return <EntryView entry={entry()} context={context} />;
            }}
          </For>
        </div>
      </div>
      <Show when={props.opened && props.rows.length === 0 && props.state.atStart}>
        <div class="timeline-empty" data-testid="timeline-empty">
          <Bird size={56} />
          <strong>{t().emptyTitle}</strong>
          <p class="hint">{t().emptyText}</p>
        </div>
      </Show>
      <Show when={props.state.loadingOlder}>
        <p class="loading-older hint" role="status">
          {t().loadingOlder}
        </p>
      </Show>
      <Show when={away() || !props.state.atEnd}>
        <button
          type="button"
          class="to-end"
          data-testid="to-end"
          aria-label={below() > 0 ? t().toBottomCount(below()) : t().toBottom}
          title={t().toBottom}
          onClick={toEnd}
        >
          <Show when={below() > 0}>
            <span class="badge numbers" aria-hidden="true">
              {below() > 99 ? '99+' : below()}
            </span>
          </Show>
          <Icon of={ArrowDown} />
        </button>
      </Show>
      <Show when={menu()} keyed>
        {(open) => (
          <Menu
            label={t().messageMenu}
            place={open.place}
            items={messageMenu(open.message, actions)}
            onClose={() => setMenu(null)}
          />
        )}
      </Show>
    </div>
  );
}
