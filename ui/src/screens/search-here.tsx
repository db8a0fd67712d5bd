import { Show, type JSX } from 'solid-js';

import type { ConversationRow } from '../bindings';
import { t } from '../i18n/language';
import { Calendar } from '../parts/calendar/calendar';
import { Dialog } from '../parts/dialog/dialog';
import { ChatSearch } from '../parts/search/chat-search';
import type { Runtime } from '../runtime/runtime';
import type { AccountState, AppState } from '../state/app';
import { PAGE } from '../state/finding';

/** Finding something in the chat on the screen: by words, or by the day. */
export function SearchHere(props: {
  app: AppState;
  runtime: Runtime;
  account: AccountState;
  row: ConversationRow;
  now: number;
  goTo: (message: string) => void;
  /** The search was closed: the focus goes back. */
  onClose: () => void;
}): JSX.Element {
  const { app, runtime } = props;
  const { navigation } = app;
  const account = () => props.account.info;

  const people = async () => {
    if (props.row.kind !== 'group') return [];
    const people = await app.people(account().id, props.row.id);
    return people.filter((person) => person.id !== account().user);
  };

  function goToDay(midnight: number): void {
    navigation.close();
    runtime.messageAt(account().id, props.row.id, midnight).then((message) => {
      if (message === null) app.tell(t().goToDateEmpty);
      else props.goTo(message);
    }, app.tellFailure);
  }

  return (
    <>
      <Show when={navigation.search() > 0}>
        <ChatSearch
          conversation={props.row.id}
          ask={(words, filter, after) => runtime.searchMessages(account().id, words, filter, after, PAGE)}
          older={{
            lacks: () => runtime.lacksHistory(account().id, props.row.id),
            load: () => runtime.loadHistory(account().id, props.row.id),
            cancel: () => void runtime.cancelHistory(account().id).catch(app.tellFailure),
            loaded: () => app.store.historyLoaded,
            offline: () => props.account.connection.kind !== 'online',
          }}
          people={people}
          me={{ id: account().user, name: account().name, avatar: account().avatar }}
          now={props.now}
          asked={navigation.search()}
          onGo={(row) => props.goTo(row.message)}
          onDate={() => navigation.open({ kind: 'date', from: props.now })}
          onClose={() => {
            navigation.closeSearch();
            props.onClose();
          }}
        />
      </Show>
      <Show when={navigation.overOf('date')}>
        {(over) => (
          <Dialog title={t().goToDate} testid="go-to-date" onClose={navigation.close}>
            <Calendar start={over().from} now={props.now} onPick={goToDay} />
          </Dialog>
        )}
      </Show>
    </>
  );
}
