import { For, Show, type JSX } from 'solid-js';

import type { AccountInfo } from '../../bindings';
import { t } from '../../i18n/language';
import { Avatar } from '../../parts/avatar/avatar';

/** Who is signed in on this computer. */
export function AccountSection(props: {
  accounts: AccountInfo[];
  mediaUrl: (account: string, media: string) => string;
  onProfile: (account: AccountInfo) => void;
  onSignOut: (account: AccountInfo) => void;
  onNewToken: (account: AccountInfo) => void;
  onSignOutOthers: (account: AccountInfo) => void;
  onDelete: (account: AccountInfo) => void;
}): JSX.Element {
  return (
    <section aria-label={t().account}>
      <h2>{t().account}</h2>
      <For each={props.accounts}>
        {(account) => (
          <div class="setting" data-testid="settings-account" data-id={account.id}>
            <Avatar of={account.avatar} size={44} url={(m) => props.mediaUrl(account.id, m)} />
            <span class="what">
              <bdi>{t().signedInAs(account.name, account.user)}</bdi>
              <span class="hint">
                <bdi>{account.trial ? t().trialAccount : account.server}</bdi> · {t().appId} {account.appId}
              </span>
            </span>
            <button type="button" class="button" data-testid="edit-profile" onClick={() => props.onProfile(account)}>
              {t().profile}
            </button>
            <Show when={!account.trial}>
              <button type="button" class="button" onClick={() => props.onNewToken(account)}>
                {t().newToken}
              </button>
            </Show>
            <button type="button" class="button" data-testid="sign-out" onClick={() => props.onSignOut(account)}>
              {t().signOut}
            </button>
            <span class="account-ends">
              <button type="button" class="text-button" data-testid="sign-out-others" onClick={() => props.onSignOutOthers(account)}>
                {t().signOutOthers}
              </button>
              <button type="button" class="text-button" data-testid="delete-account" onClick={() => props.onDelete(account)}>
                {t().deleteAccount}
              </button>
            </span>
          </div>
        )}
      </For>
    </section>
  );
}
