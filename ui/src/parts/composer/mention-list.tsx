import { createEffect, For, on, Show, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import { Avatar } from '../avatar/avatar';
import type { Mentioning } from './mentioning';

/** The people who fit what is written behind the sign. The field keeps the keyboard. */
export function MentionList(props: { id: string; mentioning: Mentioning; thumb: (media: string) => string }): JSX.Element {
  let list!: HTMLDivElement;
  createEffect(
    on(
      () => props.mentioning.at(),
      () => list?.querySelector('[aria-selected="true"]')?.scrollIntoView?.({ block: 'nearest' }),
      { defer: true },
    ),
  );
  return (
    <Show when={props.mentioning.offered().length > 0}>
      <div
        ref={list}
        id={props.id}
        class="completion mention-list"
        role="listbox"
        aria-label={t().mentionList}
        data-testid="mention-list"
        onMouseDown={(event) => event.preventDefault()}
      >
        <For each={props.mentioning.offered()}>
          {(choice, index) => (
            <div
              id={`${props.id}-${index()}`}
              class="completion-row"
              role="option"
              aria-selected={index() === props.mentioning.at()}
              data-testid="mention-choice"
              data-user={choice.user ?? 'everyone'}
              onPointerMove={() => props.mentioning.point(index())}
              onClick={() => props.mentioning.choose(choice)}
            >
              <Show
                when={choice.avatar}
                fallback={
                  <span class="mention-everyone" aria-hidden="true">
                    @
                  </span>
                }
              >
                {(avatar) => <Avatar of={avatar()} size={24} url={props.thumb} />}
              </Show>
              <bdi class="ellipsis">{choice.avatar ? choice.name : t().everyone}</bdi>
              <Show when={choice.avatar ? choice.hint : t().everyoneHint}>
                {(hint) => <span class="hint ellipsis">{hint()}</span>}
              </Show>
            </div>
          )}
        </For>
      </div>
    </Show>
  );
}
