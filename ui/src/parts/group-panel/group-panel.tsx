import { Copy, LogOut, MicOff, Pencil, Trash2, Volume2 } from 'lucide';
import { createEffect, createMemo, createSignal, on, onCleanup, Show, type JSX } from 'solid-js';

import type {
  Admitted,
  ConversationDetails,
  ConversationRow,
  GroupChanges,
  JoinRequestRow,
  Member,
  MessageReaders,
  Person,
  Role,
  WhoAdds,
} from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import type { MembersModel } from '../../state/members';
import type { Confirm } from '../dialog/confirm';
import { NAME_LIMIT } from '../dialog/people-picker';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import { Menu, type MenuPlace } from '../menu/menu';
import { PortraitDialog, type PortraitCommands } from '../portrait/portrait-dialog';
import { SidePanel } from '../side-panel/side-panel';
import { ReadersDialog } from '../dialog/readers';
import { AddDialog } from './add-dialog';
import { ChangesDialog } from './changes-dialog';
import { createDetails } from './details';
import { GroupComing } from './group-coming';
import { GroupTexts } from './group-texts';
import { JoinRequests } from './join-requests';
import { LeaveDialog } from './leave-dialog';
import { MemberList } from './member-list';
import { memberItems } from './member-menu';
import { MuteDialog } from './mute-dialog';
import { TextDialog } from './text-dialog';
import './group-panel.css';

/** The server's limit for an announcement and a description, characters. */
const TEXT_LIMIT = 1_000;

export interface PanelCommands {
  details(): Promise<ConversationDetails>;
  contacts(): Promise<Person[]>;
  find(user: string): Promise<Person | null>;
  rename(name: string): Promise<void>;
  setNotice(text: string): Promise<void>;
  add(users: string[]): Promise<Admitted>;
  setWhoAdds(who: WhoAdds): Promise<void>;
  setApproval(on: boolean): Promise<void>;
  joinRequests(): Promise<JoinRequestRow[]>;
  answerJoin(request: string, agree: boolean): Promise<void>;
  changes(before: number | null): Promise<GroupChanges>;
  announcement(): Promise<string | null>;
  readers(message: string): Promise<MessageReaders>;
  remove(user: string): Promise<void>;
  setDescription(text: string): Promise<void>;
  setAlias(alias: string): Promise<void>;
  setRole(user: string, role: Role): Promise<void>;
  muteGroup(on: boolean): Promise<void>;
  muteMember(user: string, seconds: number | null, reason: string): Promise<void>;
  unmuteMember(user: string): Promise<void>;
  leave(): Promise<void>;
  dissolve(): Promise<void>;
  portrait: PortraitCommands;
}

/** Who is here, and what one's role allows. */
export function GroupPanel(props: {
  me: string;
  row: ConversationRow;
  /** Grows with each change of the group. */
  changes: number;
  runtime: PanelCommands;
  /** The members, not opened yet. The panel closes them. */
  members: () => MembersModel;
  mediaUrl: (media: string) => string;
  confirm: (confirm: Confirm) => void;
  onFailure: (error: unknown) => void;
  onCopyId: () => void;
  /** Owner and managers were asked to let the added people in. */
  onAsked: () => void;
  /** Goes to a message of the chat. */
  onGo: (message: string) => void;
  /** Opens the chat with somebody. */
  onChatWith: (user: string) => void;
  onClose: () => void;
}): JSX.Element {
  const details = createDetails(() => props.runtime.details());
  void details.refresh();
  const members = props.members();
  const [membersProblem, setMembersProblem] = createSignal<unknown>(null);
  const openMembers = () => void members.open().catch(setMembersProblem);
  openMembers();
  onCleanup(members.close);
  const [editing, setEditing] = createSignal<
    'name' | 'notice' | 'description' | 'alias' | 'add' | 'leave' | 'requests' | 'changes' | 'picture' | null
  >(null);
  /** The message whose readers have read the announcement. */
  const [announced, setAnnounced] = createSignal<string | null>(null);
  const [readers, setReaders] = createSignal<string | null>(null);
  createEffect(() => {
    if ((value()?.notice ?? '') === '') return setAnnounced(null);
    void props.runtime.announcement().then(setAnnounced, () => setAnnounced(null));
  });
  const [muting, setMuting] = createSignal<Member | null>(null);
  const [menu, setMenu] = createSignal<{ member: Member; place: MenuPlace } | null>(null);
  const value = details.value;
  const role = () => value()?.myRole ?? 'member';
  const rules = () => props.row.member && (role() === 'owner' || role() === 'manager');

  // Read again when others change something of the group, and never because somebody writes.
  createEffect(on(() => [props.changes, props.row.member], () => void details.refresh(), { defer: true }));

  async function change(work: Promise<unknown>): Promise<void> {
    await work;
    await details.refresh();
  }

  async function add(users: string[]): Promise<void> {
    const added = await props.runtime.add(users);
    if (added === 'asked') props.onAsked();
    await details.refresh();
  }

  /** A switch says what is so when it could not be moved. */
  const turn = (work: Promise<unknown>) =>
    void change(work).catch((error: unknown) => {
      props.onFailure(error);
      return details.refresh();
    });

  function tryAgain(): void {
    void details.refresh();
    if (membersProblem() === null) return;
    setMembersProblem(null);
    openMembers();
  }

  const own = createMemo(() => members.rows.find((member) => member.id === props.me));
  const itemsOf = (member: Member) =>
    memberItems(member, props.me, role(), rules(), {
      chatWith: props.onChatWith,
      setRole: (user, to) => change(props.runtime.setRole(user, to)),
      remove: (user) => change(props.runtime.remove(user)),
      unmute: (user) => change(props.runtime.unmuteMember(user)),
      mute: setMuting,
      confirm: props.confirm,
      failed: props.onFailure,
    });
  const dissolve = () =>
    props.confirm({
      title: t().dissolveTitle(props.row.title),
      text: t().dissolveText,
      label: t().dissolveDo,
      run: () => props.runtime.dissolve(),
    });
  const leave = () => {
    // The owner of others hands over or dissolves first.
    if (role() === 'owner' && (value()?.memberCount ?? 0) > 1) setEditing('leave');
    else
      props.confirm({
        title: t().leaveTitle(props.row.title),
        text: t().leaveText,
        label: t().leaveDo,
        run: () => props.runtime.leave(),
      });
  };

  return (
    <SidePanel
      label={t().groupPanel}
      testid="group-panel"
      avatar={props.row.avatar}
      name={props.row.title}
      onPicture={rules() ? () => setEditing('picture') : undefined}
      action={
        <Show when={rules()}>
          <IconButton icon={Pencil} size={16} label={t().rename} data-testid="rename" onClick={() => setEditing('name')} />
        </Show>
      }
      mediaUrl={props.mediaUrl}
      onClose={props.onClose}
    >
      <Show when={details.problem() ?? membersProblem()}>
        {(problem) => (
          <p class="field-error" role="alert">
            {say(asFailure(problem()).reason.text)}{' '}
            <button type="button" class="text-button" onClick={tryAgain}>
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
            <GroupTexts
              notice={d().notice}
              description={d().description}
              alias={own()?.alias ?? ''}
              leads={rules()}
              member={props.row.member}
              onEdit={setEditing}
              onReaders={announced() === null ? undefined : () => setReaders(announced())}
            />
            <GroupComing
              leads={rules()}
              whoAdds={d().whoAdds}
              approval={d().joinApproval}
              waiting={props.row.joinRequests}
              setWhoAdds={(who) => turn(props.runtime.setWhoAdds(who))}
              setApproval={(on) => turn(props.runtime.setApproval(on))}
              onRequests={() => setEditing('requests')}
              onChanges={() => setEditing('changes')}
            />
            <section class="panel-end">
              <button type="button" class="panel-action" data-testid="copy-id" onClick={() => props.onCopyId()}>
                <Icon of={Copy} size={16} /> {t().copyId}
              </button>
              <Show when={rules()}>
                <button
                  type="button"
                  class="panel-action"
                  data-testid="mute-group"
                  aria-pressed={d().groupMuted}
                  onClick={() => void change(props.runtime.muteGroup(!d().groupMuted)).catch(props.onFailure)}
                >
                  <Icon of={d().groupMuted ? Volume2 : MicOff} size={16} /> {d().groupMuted ? t().unmuteGroup : t().muteGroup}
                </button>
              </Show>
              <Show when={props.row.member}>
                <button type="button" class="panel-action danger" data-testid="leave-group" onClick={leave}>
                  <Icon of={LogOut} size={16} /> {t().leaveGroup}
                </button>
                <Show when={d().myRole === 'owner'}>
                  <button type="button" class="panel-action danger" data-testid="dissolve-group" onClick={dissolve}>
                    <Icon of={Trash2} size={16} /> {t().dissolveGroup}
                  </button>
                </Show>
              </Show>
            </section>
            <MemberList
              members={members.rows}
              me={props.me}
              count={d().memberCount}
              mayAdd={rules() || (props.row.member && d().whoAdds === 'everybody')}
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
            items={itemsOf(open.member)}
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
      <Show when={editing() === 'picture'}>
        <PortraitDialog
          title={t().groupPicture}
          avatar={props.row.avatar}
          mediaUrl={props.mediaUrl}
          commands={props.runtime.portrait}
          onChanged={() => undefined}
          onClose={() => setEditing(null)}
        />
      </Show>
      <Show when={editing() === 'notice'}>
        <TextDialog
          title={t().editNotice}
          label={t().groupNotice}
          value={value()?.notice ?? ''}
          limit={TEXT_LIMIT}
          lines
          save={(text) => change(props.runtime.setNotice(text))}
          onClose={() => setEditing(null)}
        />
      </Show>
      <Show when={editing() === 'description'}>
        <TextDialog
          title={t().editDescription}
          label={t().groupDescription}
          value={value()?.description ?? ''}
          limit={TEXT_LIMIT}
          lines
          save={(text) => change(props.runtime.setDescription(text))}
          onClose={() => setEditing(null)}
        />
      </Show>
      <Show when={editing() === 'alias'}>
        <TextDialog
          title={t().editOwnAlias}
          label={t().ownAlias}
          value={own()?.alias ?? ''}
          limit={NAME_LIMIT}
          save={(text) => change(props.runtime.setAlias(text))}
          onClose={() => setEditing(null)}
        />
      </Show>
      <Show when={editing() === 'leave'}>
        <LeaveDialog
          title={props.row.title}
          members={members.rows.filter((member) => member.id !== props.me)}
          handOver={(user) => change(props.runtime.setRole(user, 'owner'))}
          leave={() => props.runtime.leave()}
          onDissolve={dissolve}
          onClose={() => setEditing(null)}
        />
      </Show>
      <Show when={editing() === 'requests'}>
        <JoinRequests
          load={props.runtime.joinRequests}
          answer={(request, agree) => change(props.runtime.answerJoin(request, agree))}
          mediaUrl={props.mediaUrl}
          onClose={() => setEditing(null)}
        />
      </Show>
      <Show when={editing() === 'changes'}>
        <ChangesDialog
          load={props.runtime.changes}
          onGo={(message) => {
            setEditing(null);
            props.onGo(message);
          }}
          onClose={() => setEditing(null)}
        />
      </Show>
      <Show when={readers()} keyed>
        {(message) => (
          <ReadersDialog readBy={null} load={() => props.runtime.readers(message)} mediaUrl={props.mediaUrl} onClose={() => setReaders(null)} />
        )}
      </Show>
      <Show when={muting()} keyed>
        {(member) => (
          <MuteDialog
            name={member.alias ?? member.person.name}
            mute={(seconds, reason) => change(props.runtime.muteMember(member.person.id, seconds, reason))}
            onClose={() => setMuting(null)}
          />
        )}
      </Show>
      <Show when={editing() === 'add'}>
        <AddDialog
          members={members.rows.map((m) => m.person)}
          contacts={props.runtime.contacts}
          find={props.runtime.find}
          mediaUrl={props.mediaUrl}
          add={add}
          onClose={() => setEditing(null)}
        />
      </Show>
    </SidePanel>
  );
}
