// Where the person is: one screen, what lies over it, and the way back. Whatever leads somewhere (a click, a key, a
// notification, a link of the desktop) goes through here.

import { createStore, produce } from 'solid-js/store';

import type { AccountInfo, FolderRow, MessageRow, Person } from '../bindings';

/** What fills the window beside the rail. */
export type Screen = 'chats' | 'contacts' | 'favourites' | 'settings' | 'sign-in';

/** A question that is asked before something is lost. */
export interface Question {
  title: string;
  text: string;
  label: string;
  run: () => Promise<unknown>;
  /** Something smaller that can be done instead. */
  other?: { label: string; run: () => Promise<unknown> };
}

/** What lies over the screen until it is closed; one thing at a time. */
export type Over =
  | { kind: 'new-chat' }
  | { kind: 'join-group' }
  | { kind: 'bots' }
  | { kind: 'live' }
  | { kind: 'profile'; user: string }
  | { kind: 'add-contact'; person: Person | null }
  | { kind: 'new-group'; people: Person[] }
  | { kind: 'switcher' }
  | { kind: 'folders'; conversation: string }
  /** A new folder, for a conversation or none, or another name of one. */
  | { kind: 'folder-name'; folder: FolderRow | null; conversation: string | null }
  | { kind: 'let-through'; conversation: string }
  | { kind: 'search' }
  | { kind: 'export'; conversation: string; title: string }
  | { kind: 'date'; from: number }
  | { kind: 'shortcuts' }
  | { kind: 'sign-out'; account: AccountInfo }
  | { kind: 'delete-account'; account: AccountInfo }
  | { kind: 'new-token'; account: string }
  | { kind: 'confirm'; question: Question }
  | { kind: 'viewer'; message: string }
  | { kind: 'pins' }
  | { kind: 'planned' }
  | { kind: 'readers'; message: string }
  | { kind: 'details'; message: MessageRow }
  | { kind: 'forward'; messages: readonly string[] }
  | { kind: 'history'; message: string; title: string }
  | { kind: 'link'; url: string; host: string };

interface Place {
  screen: Screen;
  account: string | null;
  chat: string | undefined;
}

/** Places that are remembered for the way back; the oldest is forgotten first. */
const TRAIL = 50;

const samePlace = (a: Place, b: Place) => a.screen === b.screen && a.account === b.account && a.chat === b.chat;

export type Navigation = ReturnType<typeof createNavigation>;

export function createNavigation() {
  const [store, set] = createStore<{
    screen: Screen;
    account: string | null;
    /** The conversation of each account; it is on the screen when the account and its chats are. */
    chats: Record<string, string | undefined>;
    over: Over | null;
    panel: boolean;
    thread: string | null;
    /** What was shared stands there. */
    shared: boolean;
    /** The search in the chat on the screen is open; how often it was asked for. */
    search: number;
  }>({ screen: 'chats', account: null, chats: {}, over: null, panel: false, thread: null, shared: false, search: 0 });
  let trail: Place[] = [];

  const here = (): Place => ({
    screen: store.screen,
    account: store.account,
    chat: store.account === null ? undefined : store.chats[store.account],
  });

  /** Goes somewhere: nothing lies over a place one has just come to. */
  function move(change: (to: typeof store) => void, remember = true): void {
    const from = here();
    set(
      produce((to) => {
        to.over = null;
        change(to);
      }),
    );
    // The details belong to the chat they were opened for.
    if (!samePlace(from, here())) set({ panel: false, thread: null, shared: false, search: 0 });
    if (remember && !samePlace(from, here())) trail = [...trail.slice(-(TRAIL - 1)), from];
  }

  return {
    screen: () => store.screen,
    /** The account on the screen. */
    account: () => store.account,
    /** The conversation an account shows, or would. */
    chatOf: (account: string) => store.chats[account],
    /** The conversation on the screen. */
    shown(): [account: string, conversation: string] | null {
      const { screen, account, chat } = here();
      return screen === 'chats' && account !== null && chat !== undefined ? [account, chat] : null;
    },
    over: () => store.over,
    /** What lies over the screen, when it is of this kind. */
    overOf<K extends Over['kind']>(kind: K): Extract<Over, { kind: K }> | null {
      return store.over?.kind === kind ? (store.over as Extract<Over, { kind: K }>) : null;
    },
    /** The details, or a thread, stand beside the chat. */
    panel: () => store.panel,
    /** A message of the thread that stands there. */
    thread: () => (store.panel ? store.thread : null),

    /** How often the search in this chat was asked for; 0: it is closed. */
    search: () => store.search,
    openSearch: () => set('search', (times) => times + 1),
    closeSearch: () => set('search', 0),

    show: (screen: Screen) => move((to) => (to.screen = screen)),
    select: (account: string | null) =>
      move((to) => {
        to.account = account;
        to.screen = 'chats';
      }),
    /** An account that comes or goes by itself: the screen stays what it is, and no way leads back to it. */
    replace: (account: string | null) => set('account', account),
    openChat: (account: string, conversation: string | null) =>
      move((to) => {
        to.screen = 'chats';
        to.account = account;
        to.chats[account] = conversation ?? undefined;
      }),
    open: (over: Over) => set('over', over),
    close: () => set('over', null),
    setPanel: (on: boolean) => set({ panel: on, thread: null, shared: false }),
    openThread: (message: string) => set({ panel: true, thread: message, shared: false }),
    /** What was shared stands beside the chat. */
    shared: () => store.panel && store.shared,
    openShared: () => set({ panel: true, thread: null, shared: true }),

    /** Where one was before. False when there is nothing to go back to. */
    back(): boolean {
      const to = trail.pop();
      if (!to) return false;
      move((now) => {
        now.screen = to.screen;
        now.account = to.account;
        if (to.account !== null) now.chats[to.account] = to.chat;
      }, false);
      return true;
    },

    /** The account was signed out: nothing leads to it any more. */
    forget(account: string): void {
      trail = trail.filter((place) => place.account !== account);
      set(
        produce((now) => {
          delete now.chats[account];
          if (now.account === account) now.account = null;
          if (now.over?.kind === 'new-token' && now.over.account === account) now.over = null;
        }),
      );
    },
  };
}
