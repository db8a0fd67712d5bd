import { Match, Show, Switch, type JSX } from 'solid-js';

import { ConfirmDialog } from '../parts/dialog/confirm';
import { NewChatDialog } from '../parts/dialog/new-chat';
import { NewGroupDialog } from '../parts/dialog/new-group';
import { recentPeople } from '../parts/dialog/recent';
import { NewTokenDialog } from '../parts/dialog/new-token';
import { ShortcutsDialog } from '../parts/dialog/shortcuts';
import { SignOutDialog } from '../parts/dialog/sign-out';
import { Switcher } from '../parts/dialog/switcher';
import type { Runtime } from '../runtime/runtime';
import type { AccountState, AppState } from '../state/app';

/** The dialog that lies over the screen, if one does. What belongs to one chat lies over that chat (`screens/chat.tsx`). */
export function OverScreen(props: { app: AppState; runtime: Runtime }): JSX.Element {
  const { app, runtime } = props;
  const { navigation } = app;
  const close = navigation.close;
  return (
    <>
      <Show when={app.account()}>{(account) => <AccountDialogs app={app} runtime={runtime} account={account()} />}</Show>
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
function AccountDialogs(props: { app: AppState; runtime: Runtime; account: AccountState }): JSX.Element {
  const { app, runtime } = props;
  const { navigation } = app;
  const id = () => props.account.info.id;
  const media = (item: string) => runtime.mediaUrl(id(), item, 'thumb');
  const openChat = (conversation: string) => navigation.openChat(id(), conversation);
  const close = navigation.close;
  return (
    <Switch>
      <Match when={navigation.overOf('new-chat')}>
        <NewChatDialog
          me={props.account.info.user}
          contacts={() => runtime.contacts(id())}
          recent={recentPeople(props.account.rows)}
          find={(user) => runtime.findPerson(id(), user)}
          create={(user) => runtime.createOneToOne(id(), user)}
          mediaUrl={media}
          onCreated={openChat}
          onClose={close}
        />
      </Match>
      <Match when={navigation.overOf('new-group')?.people} keyed>
        {(people) => (
          <NewGroupDialog
            people={people}
            me={props.account.info.user}
            contacts={() => runtime.contacts(id())}
            recent={recentPeople(props.account.rows)}
            find={(user) => runtime.findPerson(id(), user)}
            create={(nonce, name, users) => runtime.createGroup(id(), nonce, name, users)}
            mediaUrl={media}
            onCreated={openChat}
            onClose={close}
          />
        )}
      </Match>
      <Match when={navigation.overOf('switcher')}>
        <Switcher rows={props.account.rows} mediaUrl={media} onPick={openChat} onClose={close} />
      </Match>
    </Switch>
  );
}
