// How the files of messages stand on this computer: asked once for what comes on the screen, then told.

import { createStore, produce, reconcile } from 'solid-js/store';

import type { FileState } from '../bindings';
import type { Runtime } from '../runtime/runtime';

export type Files = ReturnType<typeof createFiles>;

export function createFiles(runtime: Pick<Runtime, 'fileStates'>, failed: (error: unknown) => void) {
  const [states, set] = createStore<Record<string, FileState | undefined>>({});
  /** Asked in one question when all rows of this moment have been made. */
  const wanted = new Map<string, Set<string>>();
  const keyOf = (account: string, media: string) => `${account} ${media}`;

  async function ask(account: string): Promise<void> {
    const media = [...(wanted.get(account) ?? [])];
    wanted.delete(account);
    try {
      const answers = await runtime.fileStates(account, media);
      media.forEach((id, at) => {
        const state = answers[at];
        // What was told meanwhile is newer.
        if (state && !states[keyOf(account, id)]) set(keyOf(account, id), state);
      });
    } catch (error) {
      failed(error);
    }
  }

  return {
    /** Undefined until it is known; whoever asks is told then. */
    of(account: string, media: string): FileState | undefined {
      const known = states[keyOf(account, media)];
      if (known) return known;
      const asked = wanted.get(account);
      if (asked) asked.add(media);
      else {
        wanted.set(account, new Set([media]));
        queueMicrotask(() => void ask(account));
      }
      return undefined;
    },
    arrived: (account: string, media: string, state: FileState): void =>
      set(keyOf(account, media), reconcile<FileState | undefined, FileState | undefined>(state)),
    forget(account: string): void {
      set(
        produce((all) => {
          for (const key of Object.keys(all)) if (key.startsWith(`${account} `)) delete all[key];
        }),
      );
    },
  };
}
