import { Info } from 'lucide';
import { Show } from 'solid-js';

import type { Body } from '../../../bindings';
import { happenedWords } from '../../../i18n/happened';
import { t } from '../../../i18n/language';
import { kind } from '../kind';
import { displayed } from '../words';

type Notice = Extract<Body, { kind: 'notice' }>;

/** What the server says that happened is said in the language of the window; other lines have only their words. */
const shown = (body: Notice, at: number) =>
  body.happened ? happenedWords(body.happened, at) : displayed(body.text) || t().blankMessage;

export default kind('notice', {
  form: 'line',
  words: (body) => (body.happened ? '' : body.text),
  list: { icon: Info, name: () => t().kindNotice, instead: true },
  spoken: (body, message) => shown(body, message.time),
  // It has the direction of its words. One that somebody wrote says who: anybody can.
  View: (props) => (
    <>
      <Show when={props.body.saidBy}>
        {(name) => (
          <>
            <bdi class="said-by">{name()}</bdi>:{' '}
          </>
        )}
      </Show>
      <bdi>{shown(props.body, props.message.time)}</bdi>
    </>
  ),
});
