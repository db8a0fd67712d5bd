import { ArrowDown, AtSign, Undo2 } from 'lucide';
import { createEffect, createMemo, createSelector, createSignal, For, on, onCleanup, onMount, Show, type JSX } from 'solid-js';

import type { Connection, MessageRow } from '../../bindings';
import { t } from '../../i18n/language';
import type { ReadingPlace } from '../../state/chat';
import type { EmojiUse } from '../../state/emoji-use';
import { grouped, type Entry } from '../../state/grouping';
import type { Selection } from '../../state/selection';
import type { Row, TimelineModel } from '../../state/timeline';
import { Bird } from '../bird/bird';
import { Icon } from '../icon/icon';
import { Menu, type MenuPlace } from '../menu/menu';
import type { MessageActions, MessageContext, MessageFiles, MessageVoices } from '../message/context';
import { isLine, kindOf } from '../message/kinds';
import { HoverBar } from '../message/hover-bar';
import { createHovering } from '../message/hovering';
import { messageMenu } from '../message/menu';
import { ReactionPicker } from '../message/reaction-picker';
import { EntryView } from './entry';
import { createFloatingDay, FloatingDay } from './floating-day';
import { News } from './news';
import { createReading } from './reading';
import { onRowKey } from './row-keys';
import { createSelecting } from './selecting';
import './timeline.css';

/** What the chat screen may ask of an open timeline. */
export interface TimelineHandle {
  toEnd(): void;
  /** Whether this row is here, to be gone to. */
  has(id: string): boolean;
  /** Where somebody reads; null at the end. */
  place(): ReadingPlace | null;
  /** Goes to a place whose row is here. */
  show(place: ReadingPlace): void;
}

export function Timeline(props: {
  model: TimelineModel;
  title: string;
  group: boolean;
  me: string;
  now: number;
  /** Texts are shown as their senders formatted them. */
  formatted: boolean;
  loadsPictures: boolean;
  showsStickers: (host: string) => boolean;
  /** Bytes. */
  loadsFiles: number;
  focused: boolean;
  connection: Connection;
  mediaUrl: (media: string, variant: 'thumb' | 'preview' | 'original' | 'here' | 'moving') => string;
  actions: Omit<MessageActions, 'menu' | 'selectSeveral' | 'chooseReaction'>;
  files: MessageFiles;
  voice: MessageVoices;
  /** Messages that somebody does something with together. */
  selection: Selection;
  emoji: EmojiUse;
  /** Somebody was brought here from another place of the conversation. */
  wayBack: boolean;
  onWayBack: () => void;
  /** Somebody goes to the newest message. */
  onToEnd: () => void;
  /** The row the keys act on. */
  selected: string | undefined;
  onSelect: (id: string) => void;
  /** A row that is to be shown and pointed out. */
  marked: string | null;
  /** How many messages call the person and were not read yet. */
  mentions: number;
  onToMention: () => void;
  startAt: () => ReadingPlace | null;
  onLeave: (place: ReadingPlace | null) => void;
  onFailure: (error: unknown) => void;
  /** The newest message that was in view while the window had the focus. */
  onSeen: (id: string) => void;
  handle: (handle: TimelineHandle) => void;
}): JSX.Element {
  // One timeline for the life of this component.
  const model = props.model;
  let scroller!: HTMLDivElement;
  let content!: HTMLDivElement;
  const [reading, setReading] = createSignal<ReturnType<typeof createReading>>();
  const [menu, setMenu] = createSignal<{ message: MessageRow; place: MenuPlace; link: string | null } | null>(null);
  const [choosing, setChoosing] = createSignal<{ message: string; place: MenuPlace } | null>(null);
  const hovering = createHovering(() => scroller);
  const day = createFloatingDay();
  const tell = (work: Promise<unknown>): void => void work.catch(props.onFailure);

  const byKey = createMemo<ReadonlyMap<string, Entry>>(
    (known) => new Map(grouped(model.rows, isLine, known).map((entry) => [entry.key, entry])),
    new Map(),
  );
  const keys = createMemo(() => [...byKey().keys()]);
  const messages = createMemo(() => model.rows.filter((row): row is Row & { type: 'message' } => row.type === 'message'));
  const active = createMemo(() => {
    const all = messages();
    const id = props.selected;
    return id !== undefined && all.some((m) => m.id === id) ? id : all[all.length - 1]?.id;
  });
  /** Where the row that Tab reaches stands. Of older ones nobody knows how many there are. */
  const place = createMemo(() => ({
    at: messages().findIndex((message) => message.id === active()) + 1,
    of: model.state.atStart && model.state.atEnd ? messages().length : -1,
  }));
  const isActive = createSelector(active);
  const isNewest = createSelector(() => (model.state.atEnd ? messages()[messages().length - 1]?.id : undefined));

  const actions: MessageActions = {
    ...props.actions,
    menu: (message, at, link) => {
      hovering.hide();
      // What is selected has its own actions.
      if (!props.selection.active()) setMenu({ message: { ...message }, place: at, link });
    },
    selectSeveral: (id) => props.selection.toggle([id]),
    reply: (id) => {
      hovering.hide();
      props.actions.reply(id);
    },
    forward: (id) => {
      hovering.hide();
      props.actions.forward(id);
    },
    chooseReaction: (message, at) => {
      hovering.hide();
      setChoosing({ message: message.id, place: at });
    },
  };
  /** The message under the pointer, while it can be answered or reacted to, and where its bar stands. */
  const hovered = createMemo(() => {
    const place = hovering.place();
    if (!place || menu() || choosing() || props.selection.active()) return null;
    const message = messages().find((one) => one.id === place.id);
    return message && (message.canAnswer || message.canReact) ? { message, place } : null;
  });
  const context: MessageContext = {
    get group() {
      return props.group;
    },
    get now() {
      return props.now;
    },
    get formatted() {
      return props.formatted;
    },
    get loadsPictures() {
      return props.loadsPictures;
    },
    showsStickers: (host) => props.showsStickers(host),
    get loadsFiles() {
      return props.loadsFiles;
    },
    get me() {
      return props.me;
    },
    isActive,
    place: (id) => (isActive(id) ? place() : null),
    isSelected: (id) => props.selection.has(id),
    isNewest,
    isMarked: createSelector(() => props.marked),
    reshape: (element, change) => {
      const read = reading();
      if (read) read.reshape(element, change);
      else change();
    },
    mediaUrl: (media, variant) => props.mediaUrl(media, variant),
    connection: () => props.connection,
    actions,
    files: props.files,
    voice: props.voice,
  };

  function open(message: MessageRow): boolean {
    const kind = kindOf(message.body);
    kind.open?.(message, message.body, context);
    return kind.open !== undefined;
  }

  function focusRow(id: string | undefined): void {
    if (id === undefined) return;
    props.onSelect(id);
    const element = reading()?.elementOf(id);
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: 'nearest' });
  }

  function toEnd(): void {
    props.onToEnd();
    reading()?.toEnd();
  }

  createEffect(
    on(
      () => {
        const selectable = messages().filter((message) => !isLine(message.body));
        const { atStart, atEnd } = model.state;
        return { messages: messages(), selectable: new Set(selectable.map((message) => message.id)), atStart, atEnd };
      },
      // Before the first rows came it shows nothing, of whatever there is.
      (shown) => model.opened() && props.selection.see(shown),
    ),
  );
  const selecting = createSelecting({
    selection: props.selection,
    focused: () => document.activeElement?.closest<HTMLElement>('[data-anchor]')?.dataset['id'] ?? null,
    focus: focusRow,
  });

  /** The day of what is at the top, while its own line is not in view there. */
  function showDay(): void {
    const top = reading()?.top();
    const row = top && model.rows.find((one) => one.id === top.dataset['id']);
    const line = top?.closest('.entry')?.querySelector('.day-line');
    const seen = line && line.getBoundingClientRect().bottom > scroller.getBoundingClientRect().top;
    day.moved(row?.type === 'message' && !seen ? row.time : null);
  }

  // The row that had the focus is gone: its neighbour has it, so that the keys go on from there.
  let focusedAt = -1;
  createEffect(
    on(messages, (all) => {
      if (focusedAt < 0 || content.contains(document.activeElement) || document.activeElement !== document.body) return;
      focusRow(all[Math.min(focusedAt, all.length - 1)]?.id);
    }),
  );

  onMount(() => {
    const read = createReading({
      scroller,
      content,
      rows: () => model.rows,
      state: () => model.state,
      opened: model.opened,
      focused: () => props.focused,
      startAt: props.startAt,
      onOlder: () => tell(model.older()),
      onNewer: () => tell(model.newer()),
      onEnd: () => tell(model.toEnd()),
      onSeen: props.onSeen,
    });
    setReading(read);
    model.onChange(read.listener);
    const sizes = new ResizeObserver(read.resized);
    sizes.observe(content);
    sizes.observe(scroller);
    props.handle({
      toEnd,
      has: (id) => messages().some((message) => message.id === id),
      place: read.place,
      show: read.show,
    });
    createEffect(on(() => props.focused, read.attention, { defer: true }));
    createEffect(on(() => props.marked, (id) => id !== null && read.goTo(id)));
    onCleanup(() => {
      sizes.disconnect();
      read.stop();
      model.onChange(null);
      props.onLeave(read.place());
    });
  });

  return (
    <div class="timeline">
      <div
        ref={scroller}
        class="timeline-scroll"
        classList={{ selecting: props.selection.active() }}
        role="region"
        aria-label={t().timelineLabel(props.title)}
        aria-busy={!model.opened() || model.state.loadingOlder}
        data-home="rows"
        data-testid="timeline"
        data-opened={model.opened() ? 'true' : undefined}
        onPointerOver={hovering.over}
        onPointerLeave={hovering.left}
        onScroll={() => {
          hovering.hide();
          if (reading()?.scrolled()) showDay();
        }}
        on:wheel={{ handleEvent: () => reading()?.touch(), passive: true }}
        onPointerDown={() => {
          hovering.hide();
          reading()?.touch();
        }}
        onKeyDown={(event) => {
          reading()?.touch();
          onRowKey(event, { messages, focus: focusRow, toEnd, open, actions, selecting });
        }}
        onFocusIn={(event) => {
          const id = (event.target as Element).closest<HTMLElement>('[data-anchor]')?.dataset['id'];
          if (id !== undefined) props.onSelect(id);
          // After what the last row's leaving does.
          queueMicrotask(() => (focusedAt = messages().findIndex((message) => message.id === id)));
        }}
        onFocusOut={(event) => {
          // A row that goes away with the focus is not left.
          const row = event.target as Element;
          queueMicrotask(() => row.isConnected && (focusedAt = -1));
        }}
      >
        <div
          ref={content}
          class="timeline-content"
          on:mousedown={{ handleEvent: selecting.pressed, capture: true }}
          on:click={{ handleEvent: selecting.clicked, capture: true }}
        >
          <For each={keys()}>
            {(key) => {
              // The entry of a key that is just leaving stays what it was.
              const entry = createMemo<Entry>((was) => byKey().get(key) ?? was, byKey().get(key) as Entry);
              return <EntryView entry={entry()} context={context} />;
            }}
          </For>
        </div>
      </div>
      <FloatingDay time={day.time()} now={props.now} />
      <News rows={model.rows} opened={model.opened()} atEnd={model.state.atEnd} />
      <Show when={model.opened() && model.rows.length === 0 && model.state.atStart}>
        <div class="timeline-empty" data-testid="timeline-empty">
          <Bird size={56} />
          <strong>{t().emptyTitle}</strong>
          <p class="hint">{t().emptyText}</p>
        </div>
      </Show>
      <Show when={model.state.loadingOlder}>
        <p class="loading-older hint" role="status">
          {t().loadingOlder}
        </p>
      </Show>
      <Show when={hovered()}>
        {(over) => <HoverBar message={over().message} place={over().place} actions={actions} />}
      </Show>
      <Show when={props.wayBack}>
        <button type="button" class="to-end way-back" data-testid="way-back" aria-label={t().goBack} title={t().goBack} onClick={() => props.onWayBack()}>
          <Icon of={Undo2} />
        </button>
      </Show>
      <Show when={props.mentions > 0}>
        <ToMention count={props.mentions} onClick={() => props.onToMention()} />
      </Show>
      <Show when={reading()?.away() || !model.state.atEnd}>
        <ToEnd below={reading()?.below() ?? 0} onClick={toEnd} />
      </Show>
      <Show when={menu()} keyed>
        {(open) => (
          <Menu
            label={t().messageMenu}
            place={open.place}
            items={messageMenu(open.message, open.link, context, open.place)}
            onClose={() => setMenu(null)}
          />
        )}
      </Show>
      <Show when={choosing()} keyed>
        {(open) => (
          <ReactionPicker
            use={props.emoji}
            place={open.place}
            onPick={(sign) => actions.react(open.message, sign, true)}
            onClose={() => setChoosing(null)}
          />
        )}
      </Show>
    </div>
  );
}

/** To the first message that calls the person and was not read yet, and how many there are. */
function ToMention(props: { count: number; onClick: () => void }): JSX.Element {
  const label = () => t().nextMention(props.count);
  return (
    <button type="button" class="to-end to-mention" data-testid="to-mention" aria-label={label()} title={label()} onClick={() => props.onClick()}>
      <span class="badge numbers" aria-hidden="true">
        {props.count > 99 ? '99+' : props.count}
      </span>
      <Icon of={AtSign} />
    </button>
  );
}

/** The way back to the newest message, and how many new ones stand there. */
function ToEnd(props: { below: number; onClick: () => void }): JSX.Element {
  return (
    <button
      type="button"
      class="to-end"
      data-testid="to-end"
      aria-label={props.below > 0 ? t().toBottomCount(props.below) : t().toBottom}
      title={t().toBottom}
      onClick={() => props.onClick()}
    >
      <Show when={props.below > 0}>
        <span class="badge numbers" aria-hidden="true">
          {props.below > 99 ? '99+' : props.below}
        </span>
      </Show>
      <Icon of={ArrowDown} />
    </button>
  );
}
