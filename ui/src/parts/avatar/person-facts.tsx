import { Show, type JSX } from 'solid-js';

import type { Person } from '../../bindings';
import { Avatar } from './avatar';

/** Who somebody is, in a row: picture and name; the id where it tells more than the name. */
export function PersonFacts(props: {
  person: Person;
  size?: number;
  withId?: boolean;
  mediaUrl: (media: string) => string;
}): JSX.Element {
  return (
    <>
      <Avatar of={props.person.avatar} size={props.size} url={props.mediaUrl} />
      <span class="who">
        <bdi class="ellipsis name">{props.person.name}</bdi>
        <Show when={props.withId}>
          <span class="hint numbers">{props.person.id}</span>
        </Show>
      </span>
    </>
  );
}
