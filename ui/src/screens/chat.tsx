import { ArrowLeft, Ellipsis, ImageDown, PanelRight } from 'lucide';
import { createEffect, createMemo, createSignal, onCleanup, Show, type JSX } from 'solid-js';

import type { AccountInfo, ConversationRow } from '../bindings';
import { t } from '../i18n/language';
import { Avatar } from '../parts/avatar/avatar';
import { Bird } from '../parts/bird/bird';
import { Composer, type ComposerHandle } from '../parts/composer/composer';
import { ConnectionLine } from '../parts/connection-line/connection-line';
import {
  conversationMenu,
  ConversationList,
  type ConversationActions,
} from '../parts/conversation-list/conversation-list';
import { ConfirmDialog, type Confirm } from '../parts/dialog/confirm';
import { LinkDialog } from '../parts/dialog/link';
import { GroupPanel } from '../parts/group-panel/group-panel';
import { Icon } from '../parts/icon/icon';
import { IconButton } from '../parts/icon/icon-button';
import { Menu, placeBeside, type MenuPlace } from '../parts/menu/menu';
import { Timeline, type TimelineHandle } from '../parts/timeline/timeline';
import { Viewer } from '../parts/viewer/viewer';
import type { Runtime } from '../runtime/runtime';
import type { AccountState, AppState } from '../state/app';
import type { TimelineModel } from '../state/timeline';
import './chat.css';

export interface ChatDialogs {
  newChat(): void;
  newGroup(): void;
  switcher(): void;
  newToken(account: string): void;
  signOut(account: AccountInfo): void;
}

/** What stands under the name while nobody types. */
function under(row: ConversationRow): string {
  if (row.peer !== null) return row.peer;
  return row.members > 0 ? t().membersCount(row.members) : '';
}

/** Under this width there is room for the list or the chat. */
const NARROW = '(max-width: 719px)';

export function ChatScreen(props: {
  app: AppState;
  runtime: Runtime;
  account: AccountState;
  focused: boolean;
  now: number;
  dialogs: ChatDialogs;
}): JSX.Element {
  const account = () => props.account.info.id;
  const openId = () => props.app.openOf(account());
  const row = createMemo(() => props.account.rows.find((r) => r.id === openId()));
  const [confirm, setConfirm] = createSignal<Confirm | null>(null);
  const narrow = mediaQuery(NARROW);

  const actions: ConversationActions = {
    open: (id) => props.app.openConversation(account(), id),
    pin: (id, on) => tell(props.runtime.setPinned(account(), id, on)),
    mute: (id, on) => tell(props.runtime.setMuted(account(), id, on)),
    markRead: (id) => tell(props.runtime.markConversationRead(account(), id)),
    copyId: (id) => void copy(id),
    clear: (r) =>
      setConfirm({
        title: t().clearHistoryTitle(r.title),
        text: t().clearHistoryText,
        label: t().clearHistoryDo,
        run: () => props.runtime.clearHistory(account(), r.id),
      }),
    remove: (r) =>
      setConfirm({
        title: t().deleteTitle(r.title),
        text: t().deleteText,
        label: t().deleteDo,
        run: async () => {
          await props.runtime.deleteConversation(account(), r.id);
          if (openId() === r.id) props.app.openConversation(account(), null);
        },
      }),
  };

  function tell(work: Promise<unknown>): void {
    work.catch(props.app.tellFailure);
  }

  async function copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      props.app.tell(t().copied);
    } catch (error) {
      props.app.tellFailure(error);
    }
  }

  const width = () => props.app.store.settings?.listWidth ?? 320;
  const [dragWidth, setDragWidth] = createSignal<number | null>(null);

  function resize(event: PointerEvent): void {
    const handle = event.currentTarget as HTMLElement;
    const start = event.clientX - width();
    handle.setPointerCapture(event.pointerId);
    const moved = (e: PointerEvent) => setDragWidth(clampWidth(e.clientX - start));
    const done = () => {
      handle.removeEventListener('pointermove', moved);
      handle.removeEventListener('pointerup', done);
      handle.removeEventListener('pointercancel', done);
      const next = dragWidth();
      setDragWidth(null);
      if (next !== null) void props.app.changeSettings({ listWidth: next });
    };
    handle.addEventListener('pointermove', moved);
    handle.addEventListener('pointerup', done);
    handle.addEventListener('pointercancel', done);
  }

  return (
    <div class="chat-screen" classList={{ narrow: narrow(), chatting: openId() !== undefined }}>
      <Show when={!narrow() || openId() === undefined}>
        <section
          class="list-column"
          aria-label={t().chats}
          role={narrow() ? 'main' : undefined}
          style={{ width: narrow() ? undefined : `${dragWidth() ?? width()}px` }}
        >
          <Show when={narrow()}>
            <h1 class="visually-hidden">{t().chats}</h1>
            <ConnectionLine
              connection={props.account.connection}
              onRetry={() => tell(props.runtime.retryConnection(account()))}
              onNewToken={() => props.dialogs.newToken(account())}
            />
          </Show>
          <ConversationList
            rows={props.account.rows}
            selected={openId()}
            listed={props.account.listed}
            loading={props.account.loading}
            now={props.now}
            mediaUrl={(media) => props.runtime.mediaUrl(account(), media, 'thumb')}
            actions={actions}
            onCancelLoading={() => props.dialogs.signOut(props.account.info)}
            onNewChat={props.dialogs.newChat}
            onNewGroup={props.dialogs.newGroup}
            onSwitch={props.dialogs.switcher}
          />
          <Show when={!narrow()}>
            <div
              class="column-handle"
              role="separator"
              aria-orientation="vertical"
              aria-label={t().listWidth}
              aria-valuemin={280}
              aria-valuemax={400}
              aria-valuenow={dragWidth() ?? width()}
              tabindex="0"
              onPointerDown={resize}
              onKeyDown={(event) => {
                const step = event.key === 'ArrowLeft' ? -8 : event.key === 'ArrowRight' ? 8 : 0;
                if (step === 0) return;
                event.preventDefault();
                void props.app.changeSettings({ listWidth: clampWidth(width() + step) });
              }}
            />
          </Show>
        </section>
      </Show>
      <Show when={!narrow() || openId() !== undefined}>
        <main class="chat-column" data-testid="chat">
          <Show
            when={openId() !== undefined && row()}
            keyed={false}
            fallback={
              <>
                <ConnectionLine
                  connection={props.account.connection}
                  onRetry={() => tell(props.runtime.retryConnection(account()))}
                  onNewToken={() => props.dialogs.newToken(account())}
                />
                <div class="empty no-chat" data-testid="no-chat">
                  <Bird size={88} />
                  <h1>{t().noChatTitle}</h1>
                  <p class="hint">{t().noChatText}</p>
                  <Show when={narrow()}>
                    <button type="button" class="button" onClick={() => props.app.openConversation(account(), null)}>
                      {t().back}
                    </button>
                  </Show>
                </div>
              </>
            }
          >
            <Show when={openId()} keyed>
              {(id) => (
                <OpenChat
                  {...props}
                  conversation={id}
                  row={row() as ConversationRow}
                  narrow={narrow()}
                  actions={actions}
                  confirm={setConfirm}
                  copy={(text) => void copy(text)}
                />
              )}
            </Show>
          </Show>
        </main>
      </Show>
      <Show when={confirm()} keyed>
        {(open) => <ConfirmDialog confirm={open} onClose={() => setConfirm(null)} />}
      </Show>
    </div>
  );
}

function OpenChat(props: {
  app: AppState;
  runtime: Runtime;
  account: AccountState;
  focused: boolean;
  now: number;
  dialogs: ChatDialogs;
  conversation: string;
  row: ConversationRow;
  narrow: boolean;
  actions: ConversationActions;
  confirm: (confirm: Confirm) => void;
  copy: (text: string) => void;
}): JSX.Element {
  // One conversation for the life of this component: the screen makes another for another one.
  const account = props.account.info.id;
  const conversation = props.conversation;
  const runtime = props.runtime;
  const model: TimelineModel = props.app.timeline(account, conversation);
  const [menu, setMenu] = createSignal<MenuPlace | null>(null);
  const [panel, setPanel] = createSignal(false);
  const [viewing, setViewing] = createSignal<string | null>(null);
  const [link, setLink] = createSignal<{ url: string; host: string } | null>(null);
  const draft = props.app.draft(account, conversation);
  let composer: ComposerHandle | undefined;
  let timeline: TimelineHandle | undefined;
  let lastSeen: string | null = null;

  const tell = (work: Promise<unknown>): void => void work.catch(props.app.tellFailure);

  tell(model.open({ kind: 'unread' }));
  onCleanup(() => model.close());

  /** Somebody looks at the messages: nothing is in front of them, and the window has the focus. */
  const attended = () => props.focused && viewing() === null;
  createEffect(() => model.attend(attended()));

  const typists = createMemo(() =>
    props.app.store.typing.filter((x) => x.account === account && x.conversation === conversation),
  );

  function seen(id: string): void {
    if (id === lastSeen) return;
    lastSeen = id;
    tell(runtime.markRead(account, conversation, id));
  }

  return (
    <>
      <header class="chat-header">
        <Show when={props.narrow}>
          <IconButton
            icon={ArrowLeft}
            label={t().back}
            data-testid="back"
            onClick={() => props.app.openConversation(account, null)}
          />
        </Show>
        <Avatar of={props.row.avatar} size={36} url={(media) => runtime.mediaUrl(account, media, 'thumb')} />
        <div class="chat-title">
          <h1 class="ellipsis" data-testid="chat-title">
            <bdi>{props.row.title}</bdi>
          </h1>
          <p class="hint ellipsis" aria-live="polite" data-testid="typing-line">
            <Show when={typists()[0]} fallback={<bdi>{under(props.row)}</bdi>}>
              {(first) =>
                typists().length === 1 ? (
                  <bdi>{t().isTyping(first().person.name)}</bdi>
                ) : (
                  t().severalTyping(typists().length)
                )
              }
            </Show>
          </p>
        </div>
        <IconButton
          icon={PanelRight}
          label={t().details}
          aria-pressed={panel()}
          data-testid="details"
          onClick={() => setPanel(!panel())}
        />
        <IconButton
          icon={Ellipsis}
          label={t().menuFor(props.row.title)}
          aria-haspopup="menu"
          data-testid="chat-menu"
          onClick={(event) => setMenu(placeBeside(event.currentTarget))}
        />
      </header>
      <ConnectionLine
        connection={props.account.connection}
        onRetry={() => tell(runtime.retryConnection(account))}
        onNewToken={() => props.dialogs.newToken(account)}
      />
      <div class="chat-body">
        <div class="chat-messages">
          <Timeline
            title={props.row.title}
            group={props.row.kind === 'group'}
            rows={model.rows}
            state={model.state}
            opened={model.opened()}
            now={props.now}
            focused={attended()}
            mediaUrl={(media, variant) => runtime.mediaUrl(account, media, variant)}
            connection={props.account.connection}
            onChange={model.onChange}
            onOlder={() => tell(model.older())}
            onNewer={() => tell(model.newer())}
            onEnd={() => tell(model.toEnd())}
            onSeen={seen}
            handle={(handle) => (timeline = handle)}
            actions={{
              copy: props.copy,
              retry: (id) => tell(runtime.retryMessage(account, id)),
              edit: (id) =>
                tell(draft.takeBack(() => runtime.takeBack(account, id)).then(() => composer?.focus())),
              drop: (id) => tell(runtime.deleteMessage(account, id)),
              remove: (message) =>
                props.confirm({
                  title: t().deleteMessageTitle,
                  text: t().deleteMessageText,
                  label: t().delete,
                  run: () => runtime.deleteMessage(account, message.id),
                }),
              recall: (id) => tell(runtime.recallMessage(account, id)),
              cancel: (id) => tell(runtime.cancelMessage(account, id)),
              openPicture: setViewing,
              link: (url, host) => setLink({ url, host }),
              retryGap: (gap) => tell(model.retryGap(gap)),
            }}
          />
          <Composer
            title={props.row.title}
            enterSends={props.app.store.settings?.enterSends ?? true}
            draft={draft}
            tray={props.app.tray(account, conversation)}
            readOnly={!props.row.member}
            sendText={(submission, text, base) => runtime.sendText(account, conversation, submission, text, base)}
            sendPictures={(caption, pictures, base) =>
              runtime.sendPictures(account, conversation, caption, pictures, base)
            }
            onTyping={() => void runtime.typing(account, conversation).catch(() => undefined)}
            pick={() => runtime.pickPictures(account, conversation)}
            paste={() => runtime.pastePictures(account, conversation)}
            discard={(handle) => tell(runtime.discardIntake(handle))}
            move={(handle, to) => tell(runtime.moveIntake(handle, to))}
            intakeUrl={(handle) => runtime.intakeUrl(handle)}
            copy={props.copy}
            onSent={() => timeline?.toEnd()}
            handle={(handle) => {
              composer = handle;
              // On a narrow window a keyboard may be on the screen; there one asks for it.
              if (!props.narrow) handle.focus();
            }}
          />
          <Show when={props.app.store.dragOver && props.row.member}>
            <div class="drop-area" data-testid="drop-area" role="status">
              <Icon of={ImageDown} size={40} />
              <strong>{t().dropTitle}</strong>
              <span>{t().dropText}</span>
            </div>
          </Show>
        </div>
        <Show when={panel()}>
          <GroupPanel
            account={account}
            me={props.account.info.user}
            row={props.row}
            runtime={panelCommands(runtime, account, conversation)}
            mediaUrl={(media) => runtime.mediaUrl(account, media, 'thumb')}
            confirm={props.confirm}
            onFailure={props.app.tellFailure}
            onCopyId={() => props.copy(conversation)}
            onClose={() => setPanel(false)}
          />
        </Show>
      </div>
      <Show when={menu()} keyed>
        {(place) => (
          <Menu
            label={t().menuFor(props.row.title)}
            place={place}
            items={conversationMenu(props.row, props.actions)}
            onClose={() => setMenu(null)}
          />
        )}
      </Show>
      <Show when={viewing()} keyed>
        {(message) => (
          <Viewer
            start={message}
            load={(beside, part) => runtime.conversationPictures(account, conversation, beside, part)}
            url={(media, variant) => runtime.mediaUrl(account, media, variant)}
            onSave={(media, name) => runtime.savePicture(account, media, name)}
            onCopy={(media) => runtime.copyPicture(account, media)}
            onShow={(media, name) => runtime.showPictureInFolder(account, media, name)}
            onClose={() => setViewing(null)}
          />
        )}
      </Show>
      <Show when={link()} keyed>
        {(open) => (
          <LinkDialog
            url={open.url}
            host={open.host}
            onOpen={() => tell(runtime.openLink(open.url))}
            onClose={() => setLink(null)}
          />
        )}
      </Show>
    </>
  );
}

/** The commands of the panel, already for this conversation. */
function panelCommands(runtime: Runtime, account: string, conversation: string) {
  return {
    details: () => runtime.conversationDetails(account, conversation),
    contacts: () => runtime.contacts(account),
    find: (user: string) => runtime.findPerson(account, user),
    rename: (name: string) => runtime.renameGroup(account, conversation, name),
    setNotice: (text: string) => runtime.setGroupNotice(account, conversation, text),
    add: (users: string[]) => runtime.addMembers(account, conversation, users),
    remove: (user: string) => runtime.removeMember(account, conversation, user),
    setRole: (user: string, role: 'member' | 'manager') => runtime.setRole(account, conversation, user, role),
    leave: () => runtime.leaveGroup(account, conversation),
    dissolve: () => runtime.dissolveGroup(account, conversation),
  };
}

const clampWidth = (width: number) => Math.round(Math.min(400, Math.max(280, width)));

function mediaQuery(query: string): () => boolean {
  const list = window.matchMedia(query);
  const [matches, setMatches] = createSignal(list.matches);
  const changed = () => setMatches(list.matches);
  list.addEventListener('change', changed);
  onCleanup(() => list.removeEventListener('change', changed));
  return matches;
}
