import { X } from 'lucide';
import { createSignal, For, Show, type JSX } from 'solid-js';

import type { Person } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Avatar } from '../avatar/avatar';
import { Field } from '../field/field';
import { IconButton } from '../icon/icon-button';

/** Limits the server holds (docs/PROTOCOL.md). */
export const GROUP_LIMIT = 200;
export const NAME_LIMIT = 100;

const USER_ID = /^[1-9]\d{0,18}$/;

/** People by id: each is looked up before it is taken, nobody twice. */
export function PeoplePicker(props: {
  people: Person[];
  /** Ids that are in already, oneself included. */
  taken: string[];
  limit: number;
  find: (user: string) => Promise<Person | null>;
  mediaUrl: (media: string) => string;
  onChange: (people: Person[]) => void;
}): JSX.Element {
  const [id, setId] = createSignal('');
  const [error, setError] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  let row!: HTMLFormElement;

  async function add(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const user = id().trim();
    if (busy()) return;
    if (!USER_ID.test(user)) {
      setError(user === '' ? t().errEmpty : t().errNumber);
      return;
    }
    if (props.taken.includes(user) || props.people.some((p) => p.id === user)) {
      setError(t().alreadyInGroup);
      return;
    }
    if (props.people.length + props.taken.length >= props.limit) {
      setError(t().groupFull(props.limit));
      return;
    }
    setBusy(true);
    setError(null);
    try {
      const person = await props.find(user);
      if (!person) {
        setError(t().noSuchPerson);
      } else {
        props.onChange([...props.people, person]);
        setId('');
      }
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
            inputmode="numeric"
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
                <Avatar of={person.avatar} size={36} url={props.mediaUrl} />
                <span class="who">
                  <bdi class="ellipsis name">{person.name}</bdi>
                  <span class="hint numbers">{person.id}</span>
                </span>
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
      <p class="hint numbers">{t().groupLimit(props.people.length + props.taken.length, props.limit)}</p>
    </div>
  );
}
