import { createSignal, For, Show, type JSX } from 'solid-js';

import type { Member } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Dialog } from '../dialog/dialog';

/** The owner wants to leave a group in which others are: somebody owns it afterwards, or it is no more. */
export function LeaveDialog(props: {
  title: string;
  /** The others. */
  members: readonly Member[];
  handOver: (user: string) => Promise<void>;
  leave: () => Promise<void>;
  onDissolve: () => void;
  onClose: () => void;
}): JSX.Element {
  const [heir, setHeir] = createSignal('');
  const [problem, setProblem] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  // A second try after a leaving that failed does not hand over what is handed over.
  let handed = false;

  async function leave(): Promise<void> {
    if (busy() || heir() === '') return;
    setBusy(true);
    try {
      if (!handed) await props.handOver(heir());
      handed = true;
      await props.leave();
      props.onClose();
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={t().leaveOwnerTitle(props.title)}
      testid="leave-dialog"
      onClose={props.onClose}
      actions={
        <>
          <button type="button" class="button" onClick={() => props.onClose()}>
            {t().cancel}
          </button>
          <button
            type="button"
            class="button danger"
            data-testid="leave-dissolve"
            onClick={() => {
              props.onClose();
              props.onDissolve();
            }}
          >
            {t().dissolveGroup}
          </button>
          <button
            type="button"
            class="button primary"
            data-testid="leave-hand-over"
            disabled={busy() || heir() === ''}
            onClick={() => void leave()}
          >
            {t().leaveOwnerDo}
          </button>
        </>
      }
    >
      <p>{t().leaveOwnerText}</p>
      <label class="field">
        <span>{t().leaveOwnerTo}</span>
        <select class="input" data-testid="leave-heir" value={heir()} onChange={(event) => setHeir(event.currentTarget.value)}>
          <option value="" />
          <For each={props.members}>
            {(member) => <option value={member.person.id}>{member.alias ?? member.person.name}</option>}
          </For>
        </select>
      </label>
      <Show when={problem()}>
        {(words) => (
          <p class="field-error" role="alert">
            {words()}
          </p>
        )}
      </Show>
    </Dialog>
  );
}
