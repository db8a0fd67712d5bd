import type { JSX } from 'solid-js';

import type { Person } from '../../bindings';
import { Avatar } from './avatar';

/** Who somebody is, in a row: picture, name and id. */
export function PersonFacts(props: { person: Person; size?: number; mediaUrl: (media: string) => string }): JSX.Element {
  return (
    <>
      <Avatar of={props.person.avatar} size={props.size} url={props.mediaUrl} />
      <span class="who">
        <bdi class="ellipsis name">{props.person.name}</bdi>
        <span class="hint numbers">{props.person.id}</span>
      </span>
    </>
  );
}
