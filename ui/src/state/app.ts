// Everything the page knows, fed by the one stream of updates. The core decides; this only keeps the last word.

import { batch } from 'solid-js';
import { createStore, produce, reconcile, unwrap } from 'solid-js/store';

import type {
  About,
  AccountInfo,
  Connection,
  ConversationRow,
  Intake,
  Person,
  Settings,
  SettingsChange,
  Trouble,
  Update,
} from '../bindings';
import { asFailure, type Runtime } from '../runtime/runtime';
import { applied } from './diff';
import { createDrafts } from './drafts';
import { createTimeline, type TimelineModel } from './timeline';
import { Turns } from './turns';

/** How long "is typing" stays. */
export const TYPING_MS = 3_000;

const NOTHING: Intake[] = [];

/** Notices shown at once; older ones go first. */
const MAX_NOTICES = 4;

export interface Loading {
  done: number;
  total: number;
  finished: boolean;
}

export interface AccountState {
  info: AccountInfo;
  /** False until its list came the first time. */
  listed: boolean;
  rows: ConversationRow[];
  unreadTotal: number;
  loading: Loading | null;
  connection: Connection;
}

export interface Typist {
  account: string;
  conversation: string;
  person: Person;
}

export interface Notice {
  id: number;
  text: string;
  code: string | null;
  logId: string | null;
}

interface Shape {
  phase: 'starting' | 'ready' | 'failed';
  accounts: AccountState[];
  current: string | null;
  /** Conversation shown, per account. */
  open: Record<string, string | undefined>;
  settings: Settings | null;
  about: About | null;
  dragOver: boolean;
  /** What waits to be sent, by account and conversation. */
  trays: Record<string, Intake[] | undefined>;
  typing: Typist[];
  notices: Notice[];
  /** Accounts that cannot be opened. */
  troubles: Trouble[];
}

export type AppState = ReturnType<typeof createApp>;

export function createApp(runtime: Runtime, words: AppWords) {
  const [store, set] = createStore<Shape>({
    phase: 'starting',
    accounts: [],
    current: null,
    open: {},
    settings: null,
    about: null,
    dragOver: false,
    trays: {},
    typing: [],
    notices: [],
    troubles: [],
  });
  const drafts = createDrafts(runtime, (error) => tellReason(asFailure(error).reason));
  const timelines = new Map<number, TimelineModel>();
  const turns = new Turns();
  const typingTimers = new Map<string, ReturnType<typeof setTimeout>>();
  // Updates of an account that `app_start` has not named yet (the stream may be quicker than the answer).
  const early = new Map<string, Update[]>();
  /** The account that was on the screen when it went: when it cannot be opened, that is said in its place. */
  let wentAway: string | null = null;
  // Settings as the shell last answered them, and changes that it has not answered yet.
  let settingsKept: Settings | null = null;
  const changes: SettingsChange[] = [];
  let nextView = 1;
  let nextNotice = 1;

  const index = (account: string) => store.accounts.findIndex((a) => a.info.id === account);

  function putAccount(info: AccountInfo): void {
    const at = index(info.id);
    if (at >= 0) {
      set('accounts', at, 'info', reconcile(info));
      return;
    }
    set(
      'accounts',
      store.accounts.length,
      {
        info,
        listed: false,
        rows: [],
        unreadTotal: 0,
        loading: null,
        connection: { kind: 'stopped' },
      },
    );
    if (store.current === null) set('current', info.id);
    const waiting = early.get(info.id);
    early.delete(info.id);
    waiting?.forEach(apply);
  }

  /** What is shown when the account on the screen has gone. */
  const next = () => store.accounts[0]?.info.id ?? store.troubles[0]?.account ?? null;

  function dropAccount(account: string): void {
    wentAway = store.current === account ? account : null;
    drafts.forget(account);
    set(
      produce((s) => {
        s.accounts = s.accounts.filter((a) => a.info.id !== account);
        delete s.open[account];
        for (const key of Object.keys(s.trays)) if (key.startsWith(`${account} `)) delete s.trays[key];
        if (s.current === account) s.current = null;
      }),
    );
    if (store.current === null) set('current', next());
  }

  function putTrouble(trouble: Trouble): void {
    const known = unwrap(store.troubles);
    const told = known.some((other) => other.account === trouble.account)
      ? known.map((other) => (other.account === trouble.account ? trouble : other))
      : [...known, trouble];
    // The same one told again keeps its card, and what was typed and said there.
    set('troubles', reconcile(told, { key: 'account' }));
    if (store.current === null || wentAway === trouble.account) set('current', trouble.account);
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

  function typing(update: Extract<Update, { kind: 'typing' }>): void {
    const key = `${update.account} ${update.conversation} ${update.person.id}`;
    const same = (x: Typist) =>
      x.account === update.account &&
      x.conversation === update.conversation &&
      x.person.id === update.person.id;
    if (!store.typing.some(same)) {
      set('typing', store.typing.length, {
        account: update.account,
        conversation: update.conversation,
        person: update.person,
      });
    }
    clearTimeout(typingTimers.get(key));
    typingTimers.set(
      key,
      setTimeout(() => {
        typingTimers.delete(key);
        set('typing', (list) => list.filter((x) => !same(x)));
      }, TYPING_MS),
    );
  }

  /** Whoever has written is no longer typing. */
  function arrived(update: Extract<Update, { kind: 'timeline' }>): void {
    const model = timelines.get(update.view);
    if (!model || store.typing.length === 0) return;
    const wrote = new Set<string>();
    for (const diff of update.diffs) {
      if (diff.op !== 'insert') continue;
      for (const row of diff.rows) if (row.type === 'message') wrote.add(row.sender);
    }
    const done = (x: Typist) =>
      x.account === model.account && x.conversation === model.conversation && wrote.has(x.person.id);
    if (store.typing.some(done)) set('typing', (list) => list.filter((x) => !done(x)));
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
        if (store.current === update.account && index(update.account) < 0) set('current', next());
        break;
      case 'conversations': {
        if (keepForLater(update.account, update)) return;
        const at = index(update.account);
        const account = store.accounts[at];
        if (!account) return;
        const next = applied(unwrap(account.rows), update.diffs);
        set('accounts', at, 'rows', reconcile(next, { key: 'id', merge: false }));
        set('accounts', at, { unreadTotal: update.unreadTotal, listed: true });
        break;
      }
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
        arrived(update);
        timelines.get(update.view)?.change(update.diffs, update.state);
        break;
      case 'typing':
        typing(update);
        break;
      case 'drag_over':
        set('dragOver', update.over);
        break;
      case 'tray': {
        const key = `${update.account} ${update.conversation}`;
        // A file that is told again keeps its tile.
        set('trays', key, reconcile(update.files, { key: 'handle' }));
        break;
      }
      case 'open_conversation':
        openConversation(update.account, update.conversation);
        break;
      case 'pictures_again':
        words.picturesAgain();
        break;
      case 'caret_rests':
        words.caretRests();
        break;
      case 'closed_to_tray':
        tell(words.closedToTray());
        break;
      case 'notice':
        tellReason(update.reason);
        break;
    }
  }

  /** A batch of the stream: one change of the page, and the timelines it changes look at the page before and after. */
  function applyAll(updates: Update[]): void {
    const changed = new Set<TimelineModel>();
    for (const update of updates) {
      const model = update.kind === 'timeline' ? timelines.get(update.view) : undefined;
      if (model) changed.add(model);
    }
    changed.forEach((model) => model.before());
    batch(() => updates.forEach(apply));
    changed.forEach((model) => model.after());
  }

  function openConversation(account: string, conversation: string | null): void {
    batch(() => {
      set('current', account);
      set('open', account, conversation ?? undefined);
    });
  }

  function tell(text: string, code: string | null = null, logId: string | null = null): void {
    const id = nextNotice++;
    set('notices', (list) => [...list.slice(-(MAX_NOTICES - 1)), { id, text, code, logId }]);
  }

  function tellReason(reason: { code: string; text: { zh: string; en: string }; logId: string | null }): void {
    tell(words.say(reason.text), reason.code, reason.logId);
  }

  function showSettings(): void {
    if (settingsKept) set('settings', Object.assign({}, settingsKept, ...changes));
  }

  return {
    store,
    /** What waits to be sent in a conversation, in order. */
    tray: (account: string, conversation: string): Intake[] => store.trays[`${account} ${conversation}`] ?? NOTHING,
    draft: drafts.of,
    /** Puts on the disk what was typed and waits for a pause. */
    saveDrafts: drafts.saveAll,

    async start(): Promise<void> {
      set('phase', 'starting');
      try {
        const hello = await runtime.start(applyAll);
        batch(() => {
          settingsKept = { ...hello.settings };
          set({ settings: hello.settings, about: hello.about });
          hello.accounts.forEach(putAccount);
          hello.troubles.forEach(putTrouble);
          set('phase', 'ready');
        });
      } catch (error) {
        set('phase', 'failed');
        tellReason(asFailure(error).reason);
      }
    },

    account: () => store.accounts.find((a) => a.info.id === store.current),
    openOf: (account: string) => store.open[account],
    /** Why the account on the screen cannot be opened, when it cannot. */
    trouble: () => store.troubles.find((one) => one.account === store.current),
    select: (account: string) => set('current', account),
    openConversation,

    /** The one open timeline of this window is the caller's to close. */
    timeline(account: string, conversation: string): TimelineModel {
      const view = nextView++;
      const model = createTimeline(runtime, view, account, conversation, turns, () => timelines.delete(view));
      timelines.set(view, model);
      return model;
    },

    signedIn: (info: AccountInfo) =>
      batch(() => {
        // The stream may have been quicker, and know the name by now: what it said is never older than this.
        if (index(info.id) < 0) putAccount(info);
        set('current', info.id);
      }),
    signedOut: dropAccount,

    /** The secrets' place and the proxy may have changed since the start. */
    async refreshAbout(): Promise<void> {
      try {
        set('about', await runtime.about());
      } catch (error) {
        tellReason(asFailure(error).reason);
      }
    },

    /** Shown at once; what the shell answers counts. */
    async changeSettings(change: SettingsChange): Promise<void> {
      if (!store.settings) return;
      changes.push(change);
      showSettings();
      try {
        settingsKept = await runtime.changeSettings(change);
      } catch (error) {
        tellReason(asFailure(error).reason);
      }
      changes.splice(changes.indexOf(change), 1);
      showSettings();
    },

    tell,
    tellReason,
    /** For a command whose failure has no place of its own on the screen. */
    tellFailure: (error: unknown) => tellReason(asFailure(error).reason),
    dismiss: (id: number) => set('notices', (list) => list.filter((n) => n.id !== id)),
  };
}

/** What this needs from outside: state knows no language and no element. */
export interface AppWords {
  closedToTray(): string;
  /** The caret blinks no more. */
  caretRests(): void;
  picturesAgain(): void;
  say(text: { zh: string; en: string }): string;
}
