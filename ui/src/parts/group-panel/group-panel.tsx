import { Copy, LogOut, Megaphone, MessageCircle, Pencil, Trash2 } from 'lucide';
import { createEffect, createSignal, on, Show, type JSX } from 'solid-js';

import type { ConversationDetails, ConversationRow, Member, Person } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import type { Confirm } from '../dialog/confirm';
import { NAME_LIMIT } from '../dialog/people-picker';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import { Menu, type MenuItem, type MenuPlace } from '../menu/menu';
import { SidePanel } from '../side-panel/side-panel';
import { AddDialog } from './add-dialog';
import { createDetails } from './details';
import { MemberList } from './member-list';
import { TextDialog } from './text-dialog';
import './group-panel.css';

/** The server's limit for an announcement, characters. */
const NOTICE_LIMIT = 1_000;

export interface PanelCommands {
  details(): Promise<ConversationDetails>;
  contacts(): Promise<Person[]>;
  find(user: string): Promise<Person | null>;
  rename(name: string): Promise<void>;
  setNotice(text: string): Promise<void>;
  add(users: string[]): Promise<void>;
  remove(user: string): Promise<void>;
  setRole(user: string, role: 'member' | 'manager'): Promise<void>;
  leave(): Promise<void>;
  dissolve(): Promise<void>;
}

/** Who is here, and what one's role allows. */
export function GroupPanel(props: {
  me: string;
  row: ConversationRow;
  runtime: PanelCommands;
  mediaUrl: (media: string) => string;
  confirm: (confirm: Confirm) => void;
  onFailure: (error: unknown) => void;
  onCopyId: () => void;
  /** Opens the chat with somebody. */
  onChatWith: (user: string) => void;
  onClose: () => void;
}): JSX.Element {
  const details = createDetails(() => props.runtime.details());
  void details.refresh();
  const [editing, setEditing] = createSignal<'name' | 'notice' | 'add' | null>(null);
  const [menu, setMenu] = createSignal<{ member: Member; place: MenuPlace } | null>(null);
  const value = details.value;
  const role = () => value()?.myRole ?? 'member';
  const rules = () => props.row.member && (role() === 'owner' || role() === 'manager');

  // The row tells of every change others make; the panel then reads again.
  createEffect(on(() => [props.row.title, props.row.time, props.row.member], () => void details.refresh(), { defer: true }));

  async function change(work: Promise<unknown>): Promise<void> {
    await work;
    await details.refresh();
  }

  /** What can be done with somebody now; nothing with oneself. */
  function memberItems(member: Member): MenuItem[] {
    const { id, name } = member.person;
    if (id === props.me) return [];
    const items: MenuItem[] = [
      { label: t().sendMessage, icon: MessageCircle, testid: 'chat-with-member', run: () => props.onChatWith(id) },
    ];
    if (!mayTouch(member)) return items;
    if (role() === 'owner') {
      items.push({
        label: member.role === 'manager' ? t().makeMember : t().makeManager,
        run: () =>
          void change(props.runtime.setRole(id, member.role === 'manager' ? 'member' : 'manager')).catch(
            props.onFailure,
          ),
      });
    }
    items.push({
      label: t().removeMember,
      icon: Trash2,
      danger: true,
      testid: 'remove-member',
      run: () =>
        props.confirm({
          title: t().removeMemberTitle(name),
          text: t().removeMemberText,
          label: t().removeMember,
          run: () => change(props.runtime.remove(id)),
        }),
    });
    return items;
  }

  const mayTouch = (member: Member) => rules() && (role() === 'owner' || member.role === 'member');

  return (
    <SidePanel
      label={t().groupPanel}
      testid="group-panel"
      avatar={props.row.avatar}
      name={props.row.title}
      action={
        <Show when={rules()}>
          <IconButton icon={Pencil} size={16} label={t().rename} data-testid="rename" onClick={() => setEditing('name')} />
        </Show>
      }
      mediaUrl={props.mediaUrl}
      onClose={props.onClose}
    >
      <Show when={details.problem()}>
        {(problem) => (
          <p class="field-error" role="alert">
            {say(asFailure(problem()).reason.text)}{' '}
            <button type="button" class="text-button" onClick={() => void details.refresh()}>
              {t().tryAgain}
            </button>
          </p>
        )}
      </Show>
      <Show
        when={value()}
        fallback={
          <Show when={!details.problem()}>
            <p class="hint panel-wait">{t().loadingDetails}</p>
          </Show>
        }
      >
        {(d) => (
          <>
            <section>
              <h3>
                <Icon of={Megaphone} size={16} /> {t().groupNotice}
                <Show when={rules()}>
                  <IconButton icon={Pencil} size={16} label={t().editNotice} onClick={() => setEditing('notice')} />
                </Show>
              </h3>
              <p class="panel-notice" classList={{ hint: d().notice === '' }} dir="auto">
                {d().notice || t().groupNoticeEmpty}
              </p>
            </section>
            <section class="panel-end">
              <button type="button" class="panel-action" data-testid="copy-id" onClick={() => props.onCopyId()}>
                <Icon of={Copy} size={16} /> {t().copyId}
              </button>
              <Show when={props.row.member}>
                <Show
                  when={d().myRole === 'owner'}
                  fallback={
                    <button
                      type="button"
                      class="panel-action danger"
                      data-testid="leave-group"
                      onClick={() =>
                        props.confirm({
                          title: t().leaveTitle(props.row.title),
                          text: t().leaveText,
                          label: t().leaveDo,
                          run: () => props.runtime.leave(),
                        })
                      }
                    >
                      <Icon of={LogOut} size={16} /> {t().leaveGroup}
                    </button>
                  }
                >
                  <button
                    type="button"
                    class="panel-action danger"
                    data-testid="dissolve-group"
                    onClick={() =>
                      props.confirm({
                        title: t().dissolveTitle(props.row.title),
                        text: t().dissolveText,
                        label: t().dissolveDo,
                        run: () => props.runtime.dissolve(),
                      })
                    }
                  >
                    <Icon of={Trash2} size={16} /> {t().dissolveGroup}
                  </button>
                </Show>
              </Show>
            </section>
            <MemberList
              members={d().members}
              count={d().memberCount}
              mayAdd={rules()}
              hasMenu={(member) => member.person.id !== props.me}
              mediaUrl={props.mediaUrl}
              onAdd={() => setEditing('add')}
              onMenu={(member, place) => setMenu({ member, place })}
            />
          </>
        )}
      </Show>
      <Show when={menu()} keyed>
        {(open) => (
          <Menu
            label={t().menuFor(open.member.person.name)}
            place={open.place}
            items={memberItems(open.member)}
            onClose={() => setMenu(null)}
          />
        )}
      </Show>
      <Show when={editing() === 'name'}>
        <TextDialog
          title={t().rename}
          label={t().groupName}
          value={props.row.title}
          limit={NAME_LIMIT}
          required
          save={(name) => change(props.runtime.rename(name))}
          onClose={() => setEditing(null)}
        />
      </Show>
      <Show when={editing() === 'notice'}>
        <TextDialog
          title={t().editNotice}
          label={t().groupNotice}
          value={value()?.notice ?? ''}
          limit={NOTICE_LIMIT}
          lines
          save={(text) => change(props.runtime.setNotice(text))}
          onClose={() => setEditing(null)}
        />
      </Show>
      <Show when={editing() === 'add'}>
        <AddDialog
          members={value()?.members.map((m) => m.person) ?? []}
          contacts={props.runtime.contacts}
          find={props.runtime.find}
          mediaUrl={props.mediaUrl}
          add={(users) => change(props.runtime.add(users))}
          onClose={() => setEditing(null)}
        />
      </Show>
    </SidePanel>
  );
}
