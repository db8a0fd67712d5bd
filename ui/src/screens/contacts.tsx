import { createEffect, createMemo, createSignal, Match, onCleanup, Show, Switch, type JSX } from 'solid-js';

import { t } from '../i18n/language';
import { Bird } from '../parts/bird/bird';
import { ContactList } from '../parts/contact-list/contact-list';
import { RequestList } from '../parts/contact-list/request-list';
import { Segments } from '../parts/field/segments';
import type { Runtime } from '../runtime/runtime';
import type { AppState } from '../state/app';
import { finder } from '../state/search';
import './contacts.css';

type Tab = 'contacts' | 'requests' | 'blocked';

/** Friends and whoever one has a chat with, requests to be one, and blocked people. The core gives all of them in order. */
export function ContactsScreen(props: {
  app: AppState;
  runtime: Runtime;
  account: string;
  now: number;
  /** Somebody looks at it. */
  attended: boolean;
}): JSX.Element {
  const { app, runtime, account } = props;
  const { navigation } = app;
  const lists = () => app.contacts.of(account);
  const [tab, setTab] = createSignal<Tab>(lists().unseen > 0 ? 'requests' : 'contacts');
  const [query, setQuery] = createSignal('');
  const thumb = (media: string) => runtime.mediaUrl(account, media, 'thumb');
  const tell = (work: Promise<unknown>) => void work.catch(app.tellFailure);
  tell(runtime.openContacts(account));

  const shown = createMemo(() => {
    const words = query().trim();
    const holds = finder(words);
    const all = lists().contacts;
    return words === ''
      ? all
      : all.filter((person) => holds(person.name) || holds(person.nickname ?? '') || person.id === words);
  });
  const friends = createMemo(() => shown().filter((person) => person.friend && !person.blocked));
  const others = createMemo(() => shown().filter((person) => !person.friend && !person.blocked && person.chat));
  const blocked = createMemo(() => shown().filter((person) => person.blocked));

  // What is on the screen is seen.
  createEffect(() => {
    if (props.attended && tab() === 'requests' && lists().unseen > 0) tell(runtime.seeRequests(account));
  });

  const present = (user: string) => app.presence.of(account, user);
  const [shownFriends, setShownFriends] = createSignal<readonly string[]>([]);
  const [shownOthers, setShownOthers] = createSignal<readonly string[]>([]);
  createEffect(() => {
    const users = tab() === 'contacts' ? [...shownFriends(), ...shownOthers()] : [];
    app.presence.watch(account, 'contacts', users);
  });
  onCleanup(() => app.presence.watch(account, 'contacts', []));

  async function open(user: string): Promise<void> {
    try {
      navigation.openChat(account, await runtime.createOneToOne(account, user));
    } catch (error) {
      app.tellFailure(error);
    }
  }
  const profile = (user: string) => navigation.open({ kind: 'profile', user });
  const waiting = () => {
    const { unseen } = lists();
    return unseen > 0 ? `${t().requests} (${unseen > 99 ? '99+' : unseen})` : t().requests;
  };
  const nobody = () => friends().length === 0 && others().length === 0;

  return (
    <main class="contacts" data-testid="contacts">
      <div class="contacts-page">
        <header>
          <h1>{t().contacts}</h1>
          <span class="contacts-do">
            <button
              type="button"
              class="button"
              data-testid="contacts-new-chat"
              onClick={() => navigation.open({ kind: 'new-chat' })}
            >
              {t().newChat}
            </button>
            <button type="button" class="button" data-testid="contacts-bots" onClick={() => navigation.open({ kind: 'bots' })}>
              {t().bots}
            </button>
            <button
              type="button"
              class="button primary"
              data-testid="add-contact"
              onClick={() => navigation.open({ kind: 'add-contact', person: null })}
            >
              {t().addContact}
            </button>
          </span>
        </header>
        <div class="contacts-tools">
          <Segments
            label={t().contacts}
            value={tab()}
            testid="contacts-tabs"
            choices={[
              { value: 'contacts', label: t().contacts },
              { value: 'requests', label: waiting() },
              { value: 'blocked', label: t().blockedPeople },
            ]}
            onChange={setTab}
          />
          <Show when={tab() !== 'requests'}>
            <input
              class="input"
              data-testid="contacts-filter"
              aria-label={t().contactsFilter}
              placeholder={t().contactsFilter}
              dir="auto"
              autocomplete="off"
              spellcheck={false}
              value={query()}
              onInput={(event) => setQuery(event.currentTarget.value)}
            />
          </Show>
        </div>
        <Switch>
          <Match when={tab() === 'requests'}>
            <Show when={lists().requests.length > 0} fallback={<Empty title={t().noRequests} text={t().noRequestsText} />}>
              <RequestList
                requests={lists().requests}
                now={props.now}
                mediaUrl={thumb}
                onAnswer={(user, agree) => tell(runtime.answerRequest(account, user, agree))}
                onProfile={profile}
              />
            </Show>
          </Match>
          <Match when={!lists().listed}>{null}</Match>
          <Match when={tab() === 'blocked'}>
            <Show
              when={blocked().length > 0}
              fallback={query() === '' ? <Empty title={t().noBlocked} text={t().noBlockedText} /> : <NoOne />}
            >
              <ContactList
                label={t().blockedPeople}
                people={blocked()}
                letters={false}
                mediaUrl={thumb}
                onOpen={profile}
                onProfile={profile}
              />
            </Show>
          </Match>
          <Match when={nobody()}>
            {query() === '' ? <Empty title={t().contactsEmptyTitle} text={t().contactsEmptyText} /> : <NoOne />}
          </Match>
          <Match when={tab() === 'contacts'}>
            <Show when={friends().length > 0}>
              <ContactList
                label={t().contacts}
                people={friends()}
                letters
                mediaUrl={thumb}
                presence={present}
                onShown={setShownFriends}
                onOpen={(user) => void open(user)}
                onProfile={profile}
              />
            </Show>
            <Show when={others().length > 0}>
              <h2>{t().chattedWith}</h2>
              <ContactList
                label={t().chattedWith}
                people={others()}
                letters={false}
                mediaUrl={thumb}
                presence={present}
                onShown={setShownOthers}
                onOpen={(user) => void open(user)}
                onProfile={profile}
              />
            </Show>
          </Match>
        </Switch>
      </div>
    </main>
  );
}

function Empty(props: { title: string; text: string }): JSX.Element {
  return (
    <div class="empty" data-testid="contacts-empty">
      <Bird size={64} />
      <strong>{props.title}</strong>
      <p class="hint">{props.text}</p>
    </div>
  );
}

function NoOne(): JSX.Element {
  return (
    <p class="hint" role="status">
      {t().noOneFound}
    </p>
  );
}
