import { Pin, Star } from 'lucide';
import { Show, type JSX } from 'solid-js';

import type { Marks } from '../../bindings';
import { t } from '../../i18n/language';
import { Icon } from '../icon/icon';
import './mark-signs.css';

const isPinned = (marks: Marks) => marks.pinned || marks.pinnedForAll;

/** What a screen reader says of them. */
export function markWords(marks: Marks): string[] {
  return [...(isPinned(marks) ? [t().isPinned] : []), ...(marks.favourite ? [t().isFavourite] : [])];
}

/** Small signs beside the time of a message. Its row's own name says it too. */
export function MarkSigns(props: { marks: Marks }): JSX.Element {
  return (
    <>
      <Show when={isPinned(props.marks)}>
        <span class="mark-sign" title={t().isPinned} data-testid="sign-pin">
          <Icon of={Pin} size={12} />
        </span>
      </Show>
      <Show when={props.marks.favourite}>
        <span class="mark-sign" title={t().isFavourite} data-testid="sign-favourite">
          <Icon of={Star} size={12} />
        </span>
      </Show>
    </>
  );
}
