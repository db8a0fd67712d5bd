// One conversation as a person has it before them: its timeline while it is on the screen, the message that is being
// written, and what is to be there again when they come back. It outlives the screen, so an answer that comes late finds
// the conversation it was asked for, whatever is shown by then.

import { createSignal } from 'solid-js';
import { createStore, produce } from 'solid-js/store';

import type { Anchor, AttachmentChoice, Draft, Intake, MessageRow, SendMode } from '../bindings';
import type { Runtime } from '../runtime/runtime';
import { createComposerMode } from './composer-mode';
import type { DraftModel } from './drafts';
import { createSelection } from './selection';
import type { TimelineModel } from './timeline';
import type { Typist } from './typing';

/** How long a message that was deleted without asking can be had back. */
export const UNDO_MS = 6_000;

/** How long a message that somebody was brought to is pointed out. */
const MARKED_MS = 2_500;

/** A message is on the disk in a few milliseconds; one that takes this long waits for a slow disk. */
const SLOW_AFTER_MS = 3_000;

/** Where one reads: a row and its distance from the top of the timeline. */
export interface ReadingPlace {
  id: string;
  /** Null: where a row stands that somebody was brought to. */
  top: number | null;
}

/** How something of the tray is sent when this is chosen for pictures. */
export function sentAs(file: Intake, mode: SendMode): SendMode {
  if (file.kind === 'file' || mode === 'file') return 'file';
  return file.compressedBytes === null ? 'original' : mode;
}

export interface ChatParts {
  runtime: Runtime;
  account: string;
  conversation: string;
  /** What stands in the field; read anew each time the conversation comes on the screen. */
  draft: () => DraftModel;
  attachments: () => Intake[];
  typists: () => Typist[];
  /** A timeline of this conversation, not opened yet. */
  timeline: () => TimelineModel;
  failed: (error: unknown) => void;
  /** More messages were to be selected than can be. */
  selectionFull: () => void;
}

/** Waits for all of them; throws what the first one that failed did. Each is on its own, and keeps none of the others. */
async function allOf(work: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((done) => done.status === 'rejected');
  if (failed) throw failed.reason;
}

export type ChatModel = ReturnType<typeof createChat>;

export function createChat(parts: ChatParts) {
  const { runtime, account, conversation, failed } = parts;
  const [timeline, setTimeline] = createSignal<TimelineModel | null>(null);
  /** Where the timeline is to stand when its rows have come; null: at what is new, or at the end. */
  let wanted: ReadingPlace | null = null;
  /** A row to be pointed out. */
  const [marked, setMarked] = createSignal<string | null>(null);
  const [mode, setMode] = createSignal<SendMode>('compress');
  const [problem, setProblem] = createSignal<unknown>(null);
  const [slow, setSlow] = createSignal(false);
  /** The message whose row the keys act on. */
  const [selected, select] = createSignal<string>();
  const selection = createSelection(parts.selectionFull);
  /** Messages that are deleted when their time to be had back is over. */
  const [leaving, setLeaving] = createStore<Record<string, true | undefined>>({});
  const undoTimers = new Map<string, ReturnType<typeof setTimeout>>();
  const editing = createComposerMode((message, text) => runtime.editMessage(account, message, text));
  /** Words of own texts that were just withdrawn, to be written again. They are nowhere else by then. */
  const [withdrawn, setWithdrawn] = createStore<Record<string, string | undefined>>({});
  /** Where somebody read before they went to a quoted message; its place is null at the end. */
  const [cameFrom, setCameFrom] = createSignal<{ place: ReadingPlace | null } | null>(null);
  let markTimer: ReturnType<typeof setTimeout> | undefined;
  let lastSeen: string | null = null;
  let attended = true;

  const tell = (work: Promise<unknown>): void => void work.catch(failed);

  function openAt(place: ReadingPlace | null): void {
    timeline()?.close();
    wanted = place;
    const model = parts.timeline();
    model.attend(attended);
    setTimeline(model);
    const anchor: Anchor = place ? { kind: 'message', id: place.id } : { kind: 'unread' };
    const opening = model.open(anchor).catch((error: unknown) => {
      // The message is gone meanwhile.
      if (!place || timeline() !== model) throw error;
      openAt(null);
    });
    tell(opening);
  }

  function goTo(id: string, here: boolean): void {
    setMarked(null);
    select(id);
    if (!here) openAt({ id, top: null });
    setMarked(id);
    clearTimeout(markTimer);
    markTimer = setTimeout(() => setMarked(null), MARKED_MS);
  }

  /** The newest own message whose words may be changed. */
  function lastOwnText(): MessageRow | undefined {
    const rows = timeline()?.rows ?? [];
    for (let at = rows.length - 1; at >= 0; at--) {
      const row = rows[at];
      if (row?.type === 'message' && row.canEdit) return row;
    }
    return undefined;
  }

  function rewrite(message: MessageRow, words?: string): void {
    if (message.body.kind !== 'text' || !message.canEdit) return;
    setProblem(null);
    editing.begin({ id: message.id, said: message.body.text }, words ?? message.unsavedEdit?.text);
  }

  function deleteNow(id: string): void {
    clearTimeout(undoTimers.get(id));
    undoTimers.delete(id);
    tell(runtime.deleteMessage(account, id).finally(() => setLeaving(produce((all) => delete all[id]))));
  }

  return {
    account,
    conversation,
    draft: parts.draft,
    attachments: parts.attachments,
    typists: parts.typists,
    selected,
    select,
    /** Messages that somebody does something with together. */
    selection,
    marked,
    /** The timeline on the screen. */
    timeline,
    /** Where it is to stand, asked once by whoever shows its first rows. */
    takePlace(): ReadingPlace | null {
      const place = wanted;
      wanted = null;
      return place;
    },

    /** It comes on the screen; the answer takes it off. */
    show(): () => void {
      openAt(wanted);
      return () => {
        timeline()?.close();
        setTimeline(null);
        clearTimeout(markTimer);
        setMarked(null);
        selection.end();
        setCameFrom(null);
        for (const id of [...undoTimers.keys()]) deleteNow(id);
      };
    },

    /** Where somebody read when a timeline went from the screen; null: at the end. */
    keepPlace(of: TimelineModel, place: ReadingPlace | null): void {
      // A place that was never reached is still wanted, and one of a timeline that was replaced no longer.
      if (of === timeline() && of.opened()) wanted = place;
    },

    /** Shows a message and points it out, wherever it is in the history. `here`: its row is in the timeline. */
    goTo,
    /** Shows the message that an answer quotes. `from`: where somebody reads now, to be gone back to. */
    async goToQuoted(answer: MessageRow, from: ReadingPlace | null, has: (id: string) => boolean): Promise<void> {
      try {
        const id = answer.quote?.message ?? (await runtime.quoted(account, answer.id));
        // By now another conversation may be on the screen.
        if (timeline() === null) return;
        // Whoever goes from quote to quote goes back to where they began.
        if (cameFrom() === null) setCameFrom({ place: from });
        goTo(id, has(id));
      } catch (error) {
        failed(error);
      }
    },
    /** Somebody was brought to another place, and has not gone back. */
    cameFrom,
    /** Goes back there. `show` goes to a row that is here; the end has none. */
    goBack(show: (place: ReadingPlace | null) => void, has: (id: string) => boolean): void {
      const from = cameFrom();
      setCameFrom(null);
      if (!from) return;
      if (from.place && !has(from.place.id)) openAt(from.place);
      else show(from.place);
    },
    /** What is read now needs no way back. */
    forgetWayBack: () => void setCameFrom(null),

    /** What is typed answers this message, or none. */
    reply: (id: string | null) => {
      editing.stop();
      return parts.draft().answer(id).catch(failed);
    },
    rewrite,
    rewriteLast(): boolean {
      const message = lastOwnText();
      if (message) rewrite(message);
      return message !== undefined;
    },
    react: (id: string, key: string, on: boolean) => tell(runtime.react(account, id, key, on)),
    discardEdit: (id: string) => tell(runtime.discardEdit(account, id)),

    attend(on: boolean): void {
      attended = on;
      timeline()?.attend(on);
    },

    /** The newest message that somebody has looked at. */
    seen(id: string): void {
      if (id === lastSeen) return;
      lastSeen = id;
      tell(runtime.markRead(account, conversation, id));
    },

    composer: {
      editing,
      /** How the pictures among the attachments are sent. */
      mode,
      setMode,
      /** Why the last try did not work. */
      problem,
      setProblem: (error: unknown) => void setProblem(() => error),
      /** The disk takes its time. */
      slow,
      /** Sends what stands in the field and in the tray; false when the person is to see it first, or it failed. */
      async send(): Promise<boolean> {
        if (editing.edited()) {
          setProblem(null);
          try {
            await editing.save();
          } catch (error) {
            setProblem(() => error);
          }
          return false;
        }
        const draft = parts.draft();
        const words = draft.text();
        const attachments = parts.attachments().map((file): AttachmentChoice => ({
          handle: file.handle,
          mode: sentAs(file, mode()),
        }));
        setProblem(null);
        const patience = setTimeout(() => setSlow(true), SLOW_AFTER_MS);
        const send = (base: number, submission: string): Promise<Draft> =>
          attachments.length > 0
            ? runtime.sendAttachments(account, conversation, words.trim(), attachments, base)
            : runtime.sendText(account, conversation, submission, words, base);
        try {
          return await draft.send(words, send, attachments.length > 0);
        } catch (error) {
          setProblem(() => error);
          return false;
        } finally {
          clearTimeout(patience);
          setSlow(false);
        }
      },
    },

    /** Deletes a message that never left this computer; for a moment it can be had back. */
    drop(id: string): void {
      if (leaving[id]) return;
      setLeaving(id, true);
      undoTimers.set(id, setTimeout(() => deleteNow(id), UNDO_MS));
    },
    /** Gives back a message that was just deleted. */
    undoDrop(id: string): void {
      clearTimeout(undoTimers.get(id));
      if (undoTimers.delete(id)) setLeaving(produce((all) => delete all[id]));
    },
    isLeaving: (id: string) => leaving[id] === true,

    /** Deletes all of these for oneself; what is still on its way is cancelled. */
    async removeAll(messages: readonly MessageRow[]): Promise<void> {
      const onTheWay = ({ delivery }: MessageRow) => delivery?.kind === 'sending' || delivery?.kind === 'uploading';
      const work = messages.map((message) =>
        onTheWay(message) ? runtime.cancelMessage(account, message.id) : runtime.deleteMessage(account, message.id),
      );
      await allOf(work);
    },
    recallAll: (messages: readonly MessageRow[]) =>
      allOf(messages.map((message) => runtime.recallMessage(account, message.id))),

    retry: (id: string) => tell(runtime.retryMessage(account, id)),
    /** Puts a stopped message back into the field. */
    takeBack: (id: string) => parts.draft().takeBack(() => runtime.takeBack(account, id)).catch(failed),
    recall(id: string): void {
      const row = timeline()?.rows.find((one) => one.id === id);
      const words = row?.type === 'message' && row.own && row.body.kind === 'text' ? row.body.text : undefined;
      tell(runtime.recallMessage(account, id).then(() => setWithdrawn(id, words)));
    },
    /** Words of an own text that was just withdrawn here. */
    withdrawn: (id: string) => withdrawn[id],
    /** Puts them into the field, in front of what stands there. */
    writeAgain(id: string): void {
      const words = withdrawn[id];
      if (words === undefined) return;
      editing.stop();
      const draft = parts.draft();
      draft.typed(draft.text() === '' ? words : `${words}\n${draft.text()}`);
      setWithdrawn(id, undefined);
    },
    cancel: (id: string) => tell(runtime.cancelMessage(account, id)),
    typing: () => void runtime.typing(account, conversation).catch(() => undefined),

    /** The account was signed out. */
    end(): void {
      undoTimers.forEach(clearTimeout);
      undoTimers.clear();
      timeline()?.close();
    },
  };
}
