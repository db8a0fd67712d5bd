import type { JSX } from 'solid-js';
import { Show } from 'solid-js';

import type { FoundRow } from '../../bindings';
import { language, t } from '../../i18n/language';
import { listTime, moment } from '../../i18n/time';
import { kindNamed } from '../message/kinds';
import { MarkedText } from './marked-text';

/** What stands beside the picture of a message that was found: where, who, what and when. */
export function FoundLines(props: { row: FoundRow; title: boolean; now: number }): JSX.Element {
  const sender = () => (props.row.own ? t().searchMe : props.row.senderName);
  return (
    <>
      <span class="found-head">
        <bdi class="ellipsis">{props.title ? props.row.title : sender()}</bdi>
        <time class="hint numbers" title={moment(props.row.time, language())}>
          {listTime(props.row.time, props.now, t())}
        </time>
      </span>
      <span class="found-text" dir="auto">
        <Show when={props.title}>
          <bdi class="found-sender">{t().searchBy(sender())}</bdi>
        </Show>
        <Show when={props.row.kind !== 'text' && props.row.kind !== 'notice'}>
          <span class="hint">[{kindNamed(props.row.kind).list.name()}] </span>
        </Show>
        <MarkedText text={props.row.text} marks={props.row.marks} />
      </span>
    </>
  );
}
