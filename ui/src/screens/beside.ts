// Which conversations the page needs the lines of, wherever they stand in the list and whatever it shows.

import { createEffect, mapArray, on } from 'solid-js';

import type { Runtime } from '../runtime/runtime';
import type { AccountState, AppState } from '../state/app';

/** The one that is open, one whose recording plays, and one that a dialog is about. */
export function followBeside(app: AppState, runtime: Runtime): void {
  const { navigation } = app;

  function needed(account: string): string[] {
    const playing = app.voice.playing();
    const all = [
      navigation.chatOf(account),
      playing?.account === account ? playing.conversation : undefined,
      navigation.account() === account ? navigation.overOf('folders')?.conversation : undefined,
    ];
    return [...new Set(all.filter((id) => id !== undefined))];
  }

  const follow = mapArray(
    () => app.store.accounts,
    (account: AccountState) => {
      const { id } = account.info;
      createEffect(
        on(
          () => (account.listed ? needed(id).join('\n') : null),
          (ids) => {
            if (ids === null) return;
            runtime.listBeside(id, ids === '' ? [] : ids.split('\n')).catch(app.tellFailure);
          },
        ),
      );
    },
  );
  createEffect(() => void follow());
}
