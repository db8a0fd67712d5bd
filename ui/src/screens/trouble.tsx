import { For, Show, type JSX } from 'solid-js';

import type { SetAsideInfo, Trouble } from '../bindings';
import { t } from '../i18n/language';
import { Bird } from '../parts/bird/bird';
import { TroubleCard } from '../parts/trouble/trouble';

/** Accounts that are signed in and cannot be opened, before anything else. */
export function TroubleScreen(props: {
  troubles: Trouble[];
  openAgain: (account: string) => Promise<void>;
  enterCode: (account: string, code: string) => Promise<void>;
  setAside: (account: string) => Promise<SetAsideInfo>;
  onSetAside: (done: SetAsideInfo) => void;
  onOpenDataDir: () => void;
  /** Goes on without them. */
  onLater: () => void;
}): JSX.Element {
  return (
    <main class="troubles" data-testid="troubles">
      <header>
        <Bird size={72} />
        <h1>{t().troublesTitle}</h1>
      </header>
      <For each={props.troubles}>
        {(trouble) => (
          <TroubleCard
            trouble={trouble}
            openAgain={() => props.openAgain(trouble.account)}
            enterCode={(code) => props.enterCode(trouble.account, code)}
            setAside={() => props.setAside(trouble.account)}
            onSetAside={props.onSetAside}
            onOpenDataDir={props.onOpenDataDir}
          />
        )}
      </For>
      <Show when={props.troubles.length > 0}>
        <button type="button" class="button" data-testid="trouble-later" onClick={() => props.onLater()}>
          {t().troubleLater}
        </button>
      </Show>
    </main>
  );
}
