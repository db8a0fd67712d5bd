import { CheckCheck, Megaphone, Pencil, Text, UserRound, type IconNode } from 'lucide';
import { Show, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';

/** Announcement, description, and how one is called here. */
export function GroupTexts(props: {
  notice: string;
  description: string;
  /** Own name in the group; empty for the one that one has everywhere. */
  alias: string;
  leads: boolean;
  member: boolean;
  onEdit: (what: 'notice' | 'description' | 'alias') => void;
  /** Who has read the announcement; undefined when that is not known. */
  onReaders: (() => void) | undefined;
}): JSX.Element {
  return (
    <>
      <GroupText
        icon={Megaphone}
        title={t().groupNotice}
        text={props.notice}
        none={t().groupNoticeEmpty}
        edit={t().editNotice}
        testid="group-notice"
        onEdit={props.leads ? () => props.onEdit('notice') : undefined}
      />
      <Show when={props.notice !== '' && props.onReaders}>
        {(show) => (
          <button type="button" class="panel-action" data-testid="notice-readers" onClick={() => show()()}>
            <Icon of={CheckCheck} size={16} /> {t().noticeReaders}
          </button>
        )}
      </Show>
      <Show when={props.leads || props.description !== ''}>
        <GroupText
          icon={Text}
          title={t().groupDescription}
          text={props.description}
          none={t().groupDescriptionEmpty}
          edit={t().editDescription}
          testid="group-description"
          onEdit={props.leads ? () => props.onEdit('description') : undefined}
        />
      </Show>
      <Show when={props.member}>
        <GroupText
          icon={UserRound}
          title={t().ownAlias}
          text={props.alias}
          none={t().ownAliasEmpty}
          edit={t().editOwnAlias}
          testid="own-alias"
          onEdit={() => props.onEdit('alias')}
        />
      </Show>
    </>
  );
}

function GroupText(props: {
  icon: IconNode;
  title: string;
  text: string;
  none: string;
  edit: string;
  testid: string;
  onEdit: (() => void) | undefined;
}): JSX.Element {
  return (
    <section>
      <h3>
        <Icon of={props.icon} size={16} /> {props.title}
        <Show when={props.onEdit}>
          {(edit) => (
            <IconButton icon={Pencil} size={16} label={props.edit} data-testid={`edit-${props.testid}`} onClick={() => edit()()} />
          )}
        </Show>
      </h3>
      <p class="panel-notice" classList={{ hint: props.text === '' }} dir="auto" data-testid={props.testid}>
        {props.text || props.none}
      </p>
    </section>
  );
}
