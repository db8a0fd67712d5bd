import { Plus, X } from 'lucide';
import { createMemo, createResource, createSignal, For, Show, type JSX } from 'solid-js';

import type { Person } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { fitting } from '../../state/search';
import { PersonFacts } from '../avatar/person-facts';
import { Field } from '../field/field';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';

/** Limits the server holds (docs/PROTOCOL.md). */
export const GROUP_LIMIT = 200;
export const NAME_LIMIT = 100;

/** Most contacts offered at once: more are found by typing. */
const OFFERED = 50;

const USER_ID = /^[1-9]\d{0,18}$/;

/** People by a click on a contact, or by id: who is no contact is looked up before being taken. Nobody twice. */
export function PeoplePicker(props: {
  people: Person[];
  /** Ids that are in already, oneself included. */
  taken: string[];
  limit: number;
  /** The people one has a chat with. */
  contacts: () => Promise<Person[]>;
  find: (user: string) => Promise<Person | null>;
  mediaUrl: (media: string) => string;
  onChange: (people: Person[]) => void;
}): JSX.Element {
  const [id, setId] = createSignal('');
  const [error, setError] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  const [contacts] = createResource(() => props.contacts());
  let row!: HTMLFormElement;

  const isIn = (user: string) => props.taken.includes(user) || props.people.some((p) => p.id === user);
  const offered = createMemo(() => {
    const known = contacts.error ? [] : (contacts() ?? []);
    return fitting(known, id())
      .filter((person) => !isIn(person.id))
      .slice(0, OFFERED);
  });

  function take(person: Person): void {
    if (props.people.length + props.taken.length >= props.limit) {
      setError(t().groupFull(props.limit));
      return;
    }
    setError(null);
    setId('');
    props.onChange([...props.people, person]);
    row.querySelector('input')?.focus();
  }

  async function add(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const user = id().trim();
    if (busy()) return;
    if (!USER_ID.test(user)) {
      const [first, second] = offered();
      if (user !== '' && first && !second) take(first);
      else setError(user === '' ? t().errEmpty : first ? t().pickOne : t().contactsNone);
      return;
    }
    if (isIn(user)) {
      setError(t().alreadyInGroup);
      return;
    }
    setBusy(true);
    setError(null);
    try {
      const person = await props.find(user);
      if (person) take(person);
      else setError(t().noSuchPerson);
    } catch (failure) {
      setError(say(asFailure(failure).reason.text));
    } finally {
      setBusy(false);
      row.querySelector('input')?.focus();
    }
  }

  return (
    <div class="stack">
      <form ref={row} class="find-row" onSubmit={(event) => void add(event)}>
        <div class="grow">
          <Field
            label={t().addPerson}
            testid="person-id"
            data-first
            value={id()}
            error={error()}
            onInput={(value) => {
              setError(null);
              setId(value);
            }}
          />
        </div>
        <button type="submit" class="button beside-field" data-testid="person-add" disabled={busy()}>
          {t().add}
        </button>
      </form>
      <Show when={props.people.length > 0}>
        <ul>
          <For each={props.people}>
            {(person) => (
              <li class="person-row" data-testid="picked-person" data-id={person.id}>
                <PersonFacts person={person} size={36} mediaUrl={props.mediaUrl} />
                <IconButton
                  icon={X}
                  size={16}
                  label={t().removePerson(person.name)}
                  onClick={() => props.onChange(props.people.filter((p) => p.id !== person.id))}
                />
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={offered().length > 0}>
        <ul class="person-offer" aria-label={t().contacts}>
          <For each={offered()}>
            {(person) => (
              <li>
                <button
                  type="button"
                  class="person-row"
                  data-testid="offered-person"
                  data-id={person.id}
                  onClick={() => take(person)}
                >
                  <PersonFacts person={person} size={36} mediaUrl={props.mediaUrl} />
                  <Icon of={Plus} size={16} />
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <p class="hint numbers">{t().groupLimit(props.people.length + props.taken.length, props.limit)}</p>
    </div>
  );
}
