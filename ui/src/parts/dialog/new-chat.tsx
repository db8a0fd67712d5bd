import { Bot, NotebookPen, RadioTower, UsersRound } from 'lucide';
import { createSignal, Show, type JSX } from 'solid-js';

import type { Person } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Icon } from '../icon/icon';
import { Dialog } from './dialog';
import { PeopleSearch } from './people-search';

/** A chat with one person, picked by name or found by id. */
export function NewChatDialog(props: {
  me: string;
  contacts: () => Promise<Person[]>;
  recent: Person[];
  find: (user: string) => Promise<Person | null>;
  create: (user: string) => Promise<string>;
  /** The chat with oneself. */
  notes: () => Promise<string>;
  /** Asks to join a group. */
  onJoin: () => void;
  /** Shows the bots of the application. */
  onBots: () => void;
  /** Shows live groups. */
  onLive: () => void;
  mediaUrl: (media: string) => string;
  onCreated: (conversation: string) => void;
  onClose: () => void;
}): JSX.Element {
  async function start(person: Person): Promise<null> {
    const conversation = await props.create(person.id);
    // First closed: the focus goes back to where it was, and from there into the chat.
    props.onClose();
    props.onCreated(conversation);
    return null;
  }

  const [problem, setProblem] = createSignal<string | null>(null);

  async function openNotes(): Promise<void> {
    try {
      const conversation = await props.notes();
      props.onClose();
      props.onCreated(conversation);
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
    }
  }

  return (
    <Dialog title={t().newChat} testid="new-chat-dialog" onClose={props.onClose}>
      <div class="new-chat-others">
        <button type="button" class="button" data-testid="new-chat-notes" onClick={() => void openNotes()}>
          <Icon of={NotebookPen} size={16} />
          {t().notesTitle}
        </button>
        <button type="button" class="button" data-testid="new-chat-join" onClick={() => props.onJoin()}>
          <Icon of={UsersRound} size={16} />
          {t().joinGroupMore}
        </button>
        <button type="button" class="button" data-testid="new-chat-bots" onClick={() => props.onBots()}>
          <Icon of={Bot} size={16} />
          {t().botsMore}
        </button>
        <button type="button" class="button" data-testid="new-chat-live" onClick={() => props.onLive()}>
          <Icon of={RadioTower} size={16} />
          {t().liveGroupsMore}
        </button>
      </div>
      <Show when={problem()}>
        {(words) => (
          <p class="field-error" role="alert">
            {words()}
          </p>
        )}
      </Show>
      <PeopleSearch
        label={t().personSearch}
        testid="new-chat-id"
        action={t().find}
        contacts={props.contacts}
        recent={props.recent}
        find={props.find}
        refused={(user) => (user === props.me ? t().yourself : null)}
        showFound
        mediaUrl={props.mediaUrl}
        onTake={start}
      />
    </Dialog>
  );
}
