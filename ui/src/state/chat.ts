// One conversation as a person has it before them: its timeline while it is on the screen, the message that is being
// written, and what is to be there again when they come back. It outlives the screen, so an answer that comes late finds
// the conversation it was asked for, whatever is shown by then.

import { createSignal } from 'solid-js';

import type { Anchor, AttachmentChoice, Draft, Intake, MarkKind, MessageRow, SendMode } from '../bindings';
import type { Runtime } from '../runtime/runtime';
import { createComposerMode } from './composer-mode';
import type { DraftModel } from './drafts';
import { createSelection } from './selection';
import type { TimelineModel } from './timeline';
import type { Typist } from './typing';

/** How long deleted messages are offered back; the core keeps them a little longer. */
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
  if (file.kind === 'file' || file.kind === 'folder' || mode === 'file') return 'file';
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
  /** Messages that were just deleted, and can be had back. */
  const [deleted, setDeleted] = createSignal<readonly string[]>([]);
  let deletedTimer: ReturnType<typeof setTimeout> | undefined;
  const editing = createComposerMode((message, text) => runtime.editMessage(account, message, text));
  /** Where somebody read before they went to a quoted message; its place is null at the end. */
  const [cameFrom, setCameFrom] = createSignal<{ place: ReadingPlace | null } | null>(null);
  let markTimer: ReturnType<typeof setTimeout> | undefined;
  /** Where one wrote in the field when it left the screen. */
  let caret: [from: number, to: number] | null = null;
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
    pointOut(id);
  }

  function pointOut(id: string): void {
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

  function offerBack(ids: readonly string[]): void {
    clearTimeout(deletedTimer);
    setDeleted(ids);
    if (ids.length > 0) deletedTimer = setTimeout(() => setDeleted([]), UNDO_MS);
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
        offerBack([]);
      };
    },

    /** Where somebody read when a timeline went from the screen; null: at the end. */
    keepPlace(of: TimelineModel, place: ReadingPlace | null): void {
      // A place that was never reached is still wanted, and one of a timeline that was replaced no longer.
      if (of === timeline() && of.opened()) wanted = place;
    },

    /** Shows a message and points it out, wherever it is in the history. `here`: its row is in the timeline. */
    goTo,
    /** As `goTo`, whether the conversation is on the screen or about to be. */
    comeTo(id: string): void {
      if (timeline()) {
        goTo(id, false);
        return;
      }
      wanted = { id, top: null };
      pointOut(id);
    },
    mark: (id: string, mark: MarkKind, on: boolean) => tell(runtime.markMessage(account, id, mark, on)),
    /** Shows a message that was looked for. `from`: where somebody reads now, to be gone back to. */
    goToFound(id: string, from: ReadingPlace | null, has: (id: string) => boolean): void {
      // Whoever goes from one to the next goes back to where they began.
      if (cameFrom() === null) setCameFrom({ place: from });
      goTo(id, has(id));
    },
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
    /** Undoes the edit that was just saved or given up; false when there is none. */
    undoEdit(): boolean {
      const undone = editing.takeBack();
      if (undone?.kind === 'saved') tell(runtime.editMessage(account, undone.message, undone.before));
      return undone !== null;
    },
    caret: {
      place: () => caret,
      keep: (at: [from: number, to: number]) => void (caret = at),
    },
    react: (id: string, key: string, on: boolean) => tell(runtime.react(account, id, key, on)),
    claim: (id: string) => tell(runtime.claimCoupon(account, id)),
    stopAnswer: (id: string) => tell(runtime.stopAnswer(account, id)),
    answerAgain: (id: string) => tell(runtime.answerAgain(account, id)),
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

    /** Plans what stands in the field for this time, milliseconds since 1970. False when the person is to see it first. */
    sendLater(due: number): Promise<boolean> {
      const draft = parts.draft();
      const words = draft.text();
      setProblem(null);
      return draft.send(words, (base, submission) =>
        runtime.sendLater(account, conversation, submission, words, base, due),
      );
    },

    /** Deletes messages for oneself; for some seconds they can be had back. What was still on its way is given up. */
    async remove(messages: readonly MessageRow[]): Promise<void> {
      const onTheWay = ({ delivery }: MessageRow) =>
        delivery?.kind === 'sending' || delivery?.kind === 'held_back' || delivery?.kind === 'uploading';
      await runtime.deleteMessages(
        account,
        messages.map((message) => message.id),
      );
      // By now another conversation may be on the screen.
      if (timeline() === null) return;
      offerBack(messages.filter((message) => !onTheWay(message)).map((message) => message.id));
    },
    /** How many were just deleted, and can be had back. */
    deleted: () => deleted().length,
    /** Gives them back. */
    undelete(): void {
      const ids = deleted();
      offerBack([]);
      if (ids.length > 0) tell(runtime.undeleteMessages(account, ids));
    },
    recallAll: (messages: readonly MessageRow[]) =>
      allOf(messages.map((message) => runtime.recallMessage(account, message.id))),

    retry: (id: string) => tell(runtime.retryMessage(account, id)),
    /** Puts a stopped message back into the field. */
    takeBack: (id: string) => parts.draft().takeBack(() => runtime.takeBack(account, id)).catch(failed),
    recall: (id: string) => tell(runtime.recallMessage(account, id)),
    /** Puts the words of a text that was withdrawn into the field, in front of what stands there. */
    writeAgain(id: string): Promise<void> {
      editing.stop();
      return parts.draft().takeBack(() => runtime.writeAgain(account, id)).catch(failed);
    },
    cancel: (id: string) => tell(runtime.cancelMessage(account, id)),
    typing: () => void runtime.tellActivity(account, conversation, 'typing').catch(() => undefined),

    /** The account was signed out. */
    end(): void {
      clearTimeout(deletedTimer);
      timeline()?.close();
    },
  };
}
