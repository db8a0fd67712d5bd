import { Show, type JSX } from 'solid-js';

import type { SetAsideInfo, Trouble } from '../bindings';
import { t } from '../i18n/language';
import { Bird } from '../parts/bird/bird';
import { TroubleCard } from '../parts/trouble/trouble';

/** In the place of an account that is signed in and cannot be opened. The other accounts are as they were. */
export function TroubleScreen(props: {
  trouble: Trouble;
  openAgain: () => Promise<void>;
  enterCode: (code: string) => Promise<void>;
  setAside: () => Promise<SetAsideInfo>;
  onSetAside: (done: SetAsideInfo) => void;
  onOpenDataDir: () => void;
}): JSX.Element {
  return (
    <main class="troubles" data-testid="troubles">
      <header>
        <Bird size={72} />
        <h1>{t().troublesTitle}</h1>
      </header>
      <Show when={props.trouble.account} keyed>
        <TroubleCard
          trouble={props.trouble}
          openAgain={props.openAgain}
          enterCode={props.enterCode}
          setAside={props.setAside}
          onSetAside={props.onSetAside}
          onOpenDataDir={props.onOpenDataDir}
        />
      </Show>
    </main>
  );
}
