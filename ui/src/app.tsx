import { createEffect, createMemo, createSignal, Match, onCleanup, onMount, Show, Switch, untrack, type JSX } from 'solid-js';

import type { AccountInfo } from './bindings';
import { setLanguage, t } from './i18n/language';
import { daysBetween } from './i18n/time';
import { Bird } from './parts/bird/bird';
import { KeyPlaceSetting } from './parts/key-place/key-place';
import { NewChatDialog } from './parts/dialog/new-chat';
import { NewGroupDialog } from './parts/dialog/new-group';
import { recentPeople } from './parts/dialog/recent';
import { NewTokenDialog } from './parts/dialog/new-token';
import { ShortcutsDialog } from './parts/dialog/shortcuts';
import { SignOutDialog } from './parts/dialog/sign-out';
import { Switcher } from './parts/dialog/switcher';
import { Notices } from './parts/notices/notices';
import { Rail, type Place } from './parts/rail/rail';
import { afterPaint } from './runtime/paint';
import type { Runtime } from './runtime/runtime';
import { ChatScreen } from './screens/chat';
import { ContactsScreen } from './screens/contacts';
import { SettingsScreen } from './screens/settings';
import { SignInScreen } from './screens/sign-in';
import { TroubleScreen } from './screens/trouble';
import type { AccountState, AppState } from './state/app';
import { keyOf, zoomOf } from './state/keys';
import { resized } from './state/size';
import './styles/tokens.css';
import './styles/base.css';
import './app.css';

type Open =
  | { kind: 'new-chat' | 'new-group' | 'switcher' | 'shortcuts' }
  | { kind: 'sign-out'; account: AccountInfo }
  | { kind: 'new-token'; account: string };

export function App(props: { app: AppState; runtime: Runtime }): JSX.Element {
  const app = props.app;
  const runtime = props.runtime;
  const [place, setPlace] = createSignal<Place>('chats');
  const [adding, setAdding] = createSignal(false);
  const [open, setOpen] = createSignal<Open | null>(null);
  const [focused, setFocused] = createSignal(document.hasFocus());
  const [now, setNow] = createSignal(Date.now());

  const account = createMemo(() => app.account());
  /** For what is only there while there is one. */
  const current = () => account() as AccountState;
  /** The account on the screen cannot be opened. */
  const trouble = createMemo(() => app.trouble());
  const dialog = <K extends Open['kind']>(kind: K) => {
    const value = open();
    return value?.kind === kind ? (value as Extract<Open, { kind: K }>) : null;
  };
  const close = () => setOpen(null);
  const media = (id: string, item: string) => runtime.mediaUrl(id, item, 'thumb');

  useTheme(app);
  createEffect(() => {
    const { settings, about } = app.store;
    if (settings && about) setLanguage(settings.language ?? about.systemLanguage);
  });

  createEffect(() => {
    const unread = app.store.accounts.reduce((sum, a) => sum + a.unreadTotal, 0);
    document.title = unread > 0 ? `(${unread > 99 ? '99+' : unread}) ${t().appName}` : t().appName;
  });

  // The start is over when the first list is on the screen.
  let listed = false;
  createEffect(() => {
    if (listed || app.store.phase !== 'ready' || !account()?.listed) return;
    listed = true;
    afterPaint(() => void runtime.listPainted().catch(app.tellFailure));
  });

  // What is on the screen decides what is read and what notifies.
  createEffect(() => {
    if (app.store.phase !== 'ready') return;
    const id = app.store.current;
    const shown = id !== null && place() === 'chats' && !adding() ? app.openOf(id) : undefined;
    runtime
      .setVisible({ conversation: id !== null && shown !== undefined ? [id, shown] : null, focused: focused() })
      .catch(app.tellFailure);
  });

  // An account that cannot be opened stands in its own place; whoever is elsewhere is told once.
  const told = new Set<string>();
  createEffect(() => {
    const accounts = app.store.troubles.map((one) => one.account);
    for (const id of told) if (!accounts.includes(id)) told.delete(id);
    for (const one of app.store.troubles) {
      if (told.has(one.account)) continue;
      told.add(one.account);
      if (untrack(() => app.store.current) !== one.account) app.tell(t().troubleElsewhere(one.name));
    }
  });

  // A clicked notification shows its conversation, whatever was open.
  createEffect(() => {
    const id = app.store.current;
    if (id !== null && app.openOf(id) !== undefined) setPlace('chats');
  });

  function resize(how: 'larger' | 'smaller' | 'usual'): void {
    const now = app.store.settings?.zoom;
    if (now === undefined) return;
    const zoom = resized(now, how);
    if (zoom !== now) void app.changeSettings({ zoom });
  }

  function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    const control = (event.ctrlKey || event.metaKey) && !event.altKey;
    const how = control ? zoomOf(event) : null;
    const key = keyOf(event);
    // The size can be changed whatever is open.
    if (how) resize(how);
    else if (document.querySelector('dialog[open]')) return;
    else if (key === 'F1') setOpen({ kind: 'shortcuts' });
    else if (control && !event.shiftKey && key === 'k' && account()) setOpen({ kind: 'switcher' });
    else if (control && !event.shiftKey && key === 'n' && account()) setOpen({ kind: 'new-chat' });
    else return;
    event.preventDefault();
  }

  onMount(() => {
    const focus = () => {
      setFocused(document.hasFocus() && document.visibilityState === 'visible');
      // Whoever ends Linnet from the tray or the task bar leaves the window first.
      if (!focused()) app.saveDrafts();
    };
    // The browser's own menu offers reload and the inspector; our menus prevent it themselves.
    const menu = (event: MouseEvent) => {
      if (!(event.target as Element).closest('input, textarea, .words')) event.preventDefault();
    };
    const wheel = wheelZoom(resize);
    // A dropped file must never replace the page.
    const drop = (event: DragEvent) => event.preventDefault();
    // Times are shown by the day: within one nothing has to be painted anew.
    const clock = setInterval(() => setNow((then) => (daysBetween(then, Date.now()) === 0 ? then : Date.now())), 30_000);
    window.addEventListener('focus', focus);
    window.addEventListener('blur', focus);
    document.addEventListener('visibilitychange', focus);
    window.addEventListener('keydown', onKey);
    window.addEventListener('contextmenu', menu);
    window.addEventListener('dragover', drop);
    window.addEventListener('drop', drop);
    onCleanup(() => {
      clearInterval(clock);
      wheel();
      window.removeEventListener('focus', focus);
      window.removeEventListener('blur', focus);
      document.removeEventListener('visibilitychange', focus);
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('contextmenu', menu);
      window.removeEventListener('dragover', drop);
      window.removeEventListener('drop', drop);
    });
  });

  async function saveReport(): Promise<void> {
    try {
      const name = await runtime.saveReport();
      if (name !== null) app.tell(t().savedAs(name));
    } catch (error) {
      app.tellFailure(error);
    }
  }

  const openConversation = (id: string) => {
    const current = account();
    if (!current) return;
    setPlace('chats');
    setAdding(false);
    app.openConversation(current.info.id, id);
  };

  return (
    <>
      <Switch>
        <Match when={app.store.phase === 'starting'}>
          <div class="starting" role="status">
            <Bird size={72} />
            <span class="visually-hidden">{t().starting}</span>
          </div>
        </Match>
        <Match when={app.store.phase === 'failed'}>
          <div class="starting" role="alert">
            <Bird size={72} />
            <p>{t().startFailed}</p>
            <button type="button" class="button" onClick={() => void app.start()}>
              {t().tryAgain}
            </button>
          </div>
        </Match>
        <Match when={adding() || !(account() || trouble())}>
          <SignInScreen
            signIn={(how) => runtime.signIn(how)}
            cancel={() => void runtime.cancelSignIn().catch(app.tellFailure)}
            done={(info) => {
              app.signedIn(info);
              setAdding(false);
              setPlace('chats');
            }}
            onBack={account() || trouble() ? () => setAdding(false) : undefined}
          />
        </Match>
        <Match when={account() || trouble()}>
          <div class="frame" classList={{ chatting: place() === 'chats' && account() && app.openOf(current().info.id) !== undefined }}>
            <Rail
              accounts={app.store.accounts}
              troubles={app.store.troubles}
              current={app.store.current}
              place={place()}
              mediaUrl={media}
              onAccount={(id) => {
                app.select(id);
                setPlace('chats');
              }}
              onAddAccount={() => setAdding(true)}
              onPlace={(next) => {
                setPlace(next);
                if (next === 'settings') void app.refreshAbout();
              }}
            />
            <Switch>
              <Match when={place() !== 'settings' && trouble()}>
                {(it) => (
                  <TroubleScreen
                    trouble={it()}
                    openAgain={() => runtime.openAgain(it().account)}
                    enterCode={(code) => runtime.enterRecoveryCode(it().account, code)}
                    setAside={() => runtime.setDatabaseAside(it().account)}
                    onSetAside={(done) => app.tell(t().setAsideDone(done.file, done.messages, done.drafts))}
                    onOpenDataDir={() => void runtime.showDataDir().catch(app.tellFailure)}
                  />
                )}
              </Match>
              <Match when={place() === 'chats' && account()}>
                <Show when={account()?.info.id} keyed>
                  <ChatScreen
                    app={app}
                    runtime={runtime}
                    account={current()}
                    focused={focused() && open() === null}
                    now={now()}
                    dialogs={{
                      newChat: () => setOpen({ kind: 'new-chat' }),
                      newGroup: () => setOpen({ kind: 'new-group' }),
                      switcher: () => setOpen({ kind: 'switcher' }),
                      newToken: (id) => setOpen({ kind: 'new-token', account: id }),
                      signOut: (info) => setOpen({ kind: 'sign-out', account: info }),
                    }}
                  />
                </Show>
              </Match>
              <Match when={place() === 'contacts' && account()}>
                <Show when={account()?.info.id} keyed>
                  {(id) => (
                    <ContactsScreen
                      load={() => runtime.contacts(id)}
                      chatWith={(user) => runtime.createOneToOne(id, user)}
                      mediaUrl={(item) => media(id, item)}
                      onOpen={openConversation}
                      onNewChat={() => setOpen({ kind: 'new-chat' })}
                      onFailure={app.tellFailure}
                    />
                  )}
                </Show>
              </Match>
              <Match when={place() === 'settings' && app.store.settings && app.store.about}>
                {(about) => (
                  <SettingsScreen
                    settings={app.store.settings as NonNullable<typeof app.store.settings>}
                    about={about()}
                    accounts={app.store.accounts.map((a) => a.info)}
                    mediaUrl={media}
                    onChange={(change) => void app.changeSettings(change)}
                    onOpenDataDir={() => void runtime.showDataDir().catch(app.tellFailure)}
                    onShortcuts={() => setOpen({ kind: 'shortcuts' })}
                    onSignOut={(info) => setOpen({ kind: 'sign-out', account: info })}
                    onNewToken={(info) => setOpen({ kind: 'new-token', account: info.id })}
                    keyPlace={
                      <Show when={account()}>
                        <KeyPlaceSetting
                          place={() => runtime.keyPlace(current().info.id)}
                          code={() => runtime.recoveryCode(current().info.id)}
                          set={(on) => runtime.setKeyringOnly(current().info.id, on)}
                        />
                      </Show>
                    }
                    diagnosis={(id) => runtime.diagnosis(id)}
                    onSaveReport={() => void saveReport()}
                    onFailure={app.tellFailure}
                    onQuit={() => void runtime.quit().catch(app.tellFailure)}
                  />
                )}
              </Match>
            </Switch>
            <Show when={account()}>
            <Switch>
              <Match when={dialog('new-chat')}>
                <NewChatDialog
                  me={current().info.user}
                  contacts={() => runtime.contacts(current().info.id)}
                  recent={recentPeople(current().rows)}
                  find={(user) => runtime.findPerson(current().info.id, user)}
                  create={(user) => runtime.createOneToOne(current().info.id, user)}
                  mediaUrl={(item) => media(current().info.id, item)}
                  onCreated={openConversation}
                  onClose={close}
                />
              </Match>
              <Match when={dialog('new-group')}>
                <NewGroupDialog
                  me={current().info.user}
                  contacts={() => runtime.contacts(current().info.id)}
                  recent={recentPeople(current().rows)}
                  find={(user) => runtime.findPerson(current().info.id, user)}
                  create={(nonce, name, users) => runtime.createGroup(current().info.id, nonce, name, users)}
                  mediaUrl={(item) => media(current().info.id, item)}
                  onCreated={openConversation}
                  onClose={close}
                />
              </Match>
              <Match when={dialog('switcher')}>
                <Switcher
                  rows={current().rows}
                  mediaUrl={(item) => media(current().info.id, item)}
                  onPick={openConversation}
                  onClose={close}
                />
              </Match>
              <Match when={dialog('sign-out')}>
                {(value) => (
                  <SignOutDialog
                    account={value().account}
                    preview={() => runtime.signOutPreview(value().account.id)}
                    signOut={async (keep) => {
                      const id = value().account.id;
                      await runtime.signOut(id, keep);
                      app.signedOut(id);
                    }}
                    onClose={close}
                  />
                )}
              </Match>
              <Match when={dialog('new-token')}>
                {(value) => (
                  <NewTokenDialog enter={(token) => runtime.enterToken(value().account, token)} onClose={close} />
                )}
              </Match>
            </Switch>
            </Show>
          </div>
        </Match>
      </Switch>
      <Show when={dialog('shortcuts')}>
        <ShortcutsDialog enterSends={app.store.settings?.enterSends ?? true} onClose={close} />
      </Show>
      <Notices notices={app.store.notices} onDismiss={app.dismiss} />
    </>
  );
}

/** Wheel units of one step; a notch of a mouse is about 100. */
const NOTCH = 60;

/**
 * The wheel with Ctrl changes the size. It is listened to only while Ctrl is down: a listener that may hold the wheel
 * back makes all scrolling wait for it. Answers what ends it.
 */
function wheelZoom(resize: (how: 'larger' | 'smaller') => void): () => void {
  let turned = 0;
  let listening = false;
  const turn = (event: WheelEvent) => {
    if (event.defaultPrevented) return;
    if (!event.ctrlKey) return stop();
    event.preventDefault();
    turned += event.deltaY;
    if (Math.abs(turned) < NOTCH) return;
    resize(turned < 0 ? 'larger' : 'smaller');
    turned = 0;
  };
  function stop(): void {
    if (!listening) return;
    listening = false;
    turned = 0;
    window.removeEventListener('wheel', turn);
  }
  const down = (event: KeyboardEvent) => {
    if (event.key !== 'Control' || listening) return;
    listening = true;
    window.addEventListener('wheel', turn, { passive: false });
  };
  const up = (event: KeyboardEvent) => {
    if (event.key === 'Control') stop();
  };
  window.addEventListener('keydown', down);
  window.addEventListener('keyup', up);
  window.addEventListener('blur', stop);
  return () => {
    stop();
    window.removeEventListener('keydown', down);
    window.removeEventListener('keyup', up);
    window.removeEventListener('blur', stop);
  };
}

/** The theme chosen, or the desktop's as it changes. */
function useTheme(app: AppState): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const [system, setSystem] = createSignal(dark.matches);
  const changed = () => setSystem(dark.matches);
  dark.addEventListener('change', changed);
  onCleanup(() => dark.removeEventListener('change', changed));
  createEffect(() => {
    // Until the settings are there the page wears what it was opened with (public/theme.js).
    const theme = app.store.settings?.theme;
    if (!theme) return;
    document.documentElement.dataset['theme'] = theme === 'system' ? (system() ? 'dark' : 'light') : theme;
  });
}
