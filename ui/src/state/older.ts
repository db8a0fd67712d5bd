// Older messages that are not on this computer: whether there are some, and having them, for somebody who looks for
// something among them.

import { createSignal, onCleanup, onMount } from 'solid-js';

/** While they come, what was asked is asked again. */
const AGAIN_MS = 1_000;

/** Where they come from. */
export interface OlderDoor {
  lacks(): Promise<boolean>;
  /** True when all of them are here then; null when it was cancelled. */
  load(): Promise<boolean | null>;
  cancel(): void;
}

/** `none`: nothing is missing; `rest`: what is missing the server did not give. */
export type OlderStand = 'none' | 'missing' | 'loading' | 'rest';

export type Older = ReturnType<typeof createOlder>;

/** `came`: more messages are here. Loading ends with what made this. */
export function createOlder(door: OlderDoor, came: () => void) {
  const [stand, setStand] = createSignal<OlderStand>('none');
  const [failure, setFailure] = createSignal<unknown>(null);
  let gone = false;

  async function look(): Promise<void> {
    // Without an answer nothing is said.
    const lacks = await door.lacks().catch(() => false);
    if (!gone && stand() !== 'loading') setStand(lacks ? 'missing' : 'none');
  }

  onMount(() => void look());
  onCleanup(() => {
    gone = true;
    if (stand() === 'loading') door.cancel();
  });

  return {
    stand,
    /** Why the last try ended. */
    failure,
    cancel: door.cancel,
    /** Loads them; answers when that has ended, however. */
    async load(): Promise<void> {
      if (stand() === 'loading') return;
      setStand('loading');
      setFailure(null);
      const again = setInterval(came, AGAIN_MS);
      let whole: boolean | null = null;
      try {
        whole = await door.load();
      } catch (error) {
        if (!gone) setFailure(() => error);
      } finally {
        clearInterval(again);
      }
      if (gone) return;
      setStand(whole === null ? 'missing' : whole ? 'none' : 'rest');
      came();
      // Some may have been the last ones.
      if (whole === null) await look();
    },
  };
}
