import { createEffect, createMemo, createResource, createSignal, createUniqueId, For, on, Show, type JSX } from 'solid-js';

import type { Person } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { fitting } from '../../state/search';
import { PersonFacts } from '../avatar/person-facts';
import { Field } from '../field/field';

/** Most people offered at once: more are found by typing. */
const OFFERED = 50;

const USER_ID = /^[1-9]\d{0,18}$/;

interface Group {
  title: string;
  people: Person[];
}

/**
 * Finds a person by name among those one knows, or by user id among all there are. Arrows and Enter choose without
 * leaving the field. Without a word typed it offers those of the last chats, then everybody one has a chat with.
 */
export function PeopleSearch(props: {
  label: string;
  testid: string;
  /** What the button beside the field says. */
  action: string;
  /** The people one has a chat with. */
  contacts: () => Promise<Person[]>;
  /** Those of the last chats, the newest first. */
  recent?: Person[];
  find: (user: string) => Promise<Person | null>;
  /** Why somebody cannot be taken; they are not offered. */
  refused: (user: string) => string | null;
  /** Whether somebody found by id is shown first, or taken at once. */
  showFound?: boolean;
  mediaUrl: (media: string) => string;
  /** Answers what speaks against it. */
  onTake: (person: Person) => string | null | Promise<string | null>;
}): JSX.Element {
  const id = createUniqueId();
  const [query, setQuery] = createSignal('');
  const [error, setError] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  const [byId, setById] = createSignal<Person | null>(null);
  const [contacts] = createResource(() => props.contacts());
  const [at, setAt] = createSignal(-1);
  let form!: HTMLFormElement;
  let list!: HTMLDivElement;

  const words = () => query().trim();
  const groups = createMemo((): Group[] => {
    const free = (people: Person[]) => people.filter((person) => props.refused(person.id) === null);
    const known = free(contacts.error ? [] : (contacts() ?? []));
    const found = byId();
    if (found) return [{ title: t().found, people: [found] }];
    if (words() !== '') return [{ title: t().contacts, people: fitting(known, words()).slice(0, OFFERED) }];
    const recent = free(props.recent ?? []);
    const others = known.filter((person) => !recent.some((other) => other.id === person.id));
    return [
      { title: t().recent, people: recent },
      { title: t().contacts, people: others.slice(0, OFFERED) },
    ];
  });
  const offered = createMemo(() => groups().flatMap((group) => group.people));
  /** People of the same name are told apart by their ids. */
  const sharesName = (person: Person) => offered().some((other) => other !== person && other.name === person.name);
  const chosen = () => Math.min(at(), offered().length - 1);

  createEffect(
    on(chosen, () => list?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), {
      defer: true,
    }),
  );

  const field = () => form.querySelector('input');

  function begin(value: string): void {
    setError(null);
    setById(null);
    setQuery(value);
    // What is typed leads to the first that fits.
    setAt(value.trim() === '' ? -1 : 0);
  }

  async function take(person: Person): Promise<void> {
    if (busy()) return;
    setBusy(true);
    try {
      const against = await props.onTake(person);
      if (against === null) begin('');
      else setError(against);
    } catch (failure) {
      setError(say(asFailure(failure).reason.text));
    } finally {
      setBusy(false);
      field()?.focus();
    }
  }

  async function lookUp(user: string): Promise<void> {
    setBusy(true);
    let found: Person | null = null;
    try {
      found = await props.find(user);
      // The field may have been changed meanwhile.
      if (words() !== user) found = null;
      else if (!found) setError(t().noSuchPerson);
    } catch (failure) {
      setError(say(asFailure(failure).reason.text));
    } finally {
      setBusy(false);
      field()?.focus();
    }
    if (!found) return;
    if (props.showFound) {
      setById(found);
      setAt(0);
    } else await take(found);
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (busy()) return;
    setError(null);
    const person = offered()[chosen()];
    const isId = USER_ID.test(words());
    const refused = isId ? props.refused(words()) : null;
    if (refused !== null) setError(refused);
    else if (person && (!isId || person.id === words() || byId())) void take(person);
    else if (isId) void lookUp(words());
    else setError(words() === '' ? t().errEmpty : t().noOneFound);
  }

  function onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    const last = offered().length - 1;
    if (event.key === 'ArrowDown') setAt(Math.min(chosen() + 1, last));
    else if (event.key === 'ArrowUp') setAt(Math.max(chosen() - 1, 0));
    else return;
    event.preventDefault();
  }

  return (
    <div class="stack">
      <form ref={form} class="find-row" onSubmit={submit}>
        <div class="grow">
          <Field
            label={props.label}
            testid={props.testid}
            data-first
            dir="auto"
            role="combobox"
            aria-expanded={offered().length > 0}
            aria-controls={`${id}-list`}
            aria-activedescendant={chosen() >= 0 ? `${id}-${chosen()}` : undefined}
            value={query()}
            error={error()}
            onInput={begin}
            onKeyDown={onKey}
          />
        </div>
        <button type="submit" class="button beside-field" data-testid={`${props.testid}-do`} disabled={busy()}>
          {busy() ? t().finding : props.action}
        </button>
      </form>
      <div
        ref={list}
        id={`${id}-list`}
        class="person-offer"
        classList={{ none: offered().length === 0 }}
        role="listbox"
        aria-label={t().contacts}
        tabindex="-1"
        // The field keeps the focus.
        onMouseDown={(event) => event.preventDefault()}
      >
        <For each={groups()}>
          {(group) => (
            <Show when={group.people.length > 0}>
              <div role="group" aria-label={group.title}>
                <p class="hint" aria-hidden="true">
                  {group.title}
                </p>
                <For each={group.people}>
                  {(person) => {
                    const index = () => offered().indexOf(person);
                    return (
                      <div
                        id={`${id}-${index()}`}
                        class="person-row"
                        role="option"
                        aria-selected={index() === chosen()}
                        data-testid={byId() ? 'found-person' : 'offered-person'}
                        data-id={person.id}
                        onPointerMove={() => setAt(index())}
                        onClick={() => void take(person)}
                      >
                        <PersonFacts
                          person={person}
                          size={36}
                          withId={byId() !== null || sharesName(person)}
                          mediaUrl={props.mediaUrl}
                        />
                      </div>
                    );
                  }}
                </For>
              </div>
            </Show>
          )}
        </For>
      </div>
    </div>
  );
}
