import { FileDown } from 'lucide';
import { createEffect, createMemo, createSignal, onCleanup, Show, type JSX } from 'solid-js';

import type { ConversationRow, FileRow, SavedFile } from '../bindings';
import { t } from '../i18n/language';
import { ChatHeader } from '../parts/chat-header/chat-header';
import { Composer, type ComposerHandle } from '../parts/composer/composer';
import { conversationMenu, type ConversationActions } from '../parts/conversation-list/conversation-list';
import { LinkDialog } from '../parts/dialog/link';
import { opensAsShown } from '../parts/dialog/plain-link';
import { peerOf } from '../parts/dialog/recent';
import { GroupPanel } from '../parts/group-panel/group-panel';
import { transcript } from '../parts/message/transcript';
import { ProfilePanel } from '../parts/profile-panel/profile-panel';
import { SelectionBar, type SelectionCommands } from '../parts/selection-bar/selection-bar';
import { createRoom } from '../parts/side-panel/room';
import { Icon } from '../parts/icon/icon';
import type { MessageFiles } from '../parts/message/context';
import { Menu, placeBeside, type MenuPlace } from '../parts/menu/menu';
import { Timeline, type TimelineHandle } from '../parts/timeline/timeline';
import { Viewer } from '../parts/viewer/viewer';
import type { Runtime } from '../runtime/runtime';
import type { AccountState, AppState } from '../state/app';

/** One conversation: who it is with, its messages, the field, and the details beside it. */
export function OpenChat(props: {
  app: AppState;
  runtime: Runtime;
  account: AccountState;
  conversation: string;
  row: ConversationRow;
  narrow: boolean;
  focused: boolean;
  now: number;
  actions: ConversationActions;
  connection: JSX.Element;
  copy: (text: string) => void;
}): JSX.Element {
  // One conversation for the life of this component: the screen makes another for another one.
  const { app, runtime, conversation } = props;
  const { navigation } = app;
  const account = props.account.info.id;
  const chat = app.chat(account, conversation);
  const [menu, setMenu] = createSignal<MenuPlace | null>(null);
  let composer: ComposerHandle | undefined;
  let timeline: TimelineHandle | undefined;

  const tell = (work: Promise<unknown>): void => void work.catch(app.tellFailure);
  const thumb = (media: string) => runtime.mediaUrl(account, media, 'thumb');
  const pictures = (message: string, part: 'around' | 'before' | 'after') =>
    runtime.conversationPictures(account, conversation, message, part);

  const openFile = (message: string, file: FileRow): void => {
    if (!file.mayRun) {
      tell(runtime.openFile(account, message, false));
      return;
    }
    navigation.open({
      kind: 'confirm',
      question: {
        title: t().mayRunTitle,
        text: t().mayRunText(file.name || t().kindFile),
        label: t().openAnyway,
        run: () => runtime.openFile(account, message, true),
      },
    });
  };
  const saved = (answer: Promise<SavedFile | null>): void =>
    tell(
      answer.then((file) => {
        if (file) app.tell(t().savedIn(file.name, file.folder));
      }),
    );
  const files: MessageFiles = {
    state: (media) => app.files.of(account, media),
    load: (message) => saved(runtime.loadFile(account, message)),
    pause: (media) => tell(runtime.pauseFile(account, media)),
    open: openFile,
    show: (message) => tell(runtime.showFile(account, message)),
    saveAs: (message) => saved(runtime.saveFileAs(account, message)),
  };

  /** The newest message that is here. */
  const newest = createMemo(() => {
    const rows = chat.timeline()?.rows ?? [];
    for (let at = rows.length - 1; at >= 0; at--) if (rows[at]?.type === 'message') return rows[at]?.id ?? null;
    return null;
  });

  /** A group that is started here begins with whom one talks to. */
  const withPeer = () => {
    const peer = peerOf(props.row);
    return peer ? [peer] : [];
  };

  const room = createRoom();
  /** The panel lies over the messages: nobody reads them. */
  const covered = () => navigation.panel() && room.narrow();
  const attended = () => props.focused && !covered();

  createEffect(() => chat.attend(attended()));
  // What is covered can be neither seen nor taken out.
  createEffect(() => covered() && chat.selection.end());
  onCleanup(chat.show());

  /** Asks, does it, and is done with selecting. */
  const ask = (title: string, text: string, label: string, work: () => Promise<void>) =>
    navigation.open({ kind: 'confirm', question: { title, text, label, run: () => work().then(() => chat.selection.end()) } });
  const selected: SelectionCommands = {
    copy: (messages) => {
      props.copy(transcript(messages));
      chat.selection.end();
    },
    recall: (messages) =>
      ask(t().selectionRecallTitle(messages.length), t().selectionRecallText(messages.length), t().recall, () => chat.recallAll(messages)),
    remove: (messages) =>
      ask(t().selectionDeleteTitle(messages.length), t().selectionDeleteText(messages.length), t().delete, () => chat.removeAll(messages)),
  };

  const closePanel = () => {
    navigation.setPanel(false);
    composer?.focus();
  };

  return (
    <>
      <div ref={room.watch} class="chat-body" classList={{ covered: covered() }}>
        <div class="chat-messages">
          <Show when={chat.timeline()} keyed>
            {(model) => (
              <Timeline
                model={model}
                title={props.row.title}
                group={props.row.kind === 'group'}
                me={props.account.info.name}
                now={props.now}
                focused={attended()}
                connection={props.account.connection}
                mediaUrl={(media, variant) => runtime.mediaUrl(account, media, variant)}
                selected={chat.selected()}
                onSelect={chat.select}
                selection={chat.selection}
                marked={chat.marked()}
                emoji={app.emoji}
                wayBack={chat.cameFrom() !== null}
                onToEnd={chat.forgetWayBack}
                onWayBack={() =>
                  chat.goBack(
                    (place) => (place ? timeline?.show(place) : timeline?.toEnd()),
                    (id) => timeline?.has(id) ?? false,
                  )
                }
                isLeaving={chat.isLeaving}
                canWriteAgain={(id) => chat.withdrawn(id) !== undefined}
                startAt={chat.takePlace}
                onLeave={(place) => chat.keepPlace(model, place)}
                onSeen={chat.seen}
                onFailure={app.tellFailure}
                handle={(handle) => (timeline = handle)}
                files={files}
                actions={{
                  copy: props.copy,
                  copyPicture: (media) => tell(runtime.copyPicture(account, media).then(() => app.tell(t().pictureCopied))),
                  copySelected: () => selected.copy(chat.selection.messages()),
                  retry: chat.retry,
                  reply: (id) => void chat.reply(id),
                  rewrite: chat.rewrite,
                  discardEdit: chat.discardEdit,
                  react: chat.react,
                  goToQuoted: (answer) =>
                    void chat.goToQuoted(answer, timeline?.place() ?? null, (id) => timeline?.has(id) ?? false),
                  edit: (id) => void chat.takeBack(id).then(() => composer?.focus()),
                  drop: chat.drop,
                  undoDrop: chat.undoDrop,
                  remove: (message) =>
                    navigation.open({
                      kind: 'confirm',
                      question: {
                        title: t().deleteMessageTitle,
                        text: t().deleteMessageText,
                        label: t().delete,
                        run: () => runtime.deleteMessage(account, message.id),
                      },
                    }),
                  recall: chat.recall,
                  writeAgain: (id) => {
                    chat.writeAgain(id);
                    composer?.focus();
                  },
                  cancel: chat.cancel,
                  openPicture: (message) => navigation.open({ kind: 'viewer', message }),
                  link: (url, host, element) => {
                    if (opensAsShown(element.textContent ?? '', url, host)) tell(runtime.openLink(url));
                    else navigation.open({ kind: 'link', url, host });
                  },
                  retryGap: (gap) => tell(model.retryGap(gap)),
                }}
              />
            )}
          </Show>
          <div class="chat-field" classList={{ selecting: chat.selection.active() }}>
            <Composer
              chat={chat}
              title={props.row.title}
              emoji={app.emoji}
              enterSends={app.store.settings?.enterSends ?? true}
              readOnly={!props.row.member}
              pick={() => runtime.pickFiles(account, conversation)}
              paste={() => runtime.pasteFiles(account, conversation)}
              discard={(handle) => tell(runtime.discardIntake(handle))}
              move={(handle, to) => tell(runtime.moveIntake(handle, to))}
              intakeUrl={(handle) => runtime.intakeUrl(handle)}
              thumb={thumb}
              copy={props.copy}
              onSent={() => timeline?.toEnd()}
              handle={(handle) => {
                composer = handle;
                // On a narrow window a keyboard may be on the screen; there one asks for it.
                if (!props.narrow) handle.focus();
              }}
            />
            <Show when={chat.selection.active()}>
              <SelectionBar selection={chat.selection} commands={selected} />
            </Show>
          </div>
          <Show when={app.store.dragOver && props.row.member}>
            <div class="drop-area" data-testid="drop-area" role="status">
              <Icon of={FileDown} size={40} />
              <strong>{t().dropTitle}</strong>
              <span>{t().dropText}</span>
            </div>
          </Show>
        </div>
        <Show when={navigation.panel()}>
          <Show
            when={props.row.kind === 'group'}
            fallback={
              <ProfilePanel
                row={props.row}
                mediaUrl={thumb}
                newest={newest}
                pictures={pictures}
                onPicture={(message) => navigation.open({ kind: 'viewer', message })}
                onMute={(on) => props.actions.mute(conversation, on)}
                onStartGroup={() => navigation.open({ kind: 'new-group', people: withPeer() })}
                onCopyId={() => props.copy(conversation)}
                onFailure={app.tellFailure}
                onClose={closePanel}
              />
            }
          >
            <GroupPanel
              me={props.account.info.user}
              row={props.row}
              runtime={panelCommands(runtime, account, conversation)}
              mediaUrl={thumb}
              confirm={(question) => navigation.open({ kind: 'confirm', question })}
              onFailure={app.tellFailure}
              onCopyId={() => props.copy(conversation)}
              onChatWith={(user) => tell(runtime.createOneToOne(account, user).then((id) => navigation.openChat(account, id)))}
              onClose={closePanel}
            />
          </Show>
        </Show>
      </div>
      {/* Above the messages on the screen and after them for Tab. */}
      <div class="chat-top">
        <ChatHeader
          row={props.row}
          typists={chat.typists().map((typist) => typist.person)}
          narrow={props.narrow}
          panel={navigation.panel()}
          mediaUrl={thumb}
          onBack={() => navigation.openChat(account, null)}
          onPanel={() => (navigation.panel() ? closePanel() : navigation.setPanel(true))}
          onMenu={(button) => setMenu(placeBeside(button))}
        />
        {props.connection}
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
      <Show when={navigation.overOf('viewer')?.message} keyed>
        {(message) => (
          <Viewer
            start={message}
            load={pictures}
            url={(media, variant) => runtime.mediaUrl(account, media, variant)}
            onSave={(media, name) => runtime.savePicture(account, media, name)}
            onCopy={(media) => runtime.copyPicture(account, media)}
            onShow={(media, name) => runtime.showPictureInFolder(account, media, name)}
            onGoTo={(id) => {
              navigation.close();
              chat.goTo(id, timeline?.has(id) ?? false);
            }}
            onClose={navigation.close}
          />
        )}
      </Show>
      <Show when={navigation.overOf('link')} keyed>
        {(link) => (
          <LinkDialog
            url={link.url}
            host={link.host}
            onOpen={() => tell(runtime.openLink(link.url))}
            onClose={navigation.close}
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
