import { createMemo, onCleanup, type JSX } from 'solid-js';

import type { ProfileCard } from '../bindings';
import { t } from '../i18n/language';
import { ProfileCardDialog } from '../parts/profile-card/profile-card';
import type { Runtime } from '../runtime/runtime';
import type { AppState } from '../state/app';
import { portraitCommands } from './portraits';

/** The profile card of somebody, over whatever is on the screen. */
export function ProfileScreen(props: { app: AppState; runtime: Runtime; account: string; user: string; now: number }): JSX.Element {
  const { app, runtime, account, user } = props;
  const { navigation } = app;
  let shown: ProfileCard | undefined;
  /** What happened last that the card may have to show. */
  const news = createMemo<number>((before) => {
    const told = app.contacts.news();
    const concerns = told?.account === account && (told.user === null || told.user === user);
    return concerns ? told.n : before;
  }, 0);

  if (user !== app.account()?.info.user) {
    app.presence.watch(account, 'card', [user]);
    onCleanup(() => app.presence.watch(account, 'card', []));
  }

  async function open(): Promise<void> {
    try {
      const chat = shown?.chat ?? (await runtime.createOneToOne(account, user));
      navigation.close();
      navigation.openChat(account, chat);
    } catch (error) {
      app.tellFailure(error);
    }
  }

  async function copyId(): Promise<void> {
    try {
      await navigator.clipboard.writeText(user);
      app.tell(t().copied);
    } catch (error) {
      app.tellFailure(error);
    }
  }

  return (
    <ProfileCardDialog
      load={async () => (shown = await runtime.profileCard(account, user))}
      news={news()}
      presence={app.presence.of(account, user)}
      now={props.now}
      mediaUrl={(media) => runtime.mediaUrl(account, media, 'thumb')}
      commands={{
        message: () => void open(),
        ask: () => navigation.open({ kind: 'add-contact', person: shown?.person ?? null }),
        answer: (agree) => runtime.answerRequest(account, user, agree),
        setRemark: (name) => runtime.setRemark(account, user, name),
        setNote: (text) => runtime.setContactNote(account, user, text),
        setName: (name) => runtime.setProfile(account, name, null),
        setDescription: (text) => runtime.setProfile(account, null, text),
        mute: (chat, on) => runtime.setMuted(account, chat, on),
        block: (on) => runtime.setBlocked(account, user, on),
        remove: (withChat) => runtime.deleteFriend(account, user, withChat),
        copyId: () => void copyId(),
        portrait: portraitCommands(app, runtime, account, null),
        openChat: (conversation) => {
          navigation.close();
          navigation.openChat(account, conversation);
        },
      }}
      onClose={navigation.close}
    />
  );
}
