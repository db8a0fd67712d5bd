// Voice messages for parts that are rendered alone: nothing is recorded and nothing is played.

import { createVoice, voiceOf, type ChatVoice, type VoiceCommands } from '../state/voice';

export function quietVoice(): ChatVoice {
  const commands = { voiceDraft: () => Promise.resolve(null) } as Partial<VoiceCommands> as VoiceCommands;
  const fail = (error: unknown) => {
    throw error;
  };
  return voiceOf(createVoice(commands, fail, fail), 'alice', 'bob');
}
