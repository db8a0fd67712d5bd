import { createEffect, createMemo, createSignal, Match, onCleanup, onMount, Show, Switch, untrack, type JSX } from 'solid-js';

import { setLanguage, t } from './i18n/language';
import { daysBetween } from './i18n/time';
import { Bird } from './parts/bird/bird';
import { KeyPlaceSetting } from './parts/key-place/key-place';
import { Notices } from './parts/notices/notices';
import { Rail } from './parts/rail/rail';
import { afterPaint } from './runtime/paint';
import type { Runtime } from './runtime/runtime';
import { followBeside } from './screens/beside';
import { ChatScreen } from './screens/chat';
import { ContactsScreen } from './screens/contacts';
import { FavouritesScreen } from './screens/favourites';
import { OverScreen } from './screens/over';
import { SettingsScreen } from './screens/settings';
import { MediaUseSetting } from './screens/settings/media-use';
import { SignInScreen } from './screens/sign-in';
import { TroubleScreen } from './screens/trouble';
import type { AccountState, AppState } from './state/app';
import { keepFocus, windowFocus } from './window/focus';
import { mediaQuery, NARROW } from './window/media-query';
import { useShortcuts } from './window/shortcuts';
import { useTheme } from './window/theme';
import './styles/tokens.css';
import './styles/base.css';
import './app.css';

/** The window: rail, screen, and what lies over it. */
export function App(props: { app: AppState; runtime: Runtime }): JSX.Element {
  const { app, runtime } = props;
  const { navigation } = app;
  const narrow = mediaQuery(NARROW);
  // Whoever ends Linnet from the tray or the task bar leaves the window first.
  const focused = windowFocus(app.saveDrafts);

  const account = createMemo(() => app.account());
  /** For what is only there while there is one. */
  const current = () => account() as AccountState;
  /** The account on the screen cannot be opened. */
  const trouble = createMemo(() => app.trouble());
  const someone = () => account() !== undefined || trouble() !== undefined;
  /** Somebody looks at the messages: the window has the focus, and nothing lies over it. */
  const attended = () => focused() && navigation.over() === null;
  const now = useDay();

  useTheme(app);
  useShortcuts(app, narrow);
  keepFocus();
  useDesktopManners();
  useTitle(app);
  followBeside(app, runtime);
  useTroubleNews(app);
  createEffect(() => {
    const { settings, about } = app.store;
    if (settings && about) setLanguage(settings.language ?? about.systemLanguage);
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
    runtime.setVisible({ conversation: navigation.shown(), focused: focused() }).catch(app.tellFailure);
  });

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
        <Match when={navigation.screen() === 'sign-in' || !someone()}>
          <SignInScreen
            signIn={(how) => runtime.signIn(how)}
            cancel={() => void runtime.cancelSignIn().catch(app.tellFailure)}
            done={app.signedIn}
            onBack={someone() ? () => navigation.back() || navigation.show('chats') : undefined}
          />
        </Match>
        <Match when={someone()}>
          <div class="frame" classList={{ chatting: account() !== undefined && navigation.shown() !== null }}>
            <Rail
              accounts={app.store.accounts}
              requests={navigation.account() === null ? 0 : app.contacts.of(navigation.account() as string).unseen}
              troubles={app.store.troubles}
              current={navigation.account()}
              place={navigation.screen() as Exclude<ReturnType<typeof navigation.screen>, 'sign-in'>}
              mediaUrl={(id, item) => runtime.mediaUrl(id, item, 'thumb')}
              onAccount={navigation.select}
              onAddAccount={() => navigation.show('sign-in')}
              onPlace={(next) => {
                navigation.show(next);
                if (next === 'settings') void app.refreshAbout();
              }}
            />
            <Switch>
              <Match when={navigation.screen() !== 'settings' && trouble()}>
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
              <Match when={navigation.screen() === 'chats' && account()}>
                <Show when={account()?.info.id} keyed>
                  <ChatScreen
                    app={app}
                    runtime={runtime}
                    account={current()}
                    narrow={narrow()}
                    focused={attended()}
                    now={now()}
                  />
                </Show>
              </Match>
              <Match when={navigation.screen() === 'contacts' && account()}>
                <Show when={account()?.info.id} keyed>
                  {(id) => (
                    <ContactsScreen app={app} runtime={runtime} account={id} now={now()} attended={attended()} />
                  )}
                </Show>
              </Match>
              <Match when={navigation.screen() === 'favourites' && account()}>
                <Show when={account()?.info.id} keyed>
                  {(id) => <FavouritesScreen app={app} runtime={runtime} account={id} now={now()} />}
                </Show>
              </Match>
              <Match when={navigation.screen() === 'settings'}>
                <Settings app={app} runtime={runtime} />
              </Match>
            </Switch>
          </div>
        </Match>
      </Switch>
      <OverScreen app={app} runtime={runtime} now={now()} />
      <Notices notices={app.store.notices} onDismiss={app.dismiss} />
    </>
  );
}

function Settings(props: { app: AppState; runtime: Runtime }): JSX.Element {
  const { app, runtime } = props;
  const { navigation } = app;

  async function saveReport(): Promise<void> {
    try {
      const name = await runtime.saveReport();
      if (name !== null) app.tell(t().savedAs(name));
    } catch (error) {
      app.tellFailure(error);
    }
  }

  return (
    <Show when={app.store.settings && app.store.about}>
      {(about) => (
        <SettingsScreen
          settings={app.store.settings as NonNullable<typeof app.store.settings>}
          about={about()}
          accounts={app.store.accounts.map((a) => a.info)}
          mediaUrl={(id, item) => runtime.mediaUrl(id, item, 'thumb')}
          onChange={(change) => void app.changeSettings(change)}
          downloads={{ place: () => runtime.downloadPlace(), choose: () => runtime.chooseDownloadPlace() }}
          onOpenDataDir={() => void runtime.showDataDir().catch(app.tellFailure)}
          onShortcuts={() => navigation.open({ kind: 'shortcuts' })}
          onProfile={(account) => {
            navigation.replace(account.id);
            navigation.open({ kind: 'profile', user: account.user });
          }}
          onSignOut={(account) => navigation.open({ kind: 'sign-out', account })}
          onSignOutOthers={(account) =>
            navigation.open({
              kind: 'confirm',
              question: {
                title: t().signOutOthersTitle,
                text: t().signOutOthersText,
                label: t().signOutOthersDo,
                run: async () => app.tell(t().signedOutOthers(await runtime.signOutOthers(account.id))),
              },
            })
          }
          onDeleteAccount={(account) => navigation.open({ kind: 'delete-account', account })}
          onNewToken={(info) => navigation.open({ kind: 'new-token', account: info.id })}
          keyPlace={
            <Show when={app.account()?.info.id} keyed>
              {(id) => (
                <KeyPlaceSetting
                  place={() => runtime.keyPlace(id)}
                  code={() => runtime.recoveryCode(id)}
                  set={(on) => runtime.setKeyringOnly(id, on)}
                />
              )}
            </Show>
          }
          mediaUse={
            <Show when={app.account()?.info.id} keyed>
              {(id) => (
                <MediaUseSetting
                  load={() => runtime.mediaUse(id)}
                  clear={(conversation) => runtime.clearMedia(id, conversation)}
                  onFailure={app.tellFailure}
                />
              )}
            </Show>
          }
          diagnosis={(id) => runtime.diagnosis(id)}
          onSaveReport={() => void saveReport()}
          onFailure={app.tellFailure}
          onQuit={() => void runtime.quit().catch(app.tellFailure)}
        />
      )}
    </Show>
  );
}

/** The time, to the day: times are shown by the day, and within one nothing has to be painted anew. */
function useDay(): () => number {
  const [now, setNow] = createSignal(Date.now());
  const clock = setInterval(() => setNow((then) => (daysBetween(then, Date.now()) === 0 ? then : Date.now())), 30_000);
  onCleanup(() => clearInterval(clock));
  return now;
}

/** What a page does by itself and a program does not: its menu with "reload", and opening a file that is dropped. */
function useDesktopManners(): void {
  onMount(() => {
    const menu = (event: MouseEvent) => {
      if (!(event.target as Element).closest('input, textarea, .words')) event.preventDefault();
    };
    const drop = (event: DragEvent) => event.preventDefault();
    window.addEventListener('contextmenu', menu);
    window.addEventListener('dragover', drop);
    window.addEventListener('drop', drop);
    onCleanup(() => {
      window.removeEventListener('contextmenu', menu);
      window.removeEventListener('dragover', drop);
      window.removeEventListener('drop', drop);
    });
  });
}

/** How much is unread stands in the title of the window. */
function useTitle(app: AppState): void {
  createEffect(() => {
    const unread = app.store.accounts.reduce((sum, a) => sum + a.unreadTotal, 0);
    document.title = unread > 0 ? `(${unread > 99 ? '99+' : unread}) ${t().appName}` : t().appName;
  });
}

/** An account that cannot be opened stands in its own place; whoever is elsewhere is told once. */
function useTroubleNews(app: AppState): void {
  const told = new Set<string>();
  createEffect(() => {
    const accounts = app.store.troubles.map((one) => one.account);
    for (const id of told) if (!accounts.includes(id)) told.delete(id);
    for (const one of app.store.troubles) {
      if (told.has(one.account)) continue;
      told.add(one.account);
      if (untrack(app.navigation.account) !== one.account) app.tell(t().troubleElsewhere(one.name));
    }
  });
}
