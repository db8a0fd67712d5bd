import { createMemo, Match, Switch } from 'solid-js';

import { t } from '../../../i18n/language';
import { kind } from '../kind';
import { largeEmoji } from '../large-emoji';
import { MessageText } from '../message-text';

export default kind('text', {
  form: 'words',
  bare: (body) => largeEmoji(body.text) > 0,
  words: (body) => body.text,
  list: { name: () => t().blankMessage, instead: true },
  spoken: (body) => body.text || t().blankMessage,
  editable: true,
  View: (props) => {
    const emoji = createMemo(() => largeEmoji(props.body.text));
    return (
      <>
        <Switch
          fallback={
            <MessageText
              text={props.body.text}
              links={props.message.links}
              format={props.context.formatted ? props.message.format : []}
              mention={props.message.mentionsMe ? props.context.me : null}
              reachable={props.context.isActive(props.message.id)}
              reshape={props.context.reshape}
              onLink={props.context.actions.link}
            />
          }
        >
          <Match when={props.body.text === ''}>
            <span class="words soft">{t().blankMessage}</span>
          </Match>
          <Match when={emoji() > 0}>
            <span class="words emoji" data-testid="message-text" data-emoji={emoji()}>
              {props.body.text}
            </span>
          </Match>
        </Switch>
        {props.meta()}
      </>
    );
  },
});
