// What the dialog of a picture needs of the shell, for a person or a group.

import type { PortraitCommands } from '../parts/portrait/portrait-dialog';
import type { Runtime } from '../runtime/runtime';
import type { AppState } from '../state/app';

/** Of the person of the account when no group is named. */
export function portraitCommands(app: AppState, runtime: Runtime, account: string, group: string | null): PortraitCommands {
  return {
    await: (on) => runtime.awaitPortrait(on ? account : null),
    pick: () => runtime.pickPortrait(account),
    set: (handle, square) => runtime.setPortrait(account, group, handle, square),
    remove: () => runtime.removePortrait(account, group),
    dropped: () => {
      const dropped = app.portraits.dropped();
      return dropped?.account === account ? dropped : undefined;
    },
    previewUrl: (media) => runtime.mediaUrl(account, media, 'preview'),
  };
}
