import { Copy, Ellipsis, LogOut, Megaphone, Pencil, Trash2, UserRoundPlus, X } from 'lucide';
import { createEffect, createSignal, For, on, Show, type JSX } from 'solid-js';

import type { ConversationDetails, ConversationRow, Member, Person, Role } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Avatar } from '../avatar/avatar';
import type { Confirm } from '../dialog/confirm';
import { Dialog } from '../dialog/dialog';
import { GROUP_LIMIT, NAME_LIMIT, PeoplePicker } from '../dialog/people-picker';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import { Menu, placeBeside, type MenuItem, type MenuPlace } from '../menu/menu';
import { createDetails } from './details';
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
  account: string;
  me: string;
  row: ConversationRow;
  runtime: PanelCommands;
  mediaUrl: (media: string) => string;
  confirm: (confirm: Confirm) => void;
  onFailure: (error: unknown) => void;
  onCopyId: () => void;
  onClose: () => void;
}): JSX.Element {
  const details = createDetails(() => props.runtime.details());
  void details.refresh();
  const [editing, setEditing] = createSignal<'name' | 'notice' | 'add' | null>(null);
  const [menu, setMenu] = createSignal<{ member: Member; place: MenuPlace } | null>(null);
  const isGroup = () => props.row.kind === 'group';
  const value = details.value;
  const role = () => value()?.myRole ?? 'member';
  const rules = () => props.row.member && (role() === 'owner' || role() === 'manager');

  // The row tells of every change others make; the panel then reads again.
  createEffect(on(() => [props.row.title, props.row.time, props.row.member], () => void details.refresh(), { defer: true }));

  async function change(work: Promise<unknown>): Promise<void> {
    await work;
    await details.refresh();
  }

  function memberItems(member: Member): MenuItem[] {
    const items: MenuItem[] = [];
    const { id, name } = member.person;
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

  const mayTouch = (member: Member) =>
    rules() &&
    member.person.id !== props.me &&
    (role() === 'owner' || (role() === 'manager' && member.role === 'member'));

  return (
    <aside
      class="group-panel"
      aria-label={isGroup() ? t().groupPanel : t().chatPanel}
      data-testid="group-panel"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        props.onClose();
      }}
    >
      <header>
        <h2>{isGroup() ? t().groupPanel : t().chatPanel}</h2>
        <IconButton icon={X} label={t().close} data-testid="panel-close" onClick={() => props.onClose()} />
      </header>
      <div class="panel-scroll">
        <div class="panel-head">
          <Avatar of={props.row.avatar} size={72} url={props.mediaUrl} />
          <div class="panel-name">
            <bdi data-testid="panel-title">{props.row.title}</bdi>
            <Show when={isGroup() && rules()}>
              <IconButton icon={Pencil} size={16} label={t().rename} data-testid="rename" onClick={() => setEditing('name')} />
            </Show>
          </div>
          <p class="hint panel-id">
            <span>
              {t().conversationId}: <bdi>{props.row.id}</bdi>
            </span>
            <IconButton icon={Copy} size={14} label={t().copyId} onClick={() => props.onCopyId()} />
          </p>
        </div>
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
              <Show when={isGroup()}>
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
              </Show>
              <section>
                <h3>
                  {t().membersCount(d().memberCount)}
                  <Show when={isGroup() && rules()}>
                    <IconButton
                      icon={UserRoundPlus}
                      size={18}
                      label={t().addMembers}
                      data-testid="add-members"
                      onClick={() => setEditing('add')}
                    />
                  </Show>
                </h3>
                <ul>
                  <For each={d().members}>
                    {(member) => (
                      <li class="person-row" data-testid="member" data-id={member.person.id}>
                        <Avatar of={member.person.avatar} size={36} url={props.mediaUrl} />
                        <span class="who">
                          <bdi class="ellipsis name">{member.alias ?? member.person.name}</bdi>
                          <span class="hint numbers">{member.person.id}</span>
                        </span>
                        <RoleWord role={member.role} />
                        <Show when={isGroup() && mayTouch(member)}>
                          <IconButton
                            icon={Ellipsis}
                            size={16}
                            label={t().menuFor(member.person.name)}
                            aria-haspopup="menu"
                            onClick={(event) => setMenu({ member, place: placeBeside(event.currentTarget) })}
                          />
                        </Show>
                      </li>
                    )}
                  </For>
                </ul>
              </section>
              <Show when={isGroup() && props.row.member}>
                <section class="panel-end">
                  <Show
                    when={d().myRole === 'owner'}
                    fallback={
                      <button
                        type="button"
                        class="text-button danger"
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
                      class="text-button danger"
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
                </section>
              </Show>
            </>
          )}
        </Show>
      </div>
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
    </aside>
  );
}

function RoleWord(props: { role: Role }): JSX.Element {
  return (
    <Show when={props.role !== 'member'}>
      <span class="role-word">{props.role === 'owner' ? t().owner : t().manager}</span>
    </Show>
  );
}

function TextDialog(props: {
  title: string;
  label: string;
  value: string;
  limit: number;
  lines?: boolean;
  required?: boolean;
  save: (text: string) => Promise<void>;
  onClose: () => void;
}): JSX.Element {
  const [text, setText] = createSignal(props.value);
  const [problem, setProblem] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  const length = () => [...text()].length;

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (busy()) return;
    if (props.required && text().trim() === '') {
      setProblem(t().errEmpty);
      return;
    }
    setBusy(true);
    try {
      await props.save(text().trim());
      props.onClose();
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
      setBusy(false);
    }
  }

  return (
    <Dialog title={props.title} testid="text-dialog" onClose={props.onClose}>
      <form class="stack" onSubmit={(event) => void save(event)}>
        <Show
          when={props.lines}
          fallback={
            <input
              class="input"
              data-first
              dir="auto"
              aria-label={props.label}
              value={text()}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          }
        >
          <textarea
            class="input"
            data-first
            dir="auto"
            rows="6"
            aria-label={props.label}
            value={text()}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </Show>
        <span class="hint numbers" classList={{ 'field-error': length() > props.limit }}>
          {length()} / {props.limit}
        </span>
        <Show when={problem()}>
          {(words) => (
            <p class="field-error" role="alert">
              {words()}
            </p>
          )}
        </Show>
        <div class="row-end">
          <button type="button" class="button" onClick={() => props.onClose()}>
            {t().cancel}
          </button>
          <button type="submit" class="button primary" disabled={busy() || length() > props.limit}>
            {t().save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function AddDialog(props: {
  members: Person[];
  contacts: () => Promise<Person[]>;
  find: (user: string) => Promise<Person | null>;
  mediaUrl: (media: string) => string;
  add: (users: string[]) => Promise<void>;
  onClose: () => void;
}): JSX.Element {
  const [people, setPeople] = createSignal<Person[]>([]);
  const [problem, setProblem] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);

  async function add(): Promise<void> {
    setBusy(true);
    try {
      await props.add(people().map((p) => p.id));
      props.onClose();
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={t().addMembers}
      testid="add-members-dialog"
      onClose={props.onClose}
      actions={
        <>
          <button type="button" class="button" onClick={() => props.onClose()}>
            {t().cancel}
          </button>
          <button
            type="button"
            class="button primary"
            data-testid="add-members-do"
            disabled={busy() || people().length === 0}
            onClick={() => void add()}
          >
            {t().add}
          </button>
        </>
      }
    >
      <PeoplePicker
        people={people()}
        taken={props.members.map((p) => p.id)}
        limit={GROUP_LIMIT}
        contacts={props.contacts}
        find={props.find}
        mediaUrl={props.mediaUrl}
        onChange={setPeople}
      />
      <Show when={problem()}>
        {(words) => (
          <p class="field-error" role="alert">
            {words()}
          </p>
        )}
      </Show>
    </Dialog>
  );
}
