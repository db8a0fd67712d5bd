import { createResource, Match, Show, Switch, type JSX } from 'solid-js';

import { t } from '../i18n/language';
import { AddContactDialog } from '../parts/dialog/add-contact';
import { ConfirmDialog } from '../parts/dialog/confirm';
import { DeleteAccountDialog } from '../parts/dialog/delete-account';
import { ExportDialog } from '../parts/dialog/export';
import { BotsDialog } from '../parts/dialog/bots';
import { JoinGroupDialog } from '../parts/dialog/join-group';
import { NewChatDialog } from '../parts/dialog/new-chat';
import { NewGroupDialog } from '../parts/dialog/new-group';
import { recentPeople } from '../parts/dialog/recent';
import { NewTokenDialog } from '../parts/dialog/new-token';
import { ShortcutsDialog } from '../parts/dialog/shortcuts';
import { SignOutDialog } from '../parts/dialog/sign-out';
import { SearchEverywhere } from '../parts/search/everywhere';
import { PAGE } from '../state/finding';
import { Switcher } from '../parts/dialog/switcher';
import type { Runtime } from '../runtime/runtime';
import type { AccountState, AppState } from '../state/app';
import { LiveScreen } from './live';
import { FolderName, FoldersOf, LetThroughOf } from './keeping';
import { ProfileScreen } from './profile';

/** Of these the last people are taken. */
const RECENT_CHATS = 100;

/** Chats that the switcher names at most: more answers are no help. */
const SWITCHER_CHATS = 50;

/** The dialog that lies over the screen, if one does. What belongs to one chat lies over that chat (`screens/chat.tsx`). */
export function OverScreen(props: { app: AppState; runtime: Runtime; now: number }): JSX.Element {
  const { app, runtime } = props;
  const { navigation } = app;
  const close = navigation.close;
  return (
    <>
      <Show when={app.account()}>{(account) => <AccountDialogs app={app} runtime={runtime} account={account()} now={props.now} />}</Show>
      <Switch>
        <Match when={navigation.overOf('shortcuts')}>
          <ShortcutsDialog enterSends={app.store.settings?.enterSends ?? true} onClose={close} />
        </Match>
        <Match when={navigation.overOf('sign-out')}>
          {(over) => (
            <SignOutDialog
              account={over().account}
              preview={() => runtime.signOutPreview(over().account.id)}
              signOut={async (keep) => {
                const { id } = over().account;
                await runtime.signOut(id, keep);
                app.signedOut(id);
              }}
              onClose={close}
            />
          )}
        </Match>
        <Match when={navigation.overOf('delete-account')?.account} keyed>
          {(account) => (
            <DeleteAccountDialog
              account={account}
              left={app.store.deleting}
              remove={async () => {
                await runtime.deleteAccount(account.id);
                app.signedOut(account.id);
              }}
              onClose={close}
            />
          )}
        </Match>
        <Match when={navigation.overOf('new-token')}>
          {(over) => <NewTokenDialog enter={(token) => runtime.enterToken(over().account, token)} onClose={close} />}
        </Match>
        <Match when={navigation.overOf('confirm')?.question} keyed>
          {(question) => <ConfirmDialog confirm={question} onClose={close} />}
        </Match>
      </Switch>
    </>
  );
}

/** Dialogs that start something in the account on the screen. */
function AccountDialogs(props: { app: AppState; runtime: Runtime; account: AccountState; now: number }): JSX.Element {
  const { app, runtime } = props;
  const { navigation } = app;
  const id = () => props.account.info.id;
  const media = (item: string) => runtime.mediaUrl(id(), item, 'thumb');
  const openChat = (conversation: string) => navigation.openChat(id(), conversation);
  const close = navigation.close;
  const starting = () => navigation.overOf('new-chat') ?? navigation.overOf('new-group');
  const [chats] = createResource(
    () => starting() && id(),
    (account) => runtime.findConversations(account, '', RECENT_CHATS),
  );
  const recent = () => recentPeople((!chats.error && chats.latest) || []);
  return (
    <Switch>
      <Match when={navigation.overOf('new-chat')}>
        <NewChatDialog
          me={props.account.info.user}
          contacts={() => runtime.contacts(id())}
          recent={recent()}
          find={(user) => runtime.findPerson(id(), user)}
          create={(user) => runtime.createOneToOne(id(), user)}
          notes={() => runtime.openNotes(id())}
          onJoin={() => navigation.open({ kind: 'join-group' })}
          onBots={() => navigation.open({ kind: 'bots' })}
          onLive={() => navigation.open({ kind: 'live' })}
          mediaUrl={media}
          onCreated={openChat}
          onClose={close}
        />
      </Match>
      <Match when={navigation.overOf('bots')}>
        <BotsDialog
          load={() => runtime.bots(id())}
          start={(bot) => runtime.startBotChat(id(), bot)}
          mediaUrl={media}
          onStarted={openChat}
          onClose={close}
        />
      </Match>
      <Match when={navigation.overOf('live')}>
        <LiveScreen app={app} runtime={runtime} account={id()} />
      </Match>
      <Match when={navigation.overOf('join-group')}>
        <JoinGroupDialog
          ask={(group, reason) => runtime.askToJoin(id(), group, reason)}
          onAsked={() => app.tell(t().joinSent)}
          onClose={close}
        />
      </Match>
      <Match when={navigation.overOf('new-group')?.people} keyed>
        {(people) => (
          <NewGroupDialog
            people={people}
            me={props.account.info.user}
            contacts={() => runtime.contacts(id())}
            recent={recent()}
            find={(user) => runtime.findPerson(id(), user)}
            create={(nonce, name, users) => runtime.createGroup(id(), nonce, name, users)}
            mediaUrl={media}
            onCreated={openChat}
            onClose={close}
          />
        )}
      </Match>
      <Match when={navigation.overOf('search')}>
        <SearchEverywhere
          ask={(words, filter, after) => runtime.searchMessages(id(), words, filter, after, PAGE)}
          older={{
            lacks: () => runtime.lacksHistory(id(), null),
            load: () => runtime.loadHistory(id(), null),
            cancel: () => void runtime.cancelHistory(id()).catch(app.tellFailure),
            loaded: () => app.store.historyLoaded,
            offline: () => props.account.connection.kind !== 'online',
          }}
          names={(words) => runtime.findNames(id(), words)}
          now={props.now}
          mediaUrl={media}
          onPerson={(person) => void runtime.createOneToOne(id(), person.id).then(openChat, app.tellFailure)}
          onGroup={openChat}
          onMessage={(row) => {
            app.chat(id(), row.conversation).comeTo(row.message);
            openChat(row.conversation);
          }}
          onClose={close}
        />
      </Match>
      <Match when={navigation.overOf('export')} keyed>
        {(over) => (
          <ExportDialog
            title={over.title}
            progress={app.store.exporting}
            start={(from, before, load) => runtime.exportConversation(id(), over.conversation, from, before, load)}
            cancel={() => void runtime.cancelExport(id()).catch(app.tellFailure)}
            onDone={(saved) => {
              close();
              app.tell(t().exportDone(saved.name, saved.folder));
            }}
            onClose={close}
          />
        )}
      </Match>
      <Match when={navigation.overOf('profile')?.user} keyed>
        {(user) => <ProfileScreen app={app} runtime={runtime} account={id()} user={user} now={props.now} />}
      </Match>
      <Match when={navigation.overOf('add-contact')}>
        {(over) => (
          <AddContactDialog
            person={over().person}
            find={(user) => runtime.findPerson(id(), user)}
            ask={(user, greeting) => runtime.askContact(id(), user, greeting)}
            mediaUrl={media}
            onAsked={() => app.tell(t().requestIsSent)}
            onClose={close}
          />
        )}
      </Match>
      <Match when={navigation.overOf('switcher')}>
        <Switcher find={(words) => runtime.findConversations(id(), words, SWITCHER_CHATS)} mediaUrl={media} onPick={openChat} onClose={close} />
      </Match>
      <Match when={navigation.overOf('folders')?.conversation} keyed>
        {(conversation) => <FoldersOf app={app} runtime={runtime} account={props.account} conversation={conversation} />}
      </Match>
      <Match when={navigation.overOf('folder-name')} keyed>
        {(over) => <FolderName app={app} runtime={runtime} account={id()} over={over} />}
      </Match>
      <Match when={navigation.overOf('let-through')?.conversation} keyed>
        {(conversation) => <LetThroughOf app={app} runtime={runtime} account={props.account} conversation={conversation} />}
      </Match>
    </Switch>
  );
}
