import { createSignal, Show, type JSX } from 'solid-js';

import type { Person } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Dialog } from '../dialog/dialog';
import { GROUP_LIMIT, PeoplePicker } from '../dialog/people-picker';

/** Adds people to the group. */
export function AddDialog(props: {
  members: Person[];
  contacts: () => Promise<Person[]>;
  find: (user: string) => Promise<Person | null>;
  mediaUrl: (media: string) => string;
  add: (users: string[]) => Promise<void>;
  onClose: () => void;
}): JSX.Element {
  const [people, setPeople] = createSignal<Person[]>([]);
  const [problem, setProblem] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);

  async function add(): Promise<void> {
    setBusy(true);
    try {
      await props.add(people().map((p) => p.id));
      props.onClose();
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={t().addMembers}
      testid="add-members-dialog"
      onClose={props.onClose}
      actions={
        <>
          <button type="button" class="button" onClick={() => props.onClose()}>
            {t().cancel}
          </button>
          <button
            type="button"
            class="button primary"
            data-testid="add-members-do"
            disabled={busy() || people().length === 0}
            onClick={() => void add()}
          >
            {t().add}
          </button>
        </>
      }
    >
      <PeoplePicker
        people={people()}
        taken={props.members.map((p) => p.id)}
        limit={GROUP_LIMIT}
        contacts={props.contacts}
        find={props.find}
        mediaUrl={props.mediaUrl}
        onChange={setPeople}
      />
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
