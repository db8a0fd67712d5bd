import { createEffect, createMemo, createSelector, createSignal, createUniqueId, For, Show, type JSX } from 'solid-js';

import type { ContactRow, Presence } from '../../bindings';
import { t } from '../../i18n/language';
import { Avatar } from '../avatar/avatar';
import { BotBadge } from '../bot-badge/bot-badge';
import { PresenceDot } from '../presence/presence';
import { createLongList } from '../side-panel/long-list';
import { typeAhead } from '../type-ahead/type-ahead';
import './contact-list.css';

/** As in the style of a row. */
const ROW_HEIGHT = 56;

/** Rows that a page key goes. */
const PAGE = 8;

/** People by name, each under its letter. One stop for Tab; of thousands only what is near is on the page. */
export function ContactList(props: {
  label: string;
  people: readonly ContactRow[];
  /** Names stand under their letters. */
  letters: boolean;
  mediaUrl: (media: string) => string;
  /** Whether somebody is there; null where it is not known. */
  presence?: (user: string) => Presence | null;
  /** Who is on the screen, or near it. */
  onShown?: (users: readonly string[]) => void;
  onOpen: (user: string) => void;
  onProfile: (user: string) => void;
}): JSX.Element {
  let list!: HTMLUListElement;
  const id = createUniqueId();
  const next = typeAhead();
  const [active, setActive] = createSignal<string>();
  const activeAt = createMemo(() => {
    const known = active();
    return known === undefined ? 0 : Math.max(0, props.people.findIndex((person) => person.id === known));
  });
  const isActive = createSelector(() => props.people[activeAt()]?.id);
  const rows = createLongList({
    count: () => props.people.length,
    rowHeight: ROW_HEIGHT,
    scroller: () => list.closest<HTMLElement>('.contacts') ?? list,
    list: () => list,
  });
  const near = createMemo(() => props.people.slice(rows.from(), rows.to()));
  createEffect(() => props.onShown?.(near().map((person) => person.id)));
  const idOf = (person: ContactRow) => `${id}-${person.id}`;
  const activeId = () => {
    const person = props.people[activeAt()];
    return person && activeAt() >= rows.from() && activeAt() < rows.to() ? idOf(person) : undefined;
  };
  const letterAt = (at: number) => {
    const letter = props.people[at]?.letter;
    return props.letters && letter !== props.people[at - 1]?.letter ? letter : undefined;
  };

  function goTo(at: number): void {
    const person = props.people[Math.max(0, Math.min(at, props.people.length - 1))];
    if (!person) return;
    setActive(person.id);
    rows.reveal(activeAt());
  }

  function onKey(event: KeyboardEvent): void {
    if (event.target !== list) return;
    const at = activeAt();
    const person = props.people[at];
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + PAGE,
      PageUp: at - PAGE,
      Home: 0,
      End: props.people.length - 1,
    };
    const to = moves[event.key] ?? next(event, () => props.people.map((one) => one.name), at);
    if (to !== undefined) goTo(to);
    else if (person && (event.key === 'Enter' || event.key === ' ')) props.onOpen(person.id);
    else if (person && (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey))) props.onProfile(person.id);
    else return;
    event.preventDefault();
  }

  return (
    <ul
      ref={list}
      class="contact-list"
      role="listbox"
      tabindex="0"
      aria-label={props.label}
      aria-activedescendant={activeId()}
      data-testid="contact-list"
      style={{ height: `${rows.height()}px`, 'padding-top': `${rows.from() * ROW_HEIGHT}px` }}
      onKeyDown={onKey}
    >
      <For each={near()}>
        {(person, index) => (
          <li
            id={idOf(person)}
            class="contact"
            classList={{ active: isActive(person.id) }}
            role="option"
            aria-selected={isActive(person.id)}
            aria-posinset={rows.from() + index() + 1}
            aria-setsize={props.people.length}
            data-testid="contact"
            data-id={person.id}
            onClick={() => {
              setActive(person.id);
              props.onOpen(person.id);
            }}
            onContextMenu={(event) => {
              event.preventDefault();
              setActive(person.id);
              props.onProfile(person.id);
            }}
          >
            <Show when={props.letters}>
              <span class="contact-letter" aria-hidden="true">
                {letterAt(rows.from() + index())}
              </span>
            </Show>
            <span
              class="contact-picture"
              title={t().profileOf(person.name)}
              data-testid="contact-profile"
              onClick={(event) => {
                event.stopPropagation();
                setActive(person.id);
                props.onProfile(person.id);
              }}
            >
              <span class="with-presence">
                <Avatar of={person.avatar} size={40} url={props.mediaUrl} />
                <PresenceDot presence={props.presence?.(person.id) ?? null} />
              </span>
            </span>
            <span class="who">
              <bdi class="ellipsis name">{person.name}</bdi>
              <Show when={person.nickname}>{(name) => <bdi class="ellipsis hint">{name()}</bdi>}</Show>
            </span>
            <Show when={person.bot}>
              <BotBadge />
            </Show>
          </li>
        )}
      </For>
    </ul>
  );
}
