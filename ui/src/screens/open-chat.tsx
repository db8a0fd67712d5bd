import { FileDown, Images } from 'lucide';
import { createEffect, createMemo, createSignal, on, onCleanup, Show, type JSX } from 'solid-js';

import type { ConversationRow, FileRow, Role, SavedFile, WhoAdds } from '../bindings';
import { t } from '../i18n/language';
import { ChatHeader } from '../parts/chat-header/chat-header';
import { Composer, type ComposerHandle } from '../parts/composer/composer';
import { conversationMenu, type ConversationActions } from '../parts/conversation-list/conversation-menu';
import { DetailsDialog } from '../parts/dialog/details';
import { ForwardDialog, MOST_SHOWN } from '../parts/dialog/forward';
import { HistoryDialog } from '../parts/dialog/history';
import { LinkDialog } from '../parts/dialog/link';
import { opensAsShown } from '../parts/dialog/plain-link';
import { ReadersDialog } from '../parts/dialog/readers';
import { peerOf } from '../parts/dialog/recent';
import { GroupPanel } from '../parts/group-panel/group-panel';
import { wordsOf } from '../parts/message/copying';
import { transcript } from '../parts/message/transcript';
import { PlayingBar } from '../parts/playing-bar/playing-bar';
import { ProfilePanel } from '../parts/profile-panel/profile-panel';
import { UndoBar } from '../parts/undo-bar/undo-bar';
import { SelectionBar, type SelectionCommands } from '../parts/selection-bar/selection-bar';
import { createRoom } from '../parts/side-panel/room';
import { Icon } from '../parts/icon/icon';
import type { MessageFiles } from '../parts/message/context';
import { Menu, placeBeside, type MenuPlace } from '../parts/menu/menu';
import { SharedPanel } from '../parts/shared-panel/shared-panel';
import { ThreadPanel } from '../parts/thread-panel/thread-panel';
import { Timeline, type TimelineHandle } from '../parts/timeline/timeline';
import { Viewer } from '../parts/viewer/viewer';
import type { Runtime } from '../runtime/runtime';
import { lineOf, type AccountState, type AppState } from '../state/app';
import { voiceOf } from '../state/voice';
import { createPlaying } from '../state/playing';
import { Later, type LaterHandle } from './later';
import { Pins } from './pins';
import { portraitCommands } from './portraits';
import { SearchHere } from './search-here';

/** Items of a page of what was shared. */
const SHARED_PAGE = 60;

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
  const videos = createPlaying();
  const [menu, setMenu] = createSignal<MenuPlace | null>(null);
  let composer: ComposerHandle | undefined;
  let timeline: TimelineHandle | undefined;
  let later: LaterHandle | undefined;

  /** The other person of a 1:1. */
  const peer = () => (props.row.notes ? null : props.row.peer);
  createEffect(() => {
    const other = peer();
    app.presence.watch(account, 'chat', other === null ? [] : [other]);
  });
  onCleanup(() => app.presence.watch(account, 'chat', []));

  const tell = (work: Promise<unknown>): void => void work.catch(app.tellFailure);
  const thumb = (media: string) => runtime.mediaUrl(account, media, 'thumb');
  const pictures = (message: string, part: 'around' | 'before' | 'after') =>
    runtime.conversationPictures(account, conversation, message, part);

  const openPerson = (user: string): void =>
    tell(runtime.createOneToOne(account, user).then((id) => navigation.openChat(account, id)));
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
    // Nobody asked for it: what fails stays where it was, and says so when somebody does.
    fetch: (message) => void runtime.fetchFile(account, message).catch(() => undefined),
    pause: (media) => tell(runtime.pauseFile(account, media)),
    open: openFile,
    show: (message) => tell(runtime.showFile(account, message)),
    saveAs: (message) => saved(runtime.saveFileAs(account, message)),
    playing: videos.of,
    play: (message) => {
      if (app.voice.playing()) app.voice.stop();
      tell(videos.start(message, () => runtime.playVideo(account, message)));
    },
    stop: videos.stop,
  };

  const voice = voiceOf(app.voice, account, conversation);
  createEffect(() => {
    if (app.voice.playing()?.paused === false) videos.silence();
  });
  /** Of another chat. */
  const playing = createMemo(() => {
    const now = app.voice.playing();
    return now && (now.account !== account || now.conversation !== conversation) ? now : null;
  });
  const playingTitle = () => {
    const now = playing();
    const of = app.store.accounts.find((one) => one.info.id === now?.account);
    return (of && lineOf(of, now?.conversation)?.title) ?? t().kindVoice;
  };
  voice.show();
  onCleanup(voice.hide);

  /** The newest message that is here. */
  const newest = createMemo(() => {
    const rows = chat.timeline()?.rows ?? [];
    for (let at = rows.length - 1; at >= 0; at--) if (rows[at]?.type === 'message') return rows[at]?.id ?? null;
    return null;
  });

  /** How many have read a message that is here. */
  const readBy = (message: string) => {
    const row = chat.timeline()?.rows.find((one) => one.id === message);
    return row?.type === 'message' ? row.readBy : null;
  };
  /** How the message that is being answered stands here. */
  const answered = createMemo(() => {
    const id = chat.draft().answers()?.message;
    if (!id) return null;
    const row = chat.timeline()?.rows.find((one) => one.id === id);
    return row?.type === 'message' ? `${id} ${row.body.kind} ${wordsOf(row)}` : `${id} away`;
  });
  createEffect(on(answered, (now, before) => now !== null && before && chat.draft().lookAtAnswered(), { defer: true }));

  /** Messages that call the person and were not read yet. */
  const [mentions, setMentions] = createSignal<readonly string[]>([]);
  createEffect(
    on(
      () => [props.row.mentioned, props.row.unread] as const,
      ([mentioned]) => {
        if (!mentioned) setMentions([]);
        // Without an answer there is no button; the messages are there all the same.
        else runtime.unreadMentions(account, conversation).then(setMentions, () => setMentions([]));
      },
    ),
  );

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
  const forward = (messages: readonly string[]) => navigation.open({ kind: 'forward', messages });
  const openLink = (url: string, host: string, element: HTMLElement): void => {
    if (opensAsShown(element.textContent ?? '', url, host)) tell(runtime.openLink(url));
    else navigation.open({ kind: 'link', url, host });
  };
  const selected: SelectionCommands = {
    forward: (messages) => forward(messages.map((message) => message.id)),
    copy: (messages) => {
      props.copy(transcript(messages));
      chat.selection.end();
    },
    recall: (messages) =>
      ask(t().selectionRecallTitle(messages.length), t().selectionRecallText(messages.length), t().recall, () => chat.recallAll(messages)),
    remove: (messages) => {
      chat.selection.end();
      tell(chat.remove(messages));
    },
  };

  /** Nothing loads by itself: the network costs by what is loaded. */
  const sparing = () => app.store.metered && (app.store.settings?.saveOnMetered ?? true);
  /** The details stand beside the messages. */
  const details = () => navigation.panel() && navigation.thread() === null && !navigation.shared();
  /** What was just done and can be undone. */
  const undoWords = () => {
    if (chat.deleted() > 0) return t().messagesDeleted(chat.deleted());
    return chat.composer.editing.undo()?.kind === 'saved' ? t().editSaved : null;
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
                loadsPictures={!sparing() && (app.store.settings?.loadPictures ?? true)}
                showsStickers={(host) => (app.store.settings?.stickerHosts ?? []).includes(host)}
                loadsFiles={sparing() ? 0 : (app.store.settings?.loadFilesMib ?? 0) * 1024 * 1024}
                formatted={app.store.settings?.formatText ?? true}
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
                mentions={mentions().length}
                onToMention={() => {
                  const first = mentions()[0];
                  if (first !== undefined) chat.goTo(first, timeline?.has(first) ?? false);
                }}
                onWayBack={() =>
                  chat.goBack(
                    (place) => (place ? timeline?.show(place) : timeline?.toEnd()),
                    (id) => timeline?.has(id) ?? false,
                  )
                }
                startAt={chat.takePlace}
                onLeave={(place) => chat.keepPlace(model, place)}
                onSeen={chat.seen}
                onFailure={app.tellFailure}
                handle={(handle) => (timeline = handle)}
                files={files}
                voice={voice}
                actions={{
                  copy: props.copy,
                  copyPicture: (media) => tell(runtime.copyPicture(account, media).then(() => app.tell(t().pictureCopied))),
                  copySelected: () => selected.copy(chat.selection.messages()),
                  retry: chat.retry,
                  reply: (id) => void chat.reply(id).then(() => composer?.focus()),
                  forward: (id) => forward([id]),
                  openHistory: (message, title) => navigation.open({ kind: 'history', message, title }),
                  rewrite: chat.rewrite,
                  discardEdit: chat.discardEdit,
                  claim: chat.claim,
                  stopAnswer: chat.stopAnswer,
                  answerAgain: chat.answerAgain,
                  openPerson,
                  react: chat.react,
                  mark: chat.mark,
                  remind: (message, place) => later?.remind(message, place),
                  readers: (message) => navigation.open({ kind: 'readers', message }),
                  goToQuoted: (answer) =>
                    void chat.goToQuoted(answer, timeline?.place() ?? null, (id) => timeline?.has(id) ?? false),
                  edit: (id) => void chat.takeBack(id).then(() => composer?.focus()),
                  remove: (message) => tell(chat.remove([message])),
                  removeSelected: () => selected.remove(chat.selection.messages()),
                  undelete: chat.undelete,
                  recall: chat.recall,
                  writeAgain: (id) => void chat.writeAgain(id).then(() => composer?.focus()),
                  details: (message) => navigation.open({ kind: 'details', message: { ...message } }),
                  openThread: navigation.openThread,
                  cancel: chat.cancel,
                  showStickers: (host) =>
                    void app.changeSettings({ stickerHosts: [...(app.store.settings?.stickerHosts ?? []), host] }),
                  openPicture: (message) => navigation.open({ kind: 'viewer', message }),
                  profile: (user) => navigation.open({ kind: 'profile', user }),
                  link: openLink,
                  retryGap: (gap) => tell(model.retryGap(gap)),
                }}
              />
            )}
          </Show>
          <div class="chat-field" classList={{ selecting: chat.selection.active() }}>
            <UndoBar
              words={undoWords()}
              onUndo={() => {
                if (chat.deleted() > 0) chat.undelete();
                else chat.undoEdit();
                composer?.focus();
              }}
            />
            <Later
              app={app}
              runtime={runtime}
              chat={chat}
              now={props.now}
              onPlanned={() => composer?.focus()}
              handle={(handle) => (later = handle)}
            />
            <Composer
              chat={chat}
              title={props.row.title}
              emoji={app.emoji}
              voice={voice}
              enterSends={app.store.settings?.enterSends ?? true}
              closed={props.row.closed}
              pick={() => runtime.pickFiles(account, conversation)}
              paste={() => runtime.pasteFiles(account, conversation)}
              discard={(handle) => tell(runtime.discardIntake(handle))}
              pack={(handle) => tell(runtime.packIntake(handle))}
              move={(handle, to) => tell(runtime.moveIntake(handle, to))}
              intakeUrl={(handle) => runtime.intakeUrl(handle)}
              mentionChoices={
                props.row.kind === 'group' ? (words) => runtime.mentionChoices(account, conversation, words) : undefined
              }
              thumb={thumb}
              copy={props.copy}
              onSent={() => timeline?.toEnd()}
              onLater={(place) => later?.send(place)}
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
          <Show when={app.store.dragOver && props.row.closed === null}>
            <div class="drop-area" data-testid="drop-area" role="status">
              <Icon of={FileDown} size={40} />
              <strong>{t().dropTitle}</strong>
              <span>{t().dropText}</span>
            </div>
          </Show>
        </div>
        <Show when={navigation.thread()}>
          {(message) => (
            <ThreadPanel
              message={message()}
              news={newest()}
              now={props.now}
              load={(id, further) => runtime.thread(account, id, further)}
              mediaUrl={thumb}
              onGo={(id) => {
                if (room.narrow()) closePanel();
                chat.goTo(id, timeline?.has(id) ?? false);
              }}
              onClose={closePanel}
            />
          )}
        </Show>
        <Show when={navigation.shared()}>
          <SharedPanel
            load={(filter, after) => runtime.sharedItems(account, { ...filter, conversation }, after, SHARED_PAGE)}
            news={newest()}
            now={props.now}
            mediaUrl={thumb}
            onPicture={(message) => navigation.open({ kind: 'viewer', message })}
            onGo={(id) => {
              if (room.narrow()) closePanel();
              chat.goToFound(id, timeline?.place() ?? null, (row) => timeline?.has(row) ?? false);
            }}
            onClose={closePanel}
          />
        </Show>
        <Show when={details()}>
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
              changes={app.groups.of(account, conversation)}
              runtime={panelCommands(app, runtime, account, conversation)}
              members={() => app.members(account, conversation)}
              mediaUrl={thumb}
              confirm={(question) => navigation.open({ kind: 'confirm', question })}
              onFailure={app.tellFailure}
              onCopyId={() => props.copy(conversation)}
              onAsked={() => app.tell(t().addAsked)}
              onGo={(id) => chat.goTo(id, timeline?.has(id) ?? false)}
              onChatWith={openPerson}
              onClose={closePanel}
            />
          </Show>
        </Show>
      </div>
      {/* Above the messages on the screen and after them for Tab. */}
      <div class="chat-top">
        <ChatHeader
          row={props.row}
          typists={chat.typists()}
          presence={peer() === null ? null : app.presence.of(account, peer() ?? '')}
          now={props.now}
          narrow={props.narrow}
          panel={details()}
          mediaUrl={thumb}
          onBack={() => navigation.openChat(account, null)}
          onProfile={(user) => navigation.open({ kind: 'profile', user })}
          onPanel={() => (details() ? closePanel() : navigation.setPanel(true))}
          onSearch={navigation.openSearch}
          onMenu={(button) => setMenu(placeBeside(button))}
        />
        <Pins
          app={app}
          runtime={runtime}
          chat={chat}
          now={props.now}
          goTo={(id) => chat.goTo(id, timeline?.has(id) ?? false)}
        />
        <SearchHere
          app={app}
          runtime={runtime}
          account={props.account}
          row={props.row}
          now={props.now}
          goTo={(id) => chat.goToFound(id, timeline?.place() ?? null, (row) => timeline?.has(row) ?? false)}
          onClose={() => composer?.focus()}
        />
        {props.connection}
        <Show when={playing()}>
          {(now) => (
            <PlayingBar
              playing={now()}
              title={playingTitle()}
              onToggle={() => app.voice.toggle(now().account, now().conversation, now().message)}
              onFaster={app.voice.faster}
              onGoTo={() => {
                const { account: of, conversation: where } = now();
                if (of !== account) navigation.select(of);
                navigation.openChat(of, where);
              }}
              onStop={app.voice.stop}
            />
          )}
        </Show>
      </div>
      <Show when={menu()} keyed>
        {(place) => (
          <Menu
            label={t().menuFor(props.row.title)}
            place={place}
            items={[
              { label: t().shared, icon: Images, testid: 'open-shared', run: navigation.openShared },
              ...conversationMenu(props.row, props.actions),
            ]}
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
      <Show when={navigation.overOf('readers')?.message} keyed>
        {(message) => (
          <ReadersDialog
            readBy={readBy(message)}
            load={() => runtime.readers(account, message)}
            mediaUrl={thumb}
            onClose={navigation.close}
          />
        )}
      </Show>
      <Show when={navigation.overOf('details')?.message} keyed>
        {(message) => (
          <DetailsDialog
            message={message}
            connection={props.account.connection}
            load={() => runtime.messageDetails(account, message.id)}
            copy={props.copy}
            onClose={navigation.close}
          />
        )}
      </Show>
      <Show when={navigation.overOf('forward')?.messages} keyed>
        {(messages) => (
          <ForwardDialog
            count={messages.length}
            find={(words) => runtime.findConversations(account, words, MOST_SHOWN)}
            mediaUrl={thumb}
            send={(submission, to, together, comment) =>
              runtime.forwardMessages(account, submission, messages, to, together, comment)
            }
            onSent={() => {
              navigation.close();
              chat.selection.end();
              app.tell(t().forwarded);
            }}
            onClose={navigation.close}
          />
        )}
      </Show>
      <Show when={navigation.overOf('history')} keyed>
        {(card) => (
          <HistoryDialog
            title={card.title}
            load={() => runtime.historyCard(account, card.message)}
            mediaUrl={(media, variant) => runtime.mediaUrl(account, media, variant)}
            onLink={openLink}
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
function panelCommands(app: AppState, runtime: Runtime, account: string, conversation: string) {
  return {
    portrait: portraitCommands(app, runtime, account, conversation),
    details: () => runtime.conversationDetails(account, conversation),
    contacts: () => runtime.contacts(account),
    find: (user: string) => runtime.findPerson(account, user),
    rename: (name: string) => runtime.renameGroup(account, conversation, name),
    setNotice: (text: string) => runtime.setGroupNotice(account, conversation, text),
    add: (users: string[]) => runtime.addMembers(account, conversation, users),
    remove: (user: string) => runtime.removeMember(account, conversation, user),
    setDescription: (text: string) => runtime.setGroupDescription(account, conversation, text),
    setAlias: (alias: string) => runtime.setOwnAlias(account, conversation, alias),
    setRole: (user: string, role: Role) => runtime.setRole(account, conversation, user, role),
    muteGroup: (on: boolean) => runtime.muteGroup(account, conversation, on),
    muteMember: (user: string, seconds: number | null, reason: string) =>
      runtime.muteMember(account, conversation, user, seconds, reason),
    unmuteMember: (user: string) => runtime.unmuteMember(account, conversation, user),
    setWhoAdds: (who: WhoAdds) => runtime.setWhoAdds(account, conversation, who),
    setApproval: (on: boolean) => runtime.setJoinApproval(account, conversation, on),
    joinRequests: () => runtime.joinRequests(account, conversation),
    answerJoin: (request: string, agree: boolean) => runtime.answerJoinRequest(account, request, agree),
    changes: (before: number | null) => runtime.groupChanges(account, conversation, before),
    announcement: () => runtime.announcement(account, conversation),
    readers: (message: string) => runtime.readers(account, message),
    leave: () => runtime.leaveGroup(account, conversation),
    dissolve: () => runtime.dissolveGroup(account, conversation),
  };
}
