import { Ellipsis, UserRoundPlus } from 'lucide';
import { For, Show, type JSX } from 'solid-js';

import type { Member, Role } from '../../bindings';
import { t } from '../../i18n/language';
import { Avatar } from '../avatar/avatar';
import { IconButton } from '../icon/icon-button';
import { placeBeside, type MenuPlace } from '../menu/menu';
import type { MemberRow } from './details';

/** Who is in the group. */
export function MemberList(props: {
  members: MemberRow[];
  /** As many as the server counts. */
  count: number;
  mayAdd: boolean;
  mayTouch: (member: Member) => boolean;
  mediaUrl: (media: string) => string;
  onAdd: () => void;
  onMenu: (member: Member, place: MenuPlace) => void;
}): JSX.Element {
  return (
    <section>
      <h3>
        {t().membersCount(props.count)}
        <Show when={props.mayAdd}>
          <IconButton icon={UserRoundPlus} size={18} label={t().addMembers} data-testid="add-members" onClick={() => props.onAdd()} />
        </Show>
      </h3>
      <ul>
        <For each={props.members}>
          {(member) => (
            <li class="person-row" data-testid="member" data-id={member.person.id}>
              <Avatar of={member.person.avatar} size={36} url={props.mediaUrl} />
              <span class="who">
                <bdi class="ellipsis name">{member.alias ?? member.person.name}</bdi>
              </span>
              <RoleWord role={member.role} />
              <Show when={props.mayTouch(member)}>
                <IconButton
                  icon={Ellipsis}
                  size={16}
                  label={t().menuFor(member.person.name)}
                  aria-haspopup="menu"
                  onClick={(event) => props.onMenu(member, placeBeside(event.currentTarget))}
                />
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
