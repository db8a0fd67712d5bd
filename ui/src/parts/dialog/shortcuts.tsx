import { For, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import { Dialog } from './dialog';

export function ShortcutsDialog(props: { enterSends: boolean; onClose: () => void }): JSX.Element {
  const keys = (): [string[], string][] => [
    [['Ctrl', 'K'], t().keySwitch],
    [['Ctrl', 'F'], t().keySearchHere],
    [['Ctrl', 'Shift', 'F'], t().keySearchEverywhere],
    [['Ctrl', 'N'], t().keyNewChat],
    [['Alt', '↑ ↓'], t().keyNextChat],
    [['Ctrl', '1 … 9'], t().keyNthChat],
    [['↑', '↓'], t().keyArrows],
    [['Ctrl', 'C'], t().keyCopy],
    [['Shift', '↑ ↓'], t().keySelect],
    [['Shift', 'F10'], t().keyMenu],
    [props.enterSends ? ['Enter'] : ['Shift', 'Enter'], t().keySend],
    [props.enterSends ? ['Shift', 'Enter'] : ['Enter'], t().keyBreak],
    [['Ctrl', 'Shift', 'Enter'], t().keySendLater],
    [['Ctrl', 'V'], t().keyPaste],
    [['Ctrl', '.'], t().keyEmoji],
    [['↑'], t().keyEditLast],
    [['Ctrl', '+ − 0'], t().keyZoom],
    [['Esc'], t().keyEscape],
    [['F1'], t().keyHelp],
  ];
  return (
    <Dialog title={t().shortcuts} testid="shortcuts" onClose={props.onClose}>
      <dl class="key-list">
        <For each={keys()}>
          {([press, meaning]) => (
            <>
              <dt>
                <For each={press}>
                  {(key, i) => (
                    <>
                      {i() > 0 ? ' ' : ''}
                      <kbd>{key}</kbd>
                    </>
                  )}
                </For>
              </dt>
              <dd>{meaning}</dd>
            </>
          )}
        </For>
      </dl>
    </Dialog>
  );
}
