import { X } from 'lucide';
import { For, Show, type JSX } from 'solid-js';

import type { Person } from '../../bindings';
import { t } from '../../i18n/language';
import { Avatar } from '../avatar/avatar';
import { IconButton } from '../icon/icon-button';
import { PeopleSearch } from './people-search';

/** Limits the server holds (docs/PROTOCOL.md). */
export const GROUP_LIMIT = 200;
export const NAME_LIMIT = 100;

/** Several people, each found by name or id. Nobody twice. */
export function PeoplePicker(props: {
  people: Person[];
  /** Ids that are in already, oneself included. */
  taken: string[];
  limit: number;
  contacts: () => Promise<Person[]>;
  recent?: Person[];
  find: (user: string) => Promise<Person | null>;
  mediaUrl: (media: string) => string;
  onChange: (people: Person[]) => void;
}): JSX.Element {
  const isIn = (user: string) => props.taken.includes(user) || props.people.some((p) => p.id === user);

  function take(person: Person): string | null {
    if (props.people.length + props.taken.length >= props.limit) return t().groupFull(props.limit);
    props.onChange([...props.people, person]);
    return null;
  }

  return (
    <div class="stack">
      <Show when={props.people.length > 0}>
        <ul class="picked" aria-label={t().pickedPeople}>
          <For each={props.people}>
            {(person) => (
              <li data-testid="picked-person" data-id={person.id}>
                <Avatar of={person.avatar} size={24} url={props.mediaUrl} />
                <bdi class="ellipsis">{person.name}</bdi>
                <IconButton
                  icon={X}
                  size={14}
                  label={t().removePerson(person.name)}
                  onClick={() => props.onChange(props.people.filter((p) => p.id !== person.id))}
                />
              </li>
            )}
          </For>
        </ul>
      </Show>
      <PeopleSearch
        label={t().addPerson}
        testid="person-id"
        action={t().add}
        contacts={props.contacts}
        recent={props.recent}
        find={props.find}
        refused={(user) => (isIn(user) ? t().alreadyInGroup : null)}
        mediaUrl={props.mediaUrl}
        onTake={take}
      />
      <p class="hint numbers">{t().groupLimit(props.people.length + props.taken.length, props.limit)}</p>
    </div>
  );
}
