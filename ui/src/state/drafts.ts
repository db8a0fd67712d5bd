// What stands in the composers and is not sent. The draft belongs to the core: a save names the revision it is based on,
// and nothing is saved before the draft has come. What is typed and not on the disk yet lives here and not in the
// composer, so that it outlives a change of the chat while the disk is slow or full.

import { createSignal } from 'solid-js';

import type { Draft, Mentioned, Quote } from '../bindings';
import type { Runtime } from '../runtime/runtime';

/** A draft is saved when nothing was typed for this long. */
const SAVE_AFTER_MS = 400;
/** And at least this often while somebody types without a pause. */
const SAVE_AT_LEAST_MS = 2_000;
/** How long after a failure it is tried again. */
const RETRY_AFTER_MS = 5_000;

export type DraftCommands = Pick<Runtime, 'draft' | 'saveDraft' | 'setAnswering' | 'setMentioned'>;

/** The draft of one conversation, while it is open or not saved. */
export interface DraftModel {
  text(): string;
  /** The stored draft has come. */
  loaded(): boolean;
  /** What stands in the field now. */
  typed(text: string): void;
  /** Saves now instead of after a pause. */
  save(): void;
  /** It is being sent. */
  sending(): boolean;
  /**
   * Sends what stands in the field. `run` is given the revision it is made of and the id of the submission, which is
   * the same when the same words are tried again, and answers what is left of the draft. False when the stored draft
   * has just come, or changed, and stands in the field now: the person is to see it first. `long`: taking it in may take
   * seconds, as with large files; the words are saved before, so that they are there whatever happens meanwhile.
   */
  send(words: string, run: (base: number, submission: string) => Promise<Draft>, long?: boolean): Promise<boolean>;
  /** Runs a command that puts words into the draft, after what was typed is saved. */
  takeBack(run: () => Promise<Draft>): Promise<void>;
  /** The people who were picked to be called in it. */
  mentioned(): readonly Mentioned[];
  /** Somebody was picked. */
  mention(person: Mentioned): void;
  /** The message that it answers. */
  answers(): Quote | null;
  /** It answers this message, or none. */
  answer(message: string | null): Promise<void>;
  /** What it answers may say something else by now, or be gone. */
  lookAtAnswered(): void;
  /** The composer shows it; the answer lets it go. */
  show(): () => void;
}

/**
 * The words of a field whose draft has become `theirs` in the core while `mine` was typed on `base`. Nothing of either
 * is left out: what was typed is put behind what is stored.
 */
export function rebased(base: string, theirs: string, mine: string): string {
  if (theirs === base || mine === theirs) return mine;
  if (mine === base) return theirs;
  // Put in front of what was typed on.
  if (base !== '' && theirs.endsWith(base)) return theirs.slice(0, theirs.length - base.length) + mine;
  const more = base !== '' && mine.startsWith(base) ? mine.slice(base.length) : mine;
  if (more === '' || theirs === '') return theirs + more;
  const apart = /\s$/.test(theirs) || /^\s/.test(more) || more !== mine;
  return theirs + (apart ? '' : '\n') + more;
}

export function createDrafts(runtime: DraftCommands, failed: (error: unknown) => void) {
  const models = new Map<string, ReturnType<typeof createDraft>>();

  return {
    of(account: string, conversation: string): DraftModel {
      const key = `${account} ${conversation}`;
      const known = models.get(key);
      if (known) return known;
      const model = createDraft(runtime, account, conversation, failed, () => models.delete(key));
      models.set(key, model);
      return model;
    },
    /** Saves whatever is not saved, e.g. when the window loses the keyboard. */
    saveAll(): void {
      for (const model of models.values()) model.save();
    },
    /** The account was signed out. */
    forget(account: string): void {
      for (const [key, model] of models) {
        if (!key.startsWith(`${account} `)) continue;
        model.end();
        models.delete(key);
      }
    },
  };
}

function createDraft(
  runtime: DraftCommands,
  account: string,
  conversation: string,
  failed: (error: unknown) => void,
  letGo: () => void,
) {
  const [text, setText] = createSignal('');
  const [loaded, setLoaded] = createSignal(false);
  const [sending, setSending] = createSignal(false);
  const [answers, setAnswers] = createSignal<Quote | null>(null);
  const [mentioned, setMentioned] = createSignal<readonly Mentioned[]>([]);
  // A retry of the same words is the same message; other words are another.
  let submission: { id: string; words: string } | null = null;
  /** The core's words, and their revision. */
  let base = '';
  let revision = 0;
  let shown = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let unsavedSince: number | null = null;
  let told = false;
  let ended = false;
  /** One command at a time, in the order they were asked for. */
  let queue: Promise<unknown> = Promise.resolve();

  const saved = () => text() === base;

  function enqueue<T>(run: () => Promise<T>): Promise<T> {
    const done = queue.then(run);
    queue = done.catch(() => undefined).then(settle);
    return done;
  }

  /**
   * After each command: what is saved and not shown is let go, what is not saved waits for the next try. A message that
   * was refused keeps its id until it is tried again.
   */
  function settle(): void {
    if (saved() && shown === 0 && submission === null) letGo();
    else if (!saved() && timer === undefined) schedule(SAVE_AFTER_MS);
  }

  function take(draft: Pick<Draft, 'revision' | 'text'> & Partial<Draft>): void {
    if (draft.answers !== undefined) setAnswers(draft.answers);
    if (draft.mentioned !== undefined) setMentioned(draft.mentioned);
    const words = rebased(base, draft.text, text());
    base = draft.text;
    revision = draft.revision;
    setText(words);
  }

  async function load(): Promise<void> {
    if (loaded()) return;
    take(await runtime.draft(account, conversation));
    setLoaded(true);
  }

  async function store(): Promise<void> {
    await load();
    const words = text();
    if (words === base || ended) return;
    const answer = await runtime.saveDraft(account, conversation, revision, words);
    if (answer.newer === null) {
      base = words;
      revision = answer.revision;
      told = false;
      unsavedSince = saved() ? null : Date.now();
    } else take({ revision: answer.revision, text: answer.newer });
  }

  function save(): void {
    clearTimeout(timer);
    timer = undefined;
    if ((saved() && loaded()) || ended) return;
    enqueue(store).catch((error: unknown) => {
      // Said once, until a save succeeds.
      if (!told) failed(error);
      told = true;
      schedule(RETRY_AFTER_MS);
    });
  }

  function schedule(ms: number): void {
    if (ended) return;
    clearTimeout(timer);
    timer = setTimeout(save, ms);
  }

  return {
    text,
    loaded,
    typed(words: string): void {
      setText(words);
      const now = Date.now();
      unsavedSince ??= now;
      schedule(Math.max(0, Math.min(SAVE_AFTER_MS, unsavedSince + SAVE_AT_LEAST_MS - now)));
    },
    save,
    sending,
    async send(
      words: string,
      run: (base: number, submission: string) => Promise<Draft>,
      long = false,
    ): Promise<boolean> {
      clearTimeout(timer);
      timer = undefined;
      if (submission?.words !== words) submission = { id: crypto.randomUUID(), words };
      const { id } = submission;
      setSending(true);
      try {
        return await enqueue(async () => {
          const early = !loaded();
          await load();
          if (early && base !== '') return false;
          if (long) await store();
          if (!text().startsWith(words)) return false;
          const left = await run(revision, id);
          submission = null;
          // Whatever was typed meanwhile is the beginning of the next message.
          if (text().startsWith(words)) setText(text().slice(words.length));
          base = '';
          take(left);
          return true;
        });
      } finally {
        setSending(false);
      }
    },
    mentioned,
    mention(person: Mentioned): void {
      const others = mentioned().filter((one) => one.name !== person.name);
      // Those whose names stand there no longer are forgotten.
      const still = others.filter((one) => text().includes(`@${one.name}`));
      setMentioned([...still, person]);
      enqueue(async () => {
        await load();
        await runtime.setMentioned(account, conversation, mentioned());
      }).catch(failed);
    },
    answers,
    answer(message: string | null): Promise<void> {
      return enqueue(async () => {
        await load();
        setAnswers(await runtime.setAnswering(account, conversation, message));
      });
    },
    lookAtAnswered(): void {
      enqueue(async () => {
        const { message } = answers() ?? {};
        if (!message || ended) return;
        // One that is gone is answered no longer.
        const now = await runtime.setAnswering(account, conversation, message).catch(() => null);
        if (now === null) await runtime.setAnswering(account, conversation, null);
        setAnswers(now);
      }).catch(failed);
    },
    takeBack(run: () => Promise<Draft>): Promise<void> {
      return enqueue(async () => {
        await store();
        take(await run());
      });
    },
    show(): () => void {
      shown++;
      if (!loaded()) save();
      return () => {
        shown--;
        save();
        void enqueue(() => Promise.resolve());
      };
    },
    end(): void {
      ended = true;
      clearTimeout(timer);
    },
  };
}
