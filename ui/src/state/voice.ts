// Voice messages: the recording that is made or waits in a conversation, and the one that is played. The core has them;
// this knows how they stand, and what the person wanted of one that is just ending.

import { createSignal } from 'solid-js';
import { createStore, produce, reconcile } from 'solid-js/store';

import type { Playing, Reason, RecordingNow, VoiceDraft } from '../bindings';
import type { Runtime } from '../runtime/runtime';

/** How long a recording that was thrown away can be had back. */
export const VOICE_UNDO_MS = 5_000;

/** Levels that are shown at once. */
const LEVELS = 48;

/** What becomes of a recording when it has ended. */
export type Then = 'keep' | 'send' | 'discard';

/** What stands in the place of the field. */
export type VoiceField =
  | { state: 'starting' }
  | { state: 'recording' }
  | { state: 'ending'; then: Then }
  | { state: 'draft'; draft: VoiceDraft }
  | { state: 'sending'; draft: VoiceDraft }
  /** It can be had back. */
  | { state: 'deleted'; draft: VoiceDraft };

export type VoiceCommands = Pick<
  Runtime,
  | 'recordVoice'
  | 'stopRecording'
  | 'voiceDraft'
  | 'discardVoice'
  | 'sendVoice'
  | 'playVoice'
  | 'pauseVoice'
  | 'seekVoice'
  | 'setVoiceSpeed'
  | 'stopVoice'
>;

export type VoiceModel = ReturnType<typeof createVoice>;

const keyOf = (account: string, conversation: string) => `${account} ${conversation}`;

export function createVoice(runtime: VoiceCommands, failed: (error: unknown) => void, tell: (reason: Reason) => void) {
  const [recording, setRecording] = createSignal<RecordingNow | null>(null);
  const [levels, setLevels] = createSignal<readonly number[]>([]);
  const [playing, setPlaying] = createSignal<Playing | null>(null);
  const [fields, set] = createStore<Record<string, VoiceField | undefined>>({});
  const undoTimers = new Map<string, ReturnType<typeof setTimeout>>();
  /** A retry is the same message. */
  const submissions = new Map<string, string>();

  const put = (key: string, field: VoiceField): void =>
    set(key, reconcile<VoiceField | undefined, VoiceField | undefined>(field));
  const clear = (key: string): void => set(produce((all) => delete all[key]));
  const ask = (work: Promise<unknown>): void => void work.catch(failed);

  async function load(account: string, conversation: string): Promise<VoiceDraft | null> {
    const key = keyOf(account, conversation);
    try {
      const draft = await runtime.voiceDraft(account, conversation);
      if (draft) put(key, { state: 'draft', draft });
      else clear(key);
      return draft;
    } catch (error) {
      clear(key);
      throw error;
    }
  }

  async function send(account: string, conversation: string): Promise<boolean> {
    const key = keyOf(account, conversation);
    const field = fields[key];
    if (field?.state !== 'draft') return false;
    const { draft } = field;
    const submission = submissions.get(key) ?? crypto.randomUUID();
    submissions.set(key, submission);
    put(key, { state: 'sending', draft });
    try {
      await runtime.sendVoice(account, conversation, submission);
      submissions.delete(key);
      clear(key);
      return true;
    } catch (error) {
      put(key, { state: 'draft', draft });
      failed(error);
      return false;
    }
  }

  function deleteNow(account: string, conversation: string): void {
    const key = keyOf(account, conversation);
    clearTimeout(undoTimers.get(key));
    if (!undoTimers.delete(key)) return;
    submissions.delete(key);
    clear(key);
    ask(runtime.discardVoice(account, conversation));
  }

  function discard(account: string, conversation: string): void {
    const key = keyOf(account, conversation);
    const field = fields[key];
    if (field?.state !== 'draft') return;
    if (isPlaying(account, conversation, null)) ask(runtime.stopVoice());
    put(key, { state: 'deleted', draft: field.draft });
    undoTimers.set(key, setTimeout(() => deleteNow(account, conversation), VOICE_UNDO_MS));
  }

  function finish(account: string, conversation: string, then: Then): void {
    const key = keyOf(account, conversation);
    const state = fields[key]?.state;
    if (state !== 'starting' && state !== 'recording') return;
    put(key, { state: 'ending', then });
    ask(runtime.stopRecording());
  }

  function isPlaying(account: string, conversation: string, message: string | null): boolean {
    const now = playing();
    return now?.account === account && now.conversation === conversation && now.message === message;
  }

  return {
    /** What is recorded now, wherever. */
    recording,
    /** How loud it was lately, the newest last. */
    levels,
    /** What is played now, wherever. */
    playing,
    field: (account: string, conversation: string): VoiceField | undefined => fields[keyOf(account, conversation)],

    /** The conversation comes on the screen. */
    show(account: string, conversation: string): void {
      if (fields[keyOf(account, conversation)]) return;
      ask(load(account, conversation));
    },
    /** It goes from the screen: what is recorded for it waits there, and nothing that was thrown away comes back. */
    hide(account: string, conversation: string): void {
      finish(account, conversation, 'keep');
      deleteNow(account, conversation);
    },

    async begin(account: string, conversation: string): Promise<void> {
      const key = keyOf(account, conversation);
      if (fields[key]) return;
      setLevels([]);
      put(key, { state: 'starting' });
      const state = () => fields[key]?.state;
      try {
        await runtime.recordVoice(account, conversation);
        if (state() === 'starting') put(key, { state: 'recording' });
      } catch (error) {
        clear(key);
        failed(error);
      }
    },
    finish,
    discard,
    undo(account: string, conversation: string): void {
      const key = keyOf(account, conversation);
      const field = fields[key];
      clearTimeout(undoTimers.get(key));
      if (undoTimers.delete(key) && field?.state === 'deleted') put(key, { state: 'draft', draft: field.draft });
    },
    send,

    /** Plays it, holds it, or goes on. */
    toggle(account: string, conversation: string, message: string | null): void {
      if (!isPlaying(account, conversation, message)) ask(runtime.playVoice(account, conversation, message, 0));
      else ask(runtime.pauseVoice(playing()?.paused !== true));
    },
    seek(account: string, conversation: string, message: string | null, millis: number): void {
      if (isPlaying(account, conversation, message)) ask(runtime.seekVoice(millis));
      else ask(runtime.playVoice(account, conversation, message, millis));
    },
    /** The next of the speeds there are. */
    faster(): void {
      const speed = playing()?.speed ?? 100;
      ask(runtime.setVoiceSpeed(speed < 150 ? 150 : speed < 200 ? 200 : 100));
    },
    stop: () => ask(runtime.stopVoice()),
    isPlaying,

    recordingArrived(now: RecordingNow | null): void {
      setRecording(now);
      if (!now) return;
      setLevels((before) => [...before.slice(1 - LEVELS), now.level]);
      const key = keyOf(now.account, now.conversation);
      // The page was loaded again meanwhile.
      if (!fields[key] || fields[key]?.state === 'starting') put(key, { state: 'recording' });
    },
    async recordingEnded(account: string, conversation: string, reason: Reason | null): Promise<void> {
      const field = fields[keyOf(account, conversation)];
      const then = field?.state === 'ending' ? field.then : 'keep';
      setRecording(null);
      if (reason) tell(reason);
      try {
        await load(account, conversation);
      } catch (error) {
        // Too short, which is nothing to be said of what was not wanted.
        if (then !== 'discard') failed(error);
        return;
      }
      if (then === 'send') await send(account, conversation);
      else if (then === 'discard') discard(account, conversation);
    },
    playingArrived: (now: Playing | null): void => void setPlaying(now),

    /** The account was signed out. */
    forget(account: string): void {
      for (const key of Object.keys(fields)) {
        if (!key.startsWith(`${account} `)) continue;
        clearTimeout(undoTimers.get(key));
        undoTimers.delete(key);
        clear(key);
      }
    },
  };
}

/** The same, for one conversation. */
export type ChatVoice = ReturnType<typeof voiceOf>;

export function voiceOf(voice: VoiceModel, account: string, conversation: string) {
  return {
    field: () => voice.field(account, conversation),
    recording: () => {
      const now = voice.recording();
      return now?.account === account && now.conversation === conversation ? now : null;
    },
    levels: voice.levels,
    /** How far the recording of a message is, or the one that is not sent; null when it is not played. */
    playing: (message: string | null) => (voice.isPlaying(account, conversation, message) ? voice.playing() : null),
    show: () => voice.show(account, conversation),
    hide: () => voice.hide(account, conversation),
    begin: () => void voice.begin(account, conversation),
    finish: (then: Then) => voice.finish(account, conversation, then),
    discard: () => voice.discard(account, conversation),
    undo: () => voice.undo(account, conversation),
    send: () => voice.send(account, conversation),
    toggle: (message: string | null) => voice.toggle(account, conversation, message),
    seek: (message: string | null, millis: number) => voice.seek(account, conversation, message, millis),
    faster: voice.faster,
  };
}
