import { Ellipsis, UserRoundPlus } from 'lucide';
import { createMemo, createSelector, createSignal, createUniqueId, For, Show, type JSX } from 'solid-js';

import type { Member, Role } from '../../bindings';
import { t } from '../../i18n/language';
import { Avatar } from '../avatar/avatar';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import { placeBeside, type MenuPlace } from '../menu/menu';
import { createLongList } from '../side-panel/long-list';
import { typeAhead } from '../type-ahead/type-ahead';
import type { MemberRow } from '../../state/members';

/** As in the style of a row. */
const ROW_HEIGHT = 52;

/** Rows that a page key goes. */
const PAGE = 8;

/** What the person calls somebody goes before their name in the group. */
const nameOf = (member: Member) =>
  member.nickname === null ? (member.alias ?? member.person.name) : member.person.name;

/** Who is in the group. One stop for Tab; the keyboard stays with the list, of which only what is near is on the page. */
export function MemberList(props: {
  members: MemberRow[];
  /** Oneself. */
  me: string;
  /** As many as the server counts. */
  count: number;
  mayAdd: boolean;
  /** There is something to be done with somebody. */
  hasMenu: (member: Member) => boolean;
  mediaUrl: (media: string) => string;
  onAdd: () => void;
  onMenu: (member: Member, place: MenuPlace) => void;
}): JSX.Element {
  let list!: HTMLUListElement;
  const id = createUniqueId();
  const next = typeAhead();
  const [active, setActive] = createSignal<string>();
  // Found once for all rows: each would look through thousands.
  const activeAt = createMemo(() => {
    const known = active();
    return known === undefined ? 0 : Math.max(0, props.members.findIndex((member) => member.id === known));
  });
  const isActive = createSelector(() => props.members[activeAt()]?.id);
  const rows = createLongList({
    count: () => props.members.length,
    rowHeight: ROW_HEIGHT,
    scroller: () => list.closest<HTMLElement>('.panel-scroll') ?? list,
    list: () => list,
  });
  const near = createMemo(() => props.members.slice(rows.from(), rows.to()));
  const idOf = (member: MemberRow) => `${id}-${member.id}`;
  /** The element of the row that has the keyboard, while it is on the page. */
  const activeId = () => {
    const member = props.members[activeAt()];
    return member && activeAt() >= rows.from() && activeAt() < rows.to() ? idOf(member) : undefined;
  };
  const elementOf = (member: MemberRow) => document.getElementById(idOf(member));

  function goTo(at: number): void {
    const member = props.members[Math.max(0, Math.min(at, props.members.length - 1))];
    if (!member) return;
    setActive(member.id);
    rows.reveal(activeAt());
  }

  function openMenu(): void {
    const member = props.members[activeAt()];
    if (!member || !props.hasMenu(member)) return;
    rows.reveal(activeAt());
    props.onMenu(member, placeBeside(elementOf(member) ?? list));
  }

  function onKey(event: KeyboardEvent): void {
    const at = activeAt();
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + PAGE,
      PageUp: at - PAGE,
      Home: 0,
      End: props.members.length - 1,
    };
    const to = moves[event.key] ?? next(event, () => props.members.map(nameOf), at);
    const opens = ['Enter', ' ', 'ContextMenu'].includes(event.key) || (event.key === 'F10' && event.shiftKey);
    if (to !== undefined) goTo(to);
    else if (opens) openMenu();
    else return;
    event.preventDefault();
  }

  function point(event: MouseEvent, member: MemberRow): void {
    event.preventDefault();
    setActive(member.id);
    if (props.hasMenu(member)) props.onMenu(member, { x: event.clientX, y: event.clientY });
  }

  return (
    <section>
      <h3>
        {t().membersCount(props.count)}
        <Show when={props.mayAdd}>
          <IconButton icon={UserRoundPlus} size={18} label={t().addMembers} data-testid="add-members" onClick={() => props.onAdd()} />
        </Show>
      </h3>
      <ul
        ref={list}
        class="members"
        role="listbox"
        tabindex="0"
        aria-label={t().membersCount(props.count)}
        aria-activedescendant={activeId()}
        data-testid="members"
        style={{ height: `${rows.height()}px`, 'padding-top': `${rows.from() * ROW_HEIGHT}px` }}
        onKeyDown={onKey}
      >
        <For each={near()}>
          {(member, index) => (
            <li
              id={idOf(member)}
              class="person-row member"
              classList={{ active: isActive(member.id), pressable: props.hasMenu(member) }}
              role="option"
              aria-selected={isActive(member.id)}
              aria-posinset={rows.from() + index() + 1}
              aria-setsize={props.members.length}
              data-testid="member"
              data-id={member.person.id}
              onClick={(event) => point(event, member)}
              onContextMenu={(event) => point(event, member)}
            >
              <Avatar of={member.person.avatar} size={36} url={props.mediaUrl} />
              <span class="who">
                <bdi class="ellipsis name">{nameOf(member)}</bdi>
              </span>
              <Show when={member.id === props.me}>
                <span class="role-word">{t().you}</span>
              </Show>
              <Show when={member.muted !== null}>
                <span class="role-word">{t().mutedMember}</span>
              </Show>
              <RoleWord role={member.role} />
              <Show when={props.hasMenu(member)}>
                <Icon of={Ellipsis} size={16} class="member-more" />
              </Show>
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}

function RoleWord(props: { role: Role }): JSX.Element {
  return (
    <Show when={props.role !== 'member'}>
      <span class="role-word">{props.role === 'owner' ? t().owner : t().manager}</span>
    </Show>
  );
}
