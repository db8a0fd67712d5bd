import { createSignal, Show, type JSX } from 'solid-js';

import type { Person } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Avatar } from '../avatar/avatar';
import { Field } from '../field/field';
import { Dialog } from './dialog';

/** A chat with one person: first who it is, then start. */
export function NewChatDialog(props: {
  me: string;
  find: (user: string) => Promise<Person | null>;
  create: (user: string) => Promise<string>;
  mediaUrl: (media: string) => string;
  onCreated: (conversation: string) => void;
  onClose: () => void;
}): JSX.Element {
  const [id, setId] = createSignal('');
  const [person, setPerson] = createSignal<Person | null>(null);
  const [error, setError] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);

  async function find(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const user = id().trim();
    if (busy()) return;
    if (!/^[1-9]\d{0,18}$/.test(user)) {
      setError(user === '' ? t().errEmpty : t().errNumber);
      return;
    }
    if (user === props.me) {
      setError(t().yourself);
      return;
    }
    setBusy(true);
    setError(null);
    try {
      const found = await props.find(user);
      // The field may have been changed while looking.
      if (id().trim() !== user) return;
      setPerson(found);
      if (!found) setError(t().noSuchPerson);
    } catch (failure) {
      setError(say(asFailure(failure).reason.text));
    } finally {
      setBusy(false);
      if (person()) queueMicrotask(() => start.focus());
    }
  }

  let start!: HTMLButtonElement;

  async function create(user: string): Promise<void> {
    if (busy()) return;
    setBusy(true);
    try {
      const conversation = await props.create(user);
      // First closed: the focus goes back to where it was, and from there into the chat.
      props.onClose();
      props.onCreated(conversation);
    } catch (failure) {
      setError(say(asFailure(failure).reason.text));
      setBusy(false);
    }
  }

  return (
    <Dialog title={t().newChat} testid="new-chat-dialog" onClose={props.onClose}>
      <p class="hint">{t().newChatLead}</p>
      <form class="find-row" onSubmit={(event) => void find(event)}>
        <div class="grow">
          <Field
            label={t().userId}
            testid="new-chat-id"
            inputmode="numeric"
            data-first
            value={id()}
            error={error()}
            onInput={(value) => {
              setError(null);
              setPerson(null);
              setId(value);
            }}
          />
        </div>
        <button type="submit" class="button beside-field" data-testid="new-chat-find" disabled={busy()}>
          {busy() && !person() ? t().finding : t().find}
        </button>
      </form>
      <Show when={person()}>
        {(found) => (
          <>
            <div class="person-row" data-testid="found-person">
              <Avatar of={found().avatar} url={props.mediaUrl} />
              <span class="who">
                <bdi class="ellipsis name">{found().name}</bdi>
                <span class="hint numbers">{found().id}</span>
              </span>
            </div>
            <button
              ref={start}
              type="button"
              class="button primary wide"
              data-testid="new-chat-start"
              disabled={busy()}
              onClick={() => void create(found().id)}
            >
              <span class="ellipsis">{t().startChatWith(found().name)}</span>
            </button>
          </>
        )}
      </Show>
    </Dialog>
  );
}
