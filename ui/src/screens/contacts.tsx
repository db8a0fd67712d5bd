import { createMemo, createResource, createSignal, For, Show, type JSX } from 'solid-js';

import type { Person } from '../bindings';
import { say, t } from '../i18n/language';
import { PersonFacts } from '../parts/avatar/person-facts';
import { Bird } from '../parts/bird/bird';
import { typeAhead } from '../parts/type-ahead/type-ahead';
import { asFailure } from '../runtime/runtime';
import { fitting } from '../state/search';
import './contacts.css';

/** The people one has a chat with. The core gives them in order; here they are only looked through. */
export function ContactsScreen(props: {
  load: () => Promise<Person[]>;
  /** Gives the conversation with somebody. */
  chatWith: (user: string) => Promise<string>;
  mediaUrl: (media: string) => string;
  onOpen: (conversation: string) => void;
  onNewChat: () => void;
  onFailure: (error: unknown) => void;
}): JSX.Element {
  const [people, { refetch }] = createResource(() => props.load());
  const [query, setQuery] = createSignal('');
  const known = () => (people.error ? undefined : people());
  const found = createMemo(() => fitting(known() ?? [], query()));
  const [active, setActive] = createSignal<string>();
  /** The one row that Tab reaches. */
  const tabbable = () => found().find((person) => person.id === active())?.id ?? found()[0]?.id;
  const next = typeAhead();
  let page!: HTMLDivElement;

  function focusRow(at: number): void {
    const person = found()[Math.max(0, Math.min(at, found().length - 1))];
    if (!person) return;
    setActive(person.id);
    page.querySelectorAll<HTMLElement>('.contact')[found().indexOf(person)]?.focus();
  }

  function onKey(event: KeyboardEvent): void {
    const at = found().findIndex((person) => person.id === (event.target as HTMLElement).dataset['id']);
    const keys: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: found().length - 1 };
    const to = keys[event.key] ?? next(event, () => found().map((person) => person.name), at);
    if (to === undefined) return;
    event.preventDefault();
    focusRow(to);
  }

  async function open(user: string): Promise<void> {
    try {
      props.onOpen(await props.chatWith(user));
    } catch (error) {
      props.onFailure(error);
    }
  }

  return (
    <main class="contacts" data-testid="contacts">
      <div ref={page} class="contacts-page">
        <header>
          <h1>{t().contacts}</h1>
          <button type="button" class="button" data-testid="contacts-new-chat" onClick={() => props.onNewChat()}>
            {t().newChat}
          </button>
        </header>
        <Show when={people.error}>
          <p class="field-error" role="alert">
            {say(asFailure(people.error).reason.text)}{' '}
            <button type="button" class="text-button" onClick={() => void refetch()}>
              {t().tryAgain}
            </button>
          </p>
        </Show>
        <Show when={known()}>
          {(all) => (
            <Show
              when={all().length > 0}
              fallback={
                <div class="empty" data-testid="contacts-empty">
                  <Bird size={64} />
                  <strong>{t().contactsEmptyTitle}</strong>
                  <p class="hint">{t().listEmptyText}</p>
                </div>
              }
            >
              <input
                class="input"
                data-testid="contacts-filter"
                aria-label={t().contactsFilter}
                placeholder={t().contactsFilter}
                dir="auto"
                autocomplete="off"
                spellcheck={false}
                value={query()}
                onInput={(event) => setQuery(event.currentTarget.value)}
                onKeyDown={(event) => {
                  if (event.key !== 'ArrowDown' || event.isComposing || event.keyCode === 229) return;
                  event.preventDefault();
                  focusRow(0);
                }}
              />
              <ul aria-label={t().contacts} onKeyDown={onKey}>
                <For each={found()}>
                  {(person) => (
                    <li>
                      <button
                        type="button"
                        class="contact"
                        data-testid="contact"
                        data-id={person.id}
                        tabindex={person.id === tabbable() ? 0 : -1}
                        onFocus={() => setActive(person.id)}
                        onClick={() => void open(person.id)}
                      >
                        <PersonFacts person={person} mediaUrl={props.mediaUrl} />
                      </button>
                    </li>
                  )}
                </For>
              </ul>
              <Show when={found().length === 0}>
                <p class="hint" role="status">
                  {t().noOneFound}
                </p>
              </Show>
            </Show>
          )}
        </Show>
      </div>
    </main>
  );
}
