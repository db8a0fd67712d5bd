import { createSignal, Show, type JSX } from 'solid-js';

import type { Person } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Field } from '../field/field';
import { Dialog } from './dialog';
import { GROUP_LIMIT, NAME_LIMIT, PeoplePicker } from './people-picker';

/** A group: a name and people. One nonce per dialog, so that a doubled click makes one group. */
export function NewGroupDialog(props: {
  me: string;
  /** Picked already. */
  people: readonly Person[];
  contacts: () => Promise<Person[]>;
  recent: Person[];
  find: (user: string) => Promise<Person | null>;
  create: (nonce: string, name: string, users: string[]) => Promise<string>;
  mediaUrl: (media: string) => string;
  onCreated: (conversation: string) => void;
  onClose: () => void;
}): JSX.Element {
  const nonce = crypto.randomUUID();
  const [name, setName] = createSignal('');
  const [people, setPeople] = createSignal<Person[]>(props.people.filter((person) => person.id !== props.me));
  const [nameError, setNameError] = createSignal<string | null>(null);
  const [error, setError] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);

  async function create(): Promise<void> {
    if (busy()) return;
    const words = name().trim();
    if (words === '') {
      setNameError(t().errEmpty);
      return;
    }
    if ([...words].length > NAME_LIMIT) {
      setNameError(t().groupNameHint);
      return;
    }
    if (people().length === 0) {
      setError(t().groupNeedsPerson);
      return;
    }
    setBusy(true);
    setError(null);
    try {
      const users = people().map((p) => p.id);
      const conversation = await props.create(nonce, words, users);
      // First closed: the focus goes back to where it was, and from there into the chat.
      props.onClose();
      props.onCreated(conversation);
    } catch (failure) {
      setError(say(asFailure(failure).reason.text));
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={t().newGroup}
      testid="new-group-dialog"
      onClose={props.onClose}
      actions={
        <>
          <button type="button" class="button" onClick={() => props.onClose()}>
            {t().cancel}
          </button>
          <button
            type="button"
            class="button primary"
            data-testid="new-group-create"
            disabled={busy()}
            onClick={() => void create()}
          >
            {busy() ? t().creating : t().createGroup}
          </button>
        </>
      }
    >
      <Field
        label={t().groupName}
        hint={t().groupNameHint}
        testid="group-name"
        dir="auto"
        data-first
        value={name()}
        error={nameError()}
        onInput={(value) => {
          setNameError(null);
          setName(value);
        }}
      />
      <PeoplePicker
        people={people()}
        taken={[props.me]}
        limit={GROUP_LIMIT}
        contacts={props.contacts}
        recent={props.recent}
        find={props.find}
        mediaUrl={props.mediaUrl}
        onChange={(next) => {
          setError(null);
          setPeople(next);
        }}
      />
      <Show when={error()}>
        {(words) => (
          <p class="field-error" role="alert" data-testid="new-group-error">
            {words()}
          </p>
        )}
      </Show>
    </Dialog>
  );
}
