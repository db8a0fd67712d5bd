import { BookUser, MessageCircle, Plus, Settings, Star, TriangleAlert } from 'lucide';
import { For, Show, type JSX } from 'solid-js';

import type { AccountInfo, Trouble } from '../../bindings';
import { t } from '../../i18n/language';
import { Avatar } from '../avatar/avatar';
import { badge } from '../conversation-list/conversation-row';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import './rail.css';

export type Place = 'chats' | 'contacts' | 'favourites' | 'settings';

export function Rail(props: {
  accounts: { info: AccountInfo; unreadTotal: number }[];
  /** Friend requests of the account on the screen that were not seen. */
  requests: number;
  /** Accounts that cannot be opened. */
  troubles: Trouble[];
  current: string | null;
  place: Place;
  mediaUrl: (account: string, media: string) => string;
  onAccount: (id: string) => void;
  onAddAccount: () => void;
  onPlace: (place: Place) => void;
}): JSX.Element {
  const total = () => props.accounts.find((a) => a.info.id === props.current)?.unreadTotal ?? 0;
  return (
    <nav class="rail" aria-label={t().railLabel} data-testid="rail">
      <ul aria-label={t().accounts}>
        <For each={props.accounts}>
          {(account) => (
            <li>
              <button
                type="button"
                class="rail-account"
                classList={{ current: account.info.id === props.current && props.accounts.length + props.troubles.length > 1 }}
                aria-current={account.info.id === props.current ? 'true' : undefined}
                title={`${account.info.name} · ${account.info.server}`}
                data-testid="rail-account"
                data-id={account.info.id}
                onClick={() => props.onAccount(account.info.id)}
              >
                <span class="visually-hidden">{t().accountOf(account.info.name)}</span>
                <Avatar of={account.info.avatar} size={36} url={(m) => props.mediaUrl(account.info.id, m)} />
                <Show when={account.info.id !== props.current && account.unreadTotal > 0}>
                  <span class="badge numbers">{badge(account.unreadTotal)}</span>
                </Show>
              </button>
            </li>
          )}
        </For>
        <For each={props.troubles}>
          {(trouble) => (
            <li>
              <button
                type="button"
                class="rail-account trouble"
                classList={{ current: trouble.account === props.current && props.accounts.length + props.troubles.length > 1 }}
                aria-current={trouble.account === props.current ? 'true' : undefined}
                title={t().troubleTitle(trouble.name)}
                data-testid="rail-trouble"
                data-id={trouble.account}
                onClick={() => props.onAccount(trouble.account)}
              >
                <span class="visually-hidden">{t().accountInTrouble(trouble.name)}</span>
                <span class="rail-sign">
                  <Icon of={TriangleAlert} />
                </span>
              </button>
            </li>
          )}
        </For>
        <li>
          <IconButton icon={Plus} label={t().addAccount} data-testid="add-account" onClick={() => props.onAddAccount()} />
        </li>
      </ul>
      <div class="rail-places">
        <span class="with-badge">
          <IconButton
            icon={MessageCircle}
            label={t().chats}
            class={props.place === 'chats' ? 'here' : ''}
            aria-current={props.place === 'chats' ? 'page' : undefined}
            data-testid="go-chats"
            onClick={() => props.onPlace('chats')}
          />
          <Show when={total() > 0}>
            <span class="badge numbers" aria-hidden="true">
              {badge(total())}
            </span>
          </Show>
        </span>
        <span class="with-badge">
          <IconButton
            icon={BookUser}
            label={props.requests > 0 ? t().requestsUnseen(props.requests) : t().contacts}
            class={props.place === 'contacts' ? 'here' : ''}
            aria-current={props.place === 'contacts' ? 'page' : undefined}
            data-testid="go-contacts"
            onClick={() => props.onPlace('contacts')}
          />
          <Show when={props.requests > 0}>
            <span class="badge numbers" aria-hidden="true" data-testid="requests-badge">
              {badge(props.requests)}
            </span>
          </Show>
        </span>
        <IconButton
          icon={Star}
          label={t().favourites}
          class={props.place === 'favourites' ? 'here' : ''}
          aria-current={props.place === 'favourites' ? 'page' : undefined}
          data-testid="go-favourites"
          onClick={() => props.onPlace('favourites')}
        />
      </div>
      <IconButton
        icon={Settings}
        label={t().settings}
        class={props.place === 'settings' ? 'here' : ''}
        aria-current={props.place === 'settings' ? 'page' : undefined}
        data-testid="go-settings"
        onClick={() => props.onPlace('settings')}
      />
    </nav>
  );
}
