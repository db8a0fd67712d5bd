import { Show } from 'solid-js';

import { t } from '../../../i18n/language';
import { kind } from '../kind';
import { MessageText } from '../message-text';

export default kind('text', {
  form: 'words',
  words: (body) => body.text,
  list: { name: () => t().blankMessage, instead: true },
  spoken: (body) => body.text || t().blankMessage,
  editable: true,
  View: (props) => (
    <>
      <Show when={props.body.text} fallback={<span class="words soft">{t().blankMessage}</span>}>
        {(text) => (
          <MessageText
            text={text()}
            links={props.message.links}
            mention={props.message.mentionsMe ? props.context.me : null}
            reachable={props.context.isActive(props.message.id)}
            onLink={props.context.actions.link}
          />
        )}
      </Show>
      {props.meta()}
    </>
  ),
});
