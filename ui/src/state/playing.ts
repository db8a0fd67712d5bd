// The one video that plays in a conversation. It ends with the conversation's screen.

import { createSignal } from 'solid-js';

/** A message and where its video plays from. */
interface Playing {
  message: string;
  address: string;
}

export type VideoPlaying = ReturnType<typeof createPlaying>;

export function createPlaying() {
  const [now, set] = createSignal<Playing | null>(null);
  /** What was asked for last: an answer that comes late starts nothing. */
  let wanted: string | null = null;

  return {
    /** Where the video of this message plays from; null when it does not play. */
    of: (message: string): string | null => (now()?.message === message ? (now()?.address ?? null) : null),
    /** Plays the video of a message instead of the one that plays. */
    async start(message: string, address: () => Promise<string>): Promise<void> {
      wanted = message;
      set(null);
      const found = await address();
      if (wanted === message) set({ message, address: found });
    },
    /** Something else is to be heard: whatever plays or is about to ends. */
    silence(): void {
      wanted = null;
      set(null);
    },
    /** Ends it, when it is this one. */
    stop(message: string): void {
      if (wanted === message) wanted = null;
      if (now()?.message === message) set(null);
    },
  };
}
