import { createResource, For, Show, type JSX } from 'solid-js';

import type { Member, MessageReaders, ReadBy } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { PersonFacts } from '../avatar/person-facts';
import { Dialog } from './dialog';

/** Who of a group has read a message, and who has not; it is read anew when their number changes. */
export function ReadersDialog(props: {
  readBy: ReadBy | null;
  load: () => Promise<MessageReaders>;
  mediaUrl: (media: string) => string;
  onClose: () => void;
}): JSX.Element {
  const [readers] = createResource(
    () => ({ count: props.readBy?.count, of: props.readBy?.of }),
    () => props.load(),
  );
  const known = () => (readers.error ? undefined : readers.latest);
  return (
    <Dialog title={t().readTitle} testid="readers" onClose={props.onClose}>
      <Show when={readers.error}>
        <p class="field-error" role="alert">
          {say(asFailure(readers.error).reason.text)}
        </p>
      </Show>
      <Show when={known()}>
        {(all) => (
          <>
            <People title={t().readList(all().read.length)} empty={t().readNobody} people={all().read} mediaUrl={props.mediaUrl} testid="has-read" />
            <People title={t().unreadList(all().unread.length)} empty={t().unreadNobody} people={all().unread} mediaUrl={props.mediaUrl} testid="has-not-read" />
          </>
        )}
      </Show>
    </Dialog>
  );
}

function People(props: { title: string; empty: string; people: Member[]; mediaUrl: (media: string) => string; testid: string }): JSX.Element {
  return (
    <section class="readers" data-testid={props.testid}>
      <h3>{props.title}</h3>
      <Show when={props.people.length > 0} fallback={<p class="hint">{props.empty}</p>}>
        <ul aria-label={props.title}>
          <For each={props.people}>
            {(member) => (
              <li class="reader">
                <PersonFacts person={member.person} mediaUrl={props.mediaUrl} />
              </li>
            )}
          </For>
        </ul>
      </Show>
    </section>
  );
}
