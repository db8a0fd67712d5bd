// Everything the page knows, fed by the one stream of updates. The core decides; this only keeps the last word.

import { batch } from 'solid-js';
import { createStore, produce, reconcile, unwrap } from 'solid-js/store';

import type {
  AccountInfo,
  BesideRow,
  Connection,
  ConversationRow,
  ExportProgress,
  ListOverview,
  SettingsChange,
  Trouble,
  Update,
} from '../bindings';
import { asFailure, type Runtime } from '../runtime/runtime';
import { createChats } from './chats';
import { createContacts } from './contacts';
import { applyTo } from './diff';
import { createEmojiUse, type Memory } from './emoji-use';
import { createLive } from './live';
import { createNavigation } from './navigation';
import { createNotices } from './notices';
import { createPortraits } from './portraits';
import { createPresence } from './presence';
import { createSettings } from './settings';
import { createVoice } from './voice';

export type { Notice } from './notices';

export interface Loading {
  done: number;
  total: number;
  finished: boolean;
}

const NOTHING_ABOVE: ListOverview = {
  filter: { kind: 'all' },
  unread: 0,
  mentions: 0,
  people: 0,
  groups: 0,
  favourites: 0,
  drafts: 0,
  archived: 0,
  folders: [],
};

export interface AccountState {
  info: AccountInfo;
  /** False until its list came the first time. */
  listed: boolean;
  /** The first conversations that the list shows, as many as somebody has scrolled to. */
  rows: ConversationRow[];
  /** How many it has, with those that have no row yet. */
  size: number;
  /** Those that were asked for, whether or not the list shows them. */
  beside: BesideRow[];
  overview: ListOverview;
  unreadTotal: number;
  loading: Loading | null;
  connection: Connection;
}

interface Shape {
  phase: 'starting' | 'ready' | 'failed';
  accounts: AccountState[];
  dragOver: boolean;
  /** How far the export is that somebody is waiting for. */
  exporting: ExportProgress | null;
  /** Parts of an account that is being taken away. */
  deleting: number | null;
  /** How many older messages have been loaded that somebody is waiting for. */
  historyLoaded: number;
  /** Accounts that cannot be opened. */
  troubles: Trouble[];
  /** The network costs by what is loaded. */
  metered: boolean;
}

/** What this needs from outside: state knows no language and no element. */
export interface AppWords {
  closedToTray(): string;
  selectionFull(): string;
  /** The caret blinks no more. */
  caretRests(): void;
  picturesAgain(): void;
  say(text: { zh: string; en: string }): string;
  /** Where the page keeps what only it needs. */
  memory: Memory;
}

/** The line of a conversation: of one that the list shows, or that was asked for. */
export const lineOf = (account: AccountState, id: string | undefined): ConversationRow | undefined =>
  account.rows.find((row) => row.id === id) ?? account.beside.find((one) => one.id === id)?.row ?? undefined;

export type AppState = ReturnType<typeof createApp>;

export function createApp(runtime: Runtime, words: AppWords) {
  const [state, set] = createStore<Shape>({ phase: 'starting', accounts: [], dragOver: false, exporting: null, deleting: null, historyLoaded: 0, troubles: [], metered: false });
  const navigation = createNavigation();
  const notices = createNotices(words.say);
  /** For a command whose failure has no place of its own on the screen. */
  const tellFailure = (error: unknown) => notices.tellReason(asFailure(error).reason);
  const chats = createChats(runtime, tellFailure, () => notices.tell(words.selectionFull()));
  const contacts = createContacts();
  const live = createLive();
  const portraits = createPortraits();
  const presence = createPresence(runtime);
  const voice = createVoice(runtime, tellFailure, notices.tellReason);
  const settings = createSettings(runtime, tellFailure);
  // Updates of an account that `app_start` has not named yet (the stream may be quicker than the answer).
  const early = new Map<string, Update[]>();
  /** The account that was on the screen when it went: when it cannot be opened, that is said in its place. */
  let wentAway: string | null = null;

  const index = (account: string) => state.accounts.findIndex((a) => a.info.id === account);

  function putAccount(info: AccountInfo): void {
    const at = index(info.id);
    if (at >= 0) {
      set('accounts', at, 'info', reconcile(info));
      return;
    }
    set('accounts', state.accounts.length, {
      info,
      listed: false,
      rows: [],
      size: 0,
      beside: [],
      overview: NOTHING_ABOVE,
      unreadTotal: 0,
      loading: null,
      connection: { kind: 'stopped' },
    });
    if (navigation.account() === null) navigation.replace(info.id);
    const waiting = early.get(info.id);
    early.delete(info.id);
    waiting?.forEach(apply);
  }

  /** What is shown when the account on the screen has gone. */
  const next = () => state.accounts[0]?.info.id ?? state.troubles[0]?.account ?? null;

  function dropAccount(account: string): void {
    wentAway = navigation.account() === account ? account : null;
    chats.forget(account);
    voice.forget(account);
    contacts.forget(account);
    live.forget(account);
    presence.forget(account);
    set(produce((s) => (s.accounts = s.accounts.filter((a) => a.info.id !== account))));
    navigation.forget(account);
    if (navigation.account() === null) navigation.replace(next());
  }

  function putTrouble(trouble: Trouble): void {
    const known = unwrap(state.troubles);
    const told = known.some((other) => other.account === trouble.account)
      ? known.map((other) => (other.account === trouble.account ? trouble : other))
      : [...known, trouble];
    // The same one told again keeps its card, and what was typed and said there.
    set('troubles', reconcile(told, { key: 'account' }));
    if (navigation.account() === null || wentAway === trouble.account) navigation.replace(trouble.account);
    wentAway = null;
  }

  function keepForLater(account: string, update: Update): boolean {
    if (index(account) >= 0) return false;
    const waiting = early.get(account) ?? [];
    waiting.push(update);
    // A handful arrives between two messages of the shell; more would be an account that never comes.
    if (waiting.length <= 64) early.set(account, waiting);
    return true;
  }

  function apply(update: Update): void {
    switch (update.kind) {
      case 'account':
        putAccount(update.account);
        break;
      case 'account_gone':
        dropAccount(update.account);
        break;
      case 'trouble':
        putTrouble(update.trouble);
        break;
      case 'trouble_over':
        set('troubles', (list) => list.filter((other) => other.account !== update.account));
        // When it is open again, its account has come before this.
        if (navigation.account() === update.account && index(update.account) < 0) navigation.replace(next());
        break;
      case 'conversations': {
        if (keepForLater(update.account, update)) return;
        const at = index(update.account);
        const account = state.accounts[at];
        if (!account) return;
        applyTo<ConversationRow>(
          {
            rows: unwrap(account.rows),
            place: (rows) => set('accounts', at, 'rows', rows),
            change: (row, now) => set('accounts', at, 'rows', row, reconcile(now, { merge: false })),
          },
          update.diffs,
        );
        set('accounts', at, 'beside', reconcile(update.beside, { key: 'id' }));
        set('accounts', at, 'overview', reconcile(update.overview));
        set('accounts', at, { size: update.size, unreadTotal: update.unreadTotal, listed: true });
        break;
      }
      case 'contacts':
        contacts.contactsArrived(update.account, update.diffs);
        break;
      case 'live':
        live.arrived(update.account, update.diffs, update.state);
        break;
      case 'requests':
        contacts.requestsArrived(update.account, update.diffs, update.unseen);
        break;
      case 'profile':
        contacts.profileChanged(update.account, update.user);
        break;
      case 'loading': {
        if (keepForLater(update.account, update)) return;
        const { done, total, finished } = update;
        set('accounts', index(update.account), 'loading', finished ? null : { done, total, finished });
        break;
      }
      case 'connection':
        if (keepForLater(update.account, update)) return;
        set('accounts', index(update.account), 'connection', reconcile(update.connection));
        break;
      case 'timeline':
        chats.arrived(update);
        break;
      case 'members':
        chats.membersArrived(update);
        break;
      case 'activity': {
        const { account, conversation, person, activity } = update;
        chats.typing.seen({ account, conversation, person, activity });
        break;
      }
      case 'drag_over':
        set('dragOver', update.over);
        break;
      case 'presence':
        presence.arrived(update.account, update.whole, update.people);
        break;
      case 'portrait':
        portraits.arrived({ account: update.account, choice: update.choice, problem: update.problem });
        break;
      case 'tray':
        chats.attachments.arrived(update.account, update.conversation, update.files);
        break;
      case 'file':
        chats.files.arrived(update.account, update.media, update.state);
        break;
      case 'recording':
        voice.recordingArrived(update.recording);
        break;
      case 'recording_ended':
        void voice.recordingEnded(update.account, update.conversation, update.reason);
        break;
      case 'playing':
        voice.playingArrived(update.playing);
        break;
      case 'marks':
        chats.marks.changed(update.account, update.conversation);
        break;
      case 'group':
        chats.groups.group(update.account, update.conversation);
        break;
      case 'people':
        chats.groups.people(update.account);
        break;
      case 'planned':
        chats.planned.textsChanged(update.account, update.conversation);
        break;
      case 'exporting':
        set('exporting', update.progress);
        break;
      case 'deleting_account':
        set('deleting', update.left);
        break;
      case 'loading_history':
        set('historyLoaded', update.loaded);
        break;
      case 'reminders':
        chats.planned.remindersChanged(update.account);
        break;
      case 'open_conversation':
        if (update.message) chats.of(update.account, update.conversation).comeTo(update.message);
        navigation.openChat(update.account, update.conversation);
        break;
      case 'pictures_again':
        words.picturesAgain();
        break;
      case 'metered':
        set('metered', update.metered);
        break;
      case 'caret_rests':
        words.caretRests();
        break;
      case 'closed_to_tray':
        notices.tell(words.closedToTray());
        break;
      case 'notice':
        notices.tellReason(update.reason);
        break;
    }
  }

  const store = {
    get phase() {
      return state.phase;
    },
    get accounts() {
      return state.accounts;
    },
    get metered() {
      return state.metered;
    },
    get troubles() {
      return state.troubles;
    },
    get deleting() {
      return state.deleting;
    },
    get exporting() {
      return state.exporting;
    },
    get historyLoaded() {
      return state.historyLoaded;
    },
    get dragOver() {
      return state.dragOver;
    },
    get settings() {
      return settings.settings();
    },
    get about() {
      return settings.about();
    },
    get notices() {
      return notices.all();
    },
    get typing() {
      return chats.typing.list;
    },
  };

  return {
    store,
    navigation,
    chat: chats.of,
    timeline: chats.timeline,
    members: chats.members,
    people: chats.people,
    files: chats.files,
    voice,
    marks: chats.marks,
    contacts,
    live,
    portraits,
    presence,
    groups: chats.groups,
    planned: chats.planned,
    emoji: createEmojiUse(words.memory),
    /** Puts on the disk what was typed and waits for a pause. */
    saveDrafts: chats.drafts.saveAll,

    async start(): Promise<void> {
      set('phase', 'starting');
      try {
        const hello = await runtime.start((updates) => chats.around(updates, () => updates.forEach(apply)));
        batch(() => {
          settings.arrived(hello.settings, hello.about);
          set('metered', hello.metered);
          hello.accounts.forEach(putAccount);
          hello.troubles.forEach(putTrouble);
          set('phase', 'ready');
        });
      } catch (error) {
        set('phase', 'failed');
        tellFailure(error);
      }
    },

    /** The account on the screen. */
    account: () => state.accounts.find((a) => a.info.id === navigation.account()),
    /** Why the account on the screen cannot be opened, when it cannot. */
    trouble: () => state.troubles.find((one) => one.account === navigation.account()),

    signedIn: (info: AccountInfo) =>
      batch(() => {
        // The stream may have been quicker, and know the name by now: what it said is never older than this.
        if (index(info.id) < 0) putAccount(info);
        navigation.select(info.id);
      }),
    signedOut: dropAccount,

    refreshAbout: settings.refreshAbout,
    changeSettings: (change: SettingsChange) => settings.change(change),

    tell: notices.tell,
    tellFailure,
    dismiss: notices.dismiss,
  };
}
