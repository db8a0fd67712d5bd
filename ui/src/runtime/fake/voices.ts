// Voice messages of the fake: a recording is as long as it is recorded, and plays by the clock of the page.

import type { Playing, VoiceDraft } from '../../bindings';
import type { Runtime } from '../runtime';
import { failure } from './base';
import { FakeConversations } from './conversations';

/** How often it is told how far it is. */
const TOLD_MS = 100;

export abstract class FakeVoices extends FakeConversations {
  private readonly recorded = new Map<string, VoiceDraft>();
  private recording: { conversation: string; begun: number; timer: ReturnType<typeof setInterval> } | null = null;
  private playing: Playing | null = null;
  private player: ReturnType<typeof setInterval> | undefined;

  recordVoice: Runtime['recordVoice'] = async (account, conversation) => {
    await this.wait(null);
    const begun = Date.now();
    const timer = setInterval(() => {
      const millis = Date.now() - begun;
      const level = Math.round(50 + 40 * Math.sin(millis / 170));
      this.push({ kind: 'recording', recording: { account, conversation, level, millis } });
    }, TOLD_MS);
    this.recording = { conversation, begun, timer };
  };

  stopRecording: Runtime['stopRecording'] = async () => {
    await this.wait(null);
    const now = this.recording;
    if (!now) return;
    clearInterval(now.timer);
    this.recording = null;
    const wave = Array.from({ length: 64 }, (_, at) => Math.round(130 + 120 * Math.sin(at / 3)));
    this.recorded.set(now.conversation, { millis: Date.now() - now.begun, wave });
    this.push(
      { kind: 'recording', recording: null },
      { kind: 'recording_ended', account: this.account().id, conversation: now.conversation, reason: null },
    );
  };

  voiceDraft: Runtime['voiceDraft'] = (_account, conversation) => this.wait(this.recorded.get(conversation) ?? null);

  discardVoice: Runtime['discardVoice'] = (_account, conversation) => {
    this.recorded.delete(conversation);
    return this.wait(undefined);
  };

  sendVoice: Runtime['sendVoice'] = async (_account, conversation, submission) => {
    const draft = this.recorded.get(conversation);
    if (!draft) throw failure('not_found', '录音已不在。', 'The recording is no longer there.');
    this.recorded.delete(conversation);
    await this.wait(null);
    this.writeVoice(conversation, submission, draft);
  };

  /** The message of a recording. */
  protected abstract writeVoice(conversation: string, submission: string, draft: VoiceDraft): void;

  playVoice: Runtime['playVoice'] = async (account, conversation, message, from) => {
    clearInterval(this.player);
    const body = message === null ? null : this.message(message)?.row.body;
    const length = body?.kind === 'voice' ? body.voice.millis : (this.recorded.get(conversation)?.millis ?? 0);
    const speed = this.playing?.speed ?? 100;
    this.tell({ account, conversation, message, millis: from, length, paused: false, speed, loading: false });
    this.player = setInterval(() => {
      const now = this.playing;
      if (!now || now.paused) return;
      const millis = now.millis + (TOLD_MS * now.speed) / 100;
      if (millis < now.length) this.tell({ ...now, millis });
      else void this.stopVoice();
    }, TOLD_MS);
    await this.wait(null);
  };

  pauseVoice: Runtime['pauseVoice'] = (paused) => this.change({ paused });
  seekVoice: Runtime['seekVoice'] = (millis) => this.change({ millis });
  setVoiceSpeed: Runtime['setVoiceSpeed'] = (speed) => this.change({ speed });

  stopVoice: Runtime['stopVoice'] = () => {
    clearInterval(this.player);
    this.tell(null);
    return this.wait(undefined);
  };

  private change(what: Partial<Playing>): Promise<void> {
    if (this.playing) this.tell({ ...this.playing, ...what });
    return this.wait(undefined);
  }

  private tell(playing: Playing | null): void {
    this.playing = playing;
    this.push({ kind: 'playing', playing });
  }
}
