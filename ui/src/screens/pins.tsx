import { createEffect, createResource, Show, type JSX } from 'solid-js';

import type { MarkedRow } from '../bindings';
import { t } from '../i18n/language';
import { Dialog } from '../parts/dialog/dialog';
import { MarkedList } from '../parts/marked-list/marked-list';
import { PinBar } from '../parts/pin-bar/pin-bar';
import type { Runtime } from '../runtime/runtime';
import type { AppState } from '../state/app';
import type { ChatModel } from '../state/chat';

/** What is pinned in the conversation on the screen: the bar under its title, and the list of all. */
export function Pins(props: {
  app: AppState;
  runtime: Runtime;
  chat: ChatModel;
  now: number;
  goTo: (message: string) => void;
}): JSX.Element {
  // One conversation for the life of this component.
  const { app, runtime, chat } = props;
  const { navigation } = app;
  const [pins] = createResource(
    () => ({ changes: app.marks.ofConversation(chat.account, chat.conversation) }),
    () => runtime.pins(chat.account, chat.conversation),
  );
  const rows = (): MarkedRow[] => (pins.error ? [] : (pins.latest ?? []));
  createEffect(() => pins.error && app.tellFailure(pins.error));
  // A list of nothing closes itself.
  createEffect(() => rows().length === 0 && pins.state === 'ready' && navigation.overOf('pins') && navigation.close());
  const remove = (row: MarkedRow) => chat.mark(row.message, row.mark, false);
  const thumb = (media: string) => runtime.mediaUrl(chat.account, media, 'thumb');

  return (
    <>
      <Show when={rows().length > 0}>
        <PinBar
          pins={rows()}
          thumb={thumb}
          onGo={(row) => props.goTo(row.message)}
          onRemove={remove}
          onList={() => navigation.open({ kind: 'pins' })}
        />
      </Show>
      <Show when={navigation.overOf('pins') && rows().length > 0}>
        <Dialog title={t().pinnedMessages} testid="pins" wide onClose={navigation.close}>
          <MarkedList
            label={t().pinnedMessages}
            rows={rows()}
            titles={false}
            now={props.now}
            thumb={thumb}
            onGo={(row) => {
              navigation.close();
              props.goTo(row.message);
            }}
            onRemove={remove}
          />
        </Dialog>
      </Show>
    </>
  );
}
