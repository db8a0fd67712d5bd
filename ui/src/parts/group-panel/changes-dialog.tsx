import { createSignal, For, onMount, Show, type JSX } from 'solid-js';

import type { GroupChangeRow, GroupChanges } from '../../bindings';
import { happenedWords } from '../../i18n/happened';
import { language, say, t } from '../../i18n/language';
import { moment } from '../../i18n/time';
import { asFailure } from '../../runtime/runtime';
import { Dialog } from '../dialog/dialog';

/** What happened to the group, the newest first. */
export function ChangesDialog(props: {
  load: (before: number | null) => Promise<GroupChanges>;
  /** Goes to the line in the chat. */
  onGo: (message: string) => void;
  onClose: () => void;
}): JSX.Element {
  const [rows, setRows] = createSignal<GroupChangeRow[] | null>(null);
  const [more, setMore] = createSignal(false);
  const [problem, setProblem] = createSignal<unknown>(null);

  async function read(): Promise<void> {
    setProblem(null);
    try {
      const known = rows() ?? [];
      const page = await props.load(known[known.length - 1]?.index ?? null);
      setRows([...known, ...page.rows]);
      setMore(page.more);
    } catch (error) {
      setProblem(error);
    }
  }
  onMount(() => void read());

  return (
    <Dialog title={t().groupChanges} testid="group-changes-dialog" onClose={props.onClose}>
      <Show when={rows()}>
        {(known) => (
          <Show when={known().length > 0} fallback={<p class="hint">{t().noGroupChanges}</p>}>
            <ol class="change-rows" aria-label={t().groupChanges}>
              <For each={known()}>
                {(row) => (
                  <li>
                    <button type="button" class="change-row pressable" data-testid="group-change" onClick={() => props.onGo(row.id)}>
                      <span dir="auto">{happenedWords(row.happened, row.time)}</span>
                      <time class="hint numbers">{moment(row.time, language())}</time>
                    </button>
                  </li>
                )}
              </For>
            </ol>
          </Show>
        )}
      </Show>
      <Show when={problem()}>
        {(error) => (
          <p class="field-error" role="alert">
            {say(asFailure(error()).reason.text)}
          </p>
        )}
      </Show>
      <Show when={more() || problem() !== null}>
        <button type="button" class="button" data-testid="more-changes" onClick={() => void read()}>
          {problem() === null ? t().moreChanges : t().tryAgain}
        </button>
      </Show>
    </Dialog>
  );
}
