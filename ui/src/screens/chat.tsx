import { createEffect, createMemo, on, Show, type JSX } from 'solid-js';

import type { ConversationRow, ListFilter } from '../bindings';
import { t } from '../i18n/language';
import { Bird } from '../parts/bird/bird';
import { ColumnHandle, columnWidth } from '../parts/column-handle/column-handle';
import { ConnectionLine } from '../parts/connection-line/connection-line';
import { ConversationList } from '../parts/conversation-list/conversation-list';
import type { Runtime } from '../runtime/runtime';
import { lineOf, type AccountState, type AppState } from '../state/app';
import { conversationActions } from '../state/conversation-actions';
import { OpenChat } from './open-chat';
import './chat.css';

/** The list of an account and the conversation that is open; in a narrow window one of the two. */
export function ChatScreen(props: {
  app: AppState;
  runtime: Runtime;
  account: AccountState;
  narrow: boolean;
  /** The window has the focus and nothing lies over it. */
  focused: boolean;
  now: number;
}): JSX.Element {
  const { app, runtime } = props;
  const { navigation } = app;
  const account = () => props.account.info.id;
  const openId = () => navigation.chatOf(account());
  const row = createMemo(() => lineOf(props.account, openId()));
  /** Nothing is open, or what is open is no conversation (any more): the core has said so. */
  const nothing = () => openId() === undefined || props.account.beside.some((one) => one.id === openId());
  const column = columnWidth(
    () => app.store.settings?.listWidth ?? 320,
    (listWidth) => void app.changeSettings({ listWidth }),
  );

  async function copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      app.tell(t().copied);
    } catch (error) {
      app.tellFailure(error);
    }
  }

  const actions = conversationActions(
    app,
    runtime,
    account,
    {
      clear: (title) => ({ title: t().clearHistoryTitle(title), text: t().clearHistoryText, label: t().clearHistoryDo }),
      remove: (title) => ({ title: t().deleteTitle(title), text: t().deleteText, label: t().deleteEverywhere, here: t().deleteHere }),
      removeSeveral: (count) => ({ title: t().deleteSeveralTitle(count), text: t().deleteText, label: t().deleteDo }),
      newBotChat: () => ({ title: t().newBotChatTitle, text: t().newBotChatText, label: t().newBotChatDo }),
      markAllRead: () => ({ title: t().markAllReadTitle, text: t().markAllReadText, label: t().markAllReadDo }),
      removeFolder: (name) => ({
        title: t().deleteFolderTitle(name),
        text: t().deleteFolderText,
        label: t().deleteFolderDo,
      }),
      allMarkedRead: (count) => t().allMarkedRead(count),
    },
    (id) => void copy(id),
  );

  const filter = (chosen: ListFilter) =>
    void runtime.listFilter(account(), chosen, openId() ?? null).catch(app.tellFailure);

  createEffect(
    on(openId, () => {
      // What is being read stays in a list of what is unread.
      const { filter: chosen } = props.account.overview;
      if (['unread', 'mentions', 'drafts'].includes(chosen.kind)) filter(chosen);
    }),
  );
  // Whoever opens a conversation has come back to it. Its line may come a moment later.
  let opened: string | undefined;
  createEffect(() => {
    const [id, line] = [openId(), row()];
    if (id === opened || (id !== undefined && !line)) return;
    opened = id;
    if (id !== undefined && line?.markedUnread) void runtime.markUnread(account(), id, false).catch(app.tellFailure);
  });

  const connection = () => (
    <ConnectionLine
      connection={props.account.connection}
      onRetry={() => void runtime.retryConnection(account()).catch(app.tellFailure)}
      onNewToken={() => navigation.open({ kind: 'new-token', account: account() })}
    />
  );

  return (
    <div class="chat-screen" classList={{ narrow: props.narrow, chatting: openId() !== undefined }}>
      <Show when={!props.narrow || openId() === undefined}>
        <section
          class="list-column"
          aria-label={t().chats}
          role={props.narrow ? 'main' : undefined}
          data-home="list"
          style={{ width: props.narrow ? undefined : `${column.width()}px` }}
        >
          <Show when={props.narrow}>
            <h1 class="visually-hidden">{t().chats}</h1>
            {connection()}
          </Show>
          <ConversationList
            rows={props.account.rows}
            size={props.account.size}
            onReach={(rows) => void runtime.listReach(account(), rows).catch(app.tellFailure)}
            overview={props.account.overview}
            onFilter={filter}
            folderActions={actions.folderActions}
            selected={openId()}
            listed={props.account.listed}
            loading={props.account.loading}
            now={props.now}
            mediaUrl={(media) => runtime.mediaUrl(account(), media, 'thumb')}
            actions={actions}
            onCancelLoading={() => navigation.open({ kind: 'sign-out', account: props.account.info })}
            onNewChat={() => navigation.open({ kind: 'new-chat' })}
            onNewGroup={() => navigation.open({ kind: 'new-group', people: [] })}
            onSearch={() => navigation.open({ kind: 'search' })}
          />
        </section>
      </Show>
      <Show when={!props.narrow || openId() !== undefined}>
        <main class="chat-column" data-testid="chat">
          <Show
            when={openId() !== undefined && row()}
            keyed={false}
            fallback={
              <>
                {connection()}
                <Show when={nothing()}>
                <div class="empty no-chat" data-testid="no-chat">
                  <Bird size={88} />
                  <h1>{t().noChatTitle}</h1>
                  <p class="hint">{t().noChatText}</p>
                  <Show when={props.narrow}>
                    <button type="button" class="button" onClick={() => navigation.openChat(account(), null)}>
                      {t().back}
                    </button>
                  </Show>
                </div>
                </Show>
              </>
            }
          >
            <Show when={openId()} keyed>
              {(id) => (
                <OpenChat
                  app={app}
                  runtime={runtime}
                  account={props.account}
                  conversation={id}
                  row={row() as ConversationRow}
                  narrow={props.narrow}
                  focused={props.focused}
                  now={props.now}
                  actions={actions}
                  connection={connection()}
                  copy={(text) => void copy(text)}
                />
              )}
            </Show>
          </Show>
          {/* After the chat for Tab, which goes from the list to the messages and to the field. */}
          <Show when={!props.narrow}>
            <ColumnHandle column={column} />
          </Show>
        </main>
      </Show>
    </div>
  );
}
