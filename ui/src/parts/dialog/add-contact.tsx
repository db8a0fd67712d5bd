import { createSignal, Show, type JSX } from 'solid-js';

import type { Person } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { PersonFacts } from '../avatar/person-facts';
import { Field } from '../field/field';
import { Dialog } from './dialog';

/** Longest words with a request, as the server takes them. */
const GREETING = 200;

/** Asks somebody to be a friend: found by id, unless it is known who, with a few words. */
export function AddContactDialog(props: {
  /** Whom; null when they are to be found. */
  person: Person | null;
  find: (user: string) => Promise<Person | null>;
  ask: (user: string, greeting: string) => Promise<void>;
  mediaUrl: (media: string) => string;
  onAsked: () => void;
  onClose: () => void;
}): JSX.Element {
  const [user, setUser] = createSignal('');
  const [found, setFound] = createSignal<Person | null>(props.person);
  const [greeting, setGreeting] = createSignal('');
  const [error, setError] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  const length = () => [...greeting()].length;

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (busy()) return;
    setError(null);
    const words = user().trim();
    if (!found() && words === '') {
      setError(t().errEmpty);
      return;
    }
    setBusy(true);
    try {
      const person = found();
      if (person) {
        await props.ask(person.id, greeting().trim());
        props.onClose();
        props.onAsked();
        return;
      }
      const known = await props.find(words);
      if (known) setFound(known);
      else setError(t().noSuchPerson);
    } catch (failure) {
      setError(say(asFailure(failure).reason.text));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog title={t().addContact} testid="add-contact-dialog" onClose={props.onClose}>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <Show
          when={found()}
          fallback={
            <Field
              label={t().userId}
              testid="add-contact-id"
              data-first
              inputmode="numeric"
              value={user()}
              error={error()}
              onInput={setUser}
            />
          }
        >
          {(person) => (
            <>
              <div class="person-row" data-testid="add-contact-found">
                <PersonFacts person={person()} mediaUrl={props.mediaUrl} />
              </div>
              <Field
                label={t().greeting}
                testid="add-contact-greeting"
                ref={(element: HTMLInputElement) => queueMicrotask(() => element.focus())}
                dir="auto"
                value={greeting()}
                hint={`${length()} / ${GREETING}`}
                error={error() ?? (length() > GREETING ? t().greetingTooLong : null)}
                onInput={setGreeting}
              />
            </>
          )}
        </Show>
        <div class="row-end">
          <button type="button" class="button" onClick={() => props.onClose()}>
            {t().cancel}
          </button>
          <button
            type="submit"
            class="button primary"
            data-testid="add-contact-ok"
            disabled={busy() || length() > GREETING}
          >
            {found() ? t().sendRequest : t().find}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
