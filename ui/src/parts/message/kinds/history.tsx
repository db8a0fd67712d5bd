import { MessagesSquare } from 'lucide';
import { For } from 'solid-js';

import { t } from '../../../i18n/language';
import { historyTitle } from '../history-title';
import { historyWords } from '../history-words';
import { kind } from '../kind';
import { known } from '../known';
import { displayed } from '../words';
import '../history.css';

export default kind('history', {
  form: 'words',
  words: () => '',
  list: { icon: MessagesSquare, name: () => t().kindHistory },
  spoken: (body) => known(historyTitle(body), t().historyCount(body.count)),
  open: (message, body, context) => context.actions.openHistory(message.id, historyTitle(body)),
  View: (props) => (
    <>
      <button
        type="button"
        class="history-card"
        data-testid="history-card"
        tabindex={props.context.isActive(props.message.id) ? 0 : -1}
        onClick={() => props.context.actions.openHistory(props.message.id, historyTitle(props.body))}
      >
        <span class="history-title">{displayed(historyTitle(props.body))}</span>
        <For each={props.body.lines}>
          {(line) => (
            <span class="history-line ellipsis" dir="auto">
              <bdi>{displayed(line.name)}</bdi>: {displayed(historyWords(line.kind, line.text))}
            </span>
          )}
        </For>
        <span class="history-count">{t().historyCount(props.body.count)}</span>
      </button>
      {props.meta()}
    </>
  ),
});
