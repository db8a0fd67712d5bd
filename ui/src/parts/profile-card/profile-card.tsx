import { Ban, BellOff, Bell, Check, Copy, MessageCircle, Pencil, UserRoundMinus, UserRoundPlus, X } from 'lucide';
import { createEffect, createResource, createSignal, For, on, Show, type JSX } from 'solid-js';

import type { Presence, ProfileCard as Card } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Avatar } from '../avatar/avatar';
import { BotBadge } from '../bot-badge/bot-badge';
import { Dialog } from '../dialog/dialog';
import { TextDialog } from '../group-panel/text-dialog';
import { Icon } from '../icon/icon';
import { PresenceDot, presenceWords } from '../presence/presence';
import { PortraitButton } from '../portrait/portrait-button';
import { PortraitDialog, type PortraitCommands } from '../portrait/portrait-dialog';
import './profile-card.css';

/** Longest remark, note, own name and description, as the server takes them. */
const REMARK = 96;
const NOTE = 500;
const NAME = 100;
const DESCRIPTION = 1_000;

export interface ProfileCommands {
  message: () => void;
  ask: () => void;
  answer: (agree: boolean) => Promise<void>;
  setRemark: (name: string) => Promise<void>;
  setNote: (text: string) => Promise<void>;
  setName: (name: string) => Promise<void>;
  setDescription: (text: string) => Promise<void>;
  mute: (chat: string, on: boolean) => Promise<void>;
  block: (on: boolean) => Promise<void>;
  /** Asks before. */
  remove: (withChat: boolean) => Promise<void>;
  copyId: () => void;
  openChat: (conversation: string) => void;
  portrait: PortraitCommands;
}

type Text = 'remark' | 'note' | 'name' | 'description';

/** Who somebody is, and what can be done with them. */
export function ProfileCardDialog(props: {
  load: () => Promise<Card>;
  /** Changes whenever the card may say something else. */
  news: unknown;
  /** Whether they are there; null where it is not known. */
  presence: Presence | null;
  now: number;
  mediaUrl: (media: string) => string;
  commands: ProfileCommands;
  onClose: () => void;
}): JSX.Element {
  const [card, { refetch }] = createResource(() => props.load());
  const [editing, setEditing] = createSignal<Text | null>(null);
  const [picturing, setPicturing] = createSignal(false);
  const [removing, setRemoving] = createSignal(false);
  const [withChat, setWithChat] = createSignal(false);
  const [problem, setProblem] = createSignal<string | null>(null);
  createEffect(on(() => props.news, () => void refetch(), { defer: true }));
  const known = () => (card.error ? undefined : card.latest);

  /** What was asked for is shown by the card as it is then. */
  async function run(work: () => Promise<unknown>): Promise<void> {
    setProblem(null);
    try {
      await work();
      await refetch();
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
    }
  }

  return (
    <>
      <Dialog title={t().profile} testid="profile-card" onClose={props.onClose}>
        <Show when={card.error}>
          <p class="field-error" role="alert">
            {say(asFailure(card.error).reason.text)}
          </p>
        </Show>
        <Show when={known()}>
          {(it) => (
            <div class="profile-card">
              <div class="profile-head">
                <span class="with-presence large">
                  <PortraitButton
                    of={it().person.avatar}
                    size={72}
                    url={props.mediaUrl}
                    onChange={it().own ? () => setPicturing(true) : undefined}
                  />
                  <PresenceDot presence={props.presence} />
                </span>
                <div class="profile-names">
                  <bdi class="profile-name" data-testid="profile-name">
                    {it().person.name}
                  </bdi>
                  <Show when={it().bot}>
                    <BotBadge />
                  </Show>
                  <Show when={presenceWords(props.presence, props.now)}>
                    {(words) => (
                      <span class="hint" data-testid="profile-presence">
                        {words()}
                      </span>
                    )}
                  </Show>
                  <Show when={it().remark !== '' && it().nickname !== ''}>
                    <bdi class="hint">{t().nicknameIs(it().nickname)}</bdi>
                  </Show>
                  <Show when={it().missing}>
                    <span class="hint">{t().noSuchPerson}</span>
                  </Show>
                  <Show when={it().blocked}>
                    <span class="field-error" data-testid="profile-blocked">
                      {t().isBlocked}
                    </span>
                  </Show>
                </div>
              </div>
              <Show when={it().description !== ''}>
                <p class="profile-words words" data-testid="profile-description">
                  {it().description}
                </p>
              </Show>
              <Show when={it().request}>
                {(request) => (
                  <section class="profile-request">
                    <Show when={request().greeting !== ''}>
                      <bdi class="words">{request().greeting}</bdi>
                    </Show>
                    <Show when={request().incoming} fallback={<span class="hint">{t().requestSent}</span>}>
                      <Show when={!request().answering}>
                        <div class="row-end">
                          <button type="button" class="button" onClick={() => void run(() => props.commands.answer(false))}>
                            <Icon of={X} size={16} /> {t().refuse}
                          </button>
                          <button
                            type="button"
                            class="button primary"
                            data-testid="profile-accept"
                            onClick={() => void run(() => props.commands.answer(true))}
                          >
                            <Icon of={Check} size={16} /> {t().accept}
                          </button>
                        </div>
                      </Show>
                    </Show>
                  </section>
                )}
              </Show>
              <Show when={it().friend}>
                <Line
                  label={t().remark}
                  words={it().remark}
                  testid="profile-remark"
                  onEdit={() => setEditing('remark')}
                />
                <Line label={t().contactNote} words={it().note} testid="profile-note" onEdit={() => setEditing('note')} />
              </Show>
              <Show when={it().own}>
                <Line label={t().nickname} words={it().nickname} testid="profile-own-name" onEdit={() => setEditing('name')} />
                <Line
                  label={t().description}
                  words={it().description}
                  testid="profile-own-description"
                  onEdit={() => setEditing('description')}
                />
              </Show>
              <Show when={problem()}>
                {(words) => (
                  <p class="field-error" role="alert">
                    {words()}
                  </p>
                )}
              </Show>
              <section class="profile-actions">
                <Show when={!it().missing}>
                  <Action icon={MessageCircle} testid="profile-message" onClick={props.commands.message}>
                    {it().own ? t().noteToSelf : t().sendMessage}
                  </Action>
                </Show>
                <Show when={!it().own}>
                  <Show when={!it().friend && !it().request && !it().missing}>
                    <Action icon={UserRoundPlus} testid="profile-add" onClick={props.commands.ask}>
                      {t().addContact}
                    </Action>
                  </Show>
                  <Show when={it().chat}>
                    {(chat) => (
                      <Action
                        icon={it().muted ? Bell : BellOff}
                        testid="card-mute"
                        pressed={it().muted}
                        onClick={() => void run(() => props.commands.mute(chat(), !it().muted))}
                      >
                        {it().muted ? t().unmute : t().mute}
                      </Action>
                    )}
                  </Show>
                </Show>
                <Action icon={Copy} testid="profile-copy-id" onClick={props.commands.copyId}>
                  {t().copyUserId}
                </Action>
                <Show when={!it().own}>
                  <Action
                    icon={Ban}
                    testid="profile-block"
                    pressed={it().blocked}
                    danger={!it().blocked}
                    onClick={() => void run(() => props.commands.block(!it().blocked))}
                  >
                    {it().blocked ? t().unblock : t().block}
                  </Action>
                  <Show when={it().friend}>
                    <Action icon={UserRoundMinus} testid="profile-delete" danger onClick={() => setRemoving(true)}>
                      {t().deleteContact}
                    </Action>
                  </Show>
                </Show>
              </section>
              <Show when={it().groups.length > 0}>
                <section>
                  <h3>{t().commonGroups}</h3>
                  <ul class="common-groups" data-testid="common-groups">
                    <For each={it().groups}>
                      {(group) => (
                        <li>
                          <button type="button" class="panel-action" onClick={() => props.commands.openChat(group.id)}>
                            <Avatar of={group.avatar} size={28} url={props.mediaUrl} />
                            <bdi class="ellipsis">{group.title}</bdi>
                          </button>
                        </li>
                      )}
                    </For>
                  </ul>
                </section>
              </Show>
            </div>
          )}
        </Show>
      </Dialog>
      <Show when={editing() !== null && known()}>
        {(it) => (
          <Editor
            what={editing() as Text}
            card={it()}
            commands={props.commands}
            onSaved={() => void refetch()}
            onClose={() => setEditing(null)}
          />
        )}
      </Show>
      <Show when={picturing() && known()}>
        {(it) => (
          <PortraitDialog
            title={t().yourPicture}
            avatar={it().person.avatar}
            mediaUrl={props.mediaUrl}
            commands={props.commands.portrait}
            onChanged={() => void refetch()}
            onClose={() => setPicturing(false)}
          />
        )}
      </Show>
      <Show when={removing()}>
        <Dialog
          title={t().deleteContactTitle(known()?.person.name ?? '')}
          testid="delete-contact"
          onClose={() => setRemoving(false)}
          actions={
            <>
              <button type="button" class="button" data-first onClick={() => setRemoving(false)}>
                {t().cancel}
              </button>
              <button
                type="button"
                class="button danger"
                data-testid="delete-contact-ok"
                onClick={() => {
                  setRemoving(false);
                  void run(() => props.commands.remove(withChat()));
                }}
              >
                {t().deleteContact}
              </button>
            </>
          }
        >
          <p>{t().deleteContactText}</p>
          <Show when={known()?.chat}>
            <label class="check">
              <input
                type="checkbox"
                data-testid="delete-contact-chat"
                checked={withChat()}
                onChange={(event) => setWithChat(event.currentTarget.checked)}
              />
              {t().deleteContactChat}
            </label>
          </Show>
        </Dialog>
      </Show>
    </>
  );
}

function Editor(props: {
  what: Text;
  card: Card;
  commands: ProfileCommands;
  onSaved: () => void;
  onClose: () => void;
}): JSX.Element {
  const texts = {
    remark: () => ({ title: t().remark, value: props.card.remark, limit: REMARK, save: props.commands.setRemark }),
    note: () => ({ title: t().contactNote, value: props.card.note, limit: NOTE, save: props.commands.setNote }),
    name: () => ({ title: t().nickname, value: props.card.nickname, limit: NAME, save: props.commands.setName }),
    description: () => ({
      title: t().description,
      value: props.card.description,
      limit: DESCRIPTION,
      save: props.commands.setDescription,
    }),
  };
  const text = () => texts[props.what]();
  return (
    <TextDialog
      title={text().title}
      label={text().title}
      value={text().value}
      limit={text().limit}
      lines={props.what === 'note' || props.what === 'description'}
      required={props.what === 'name'}
      save={async (words) => {
        await text().save(words);
        props.onSaved();
      }}
      onClose={props.onClose}
    />
  );
}

function Line(props: { label: string; words: string; testid: string; onEdit: () => void }): JSX.Element {
  return (
    <button type="button" class="profile-line" data-testid={props.testid} onClick={() => props.onEdit()}>
      <span class="hint">{props.label}</span>
      <Show when={props.words !== ''} fallback={<span class="hint">{t().notSet}</span>}>
        <bdi class="profile-words">{props.words}</bdi>
      </Show>
      <Icon of={Pencil} size={16} />
    </button>
  );
}

function Action(props: {
  icon: Parameters<typeof Icon>[0]['of'];
  testid: string;
  danger?: boolean;
  pressed?: boolean;
  onClick: () => void;
  children: JSX.Element;
}): JSX.Element {
  return (
    <button
      type="button"
      class="panel-action"
      classList={{ danger: props.danger }}
      aria-pressed={props.pressed}
      data-testid={props.testid}
      onClick={() => props.onClick()}
    >
      <Icon of={props.icon} size={16} /> {props.children}
    </button>
  );
}
