import { createEffect, createResource, createSignal, Show, type JSX } from 'solid-js';

import type { MessageRow, PlannedRow } from '../bindings';
import { language, t } from '../i18n/language';
import { planTime } from '../i18n/time';
import { Dialog } from '../parts/dialog/dialog';
import type { MenuPlace } from '../parts/menu/menu';
import { PlannedBar } from '../parts/planned-bar/planned-bar';
import { PlannedList } from '../parts/planned-list/planned-list';
import { TimeMenu } from '../parts/time-menu/time-menu';
import type { Runtime } from '../runtime/runtime';
import type { AppState } from '../state/app';
import type { ChatModel } from '../state/chat';

/** Somebody is being asked when something is to happen. */
export interface Asking {
  label: string;
  note: string;
  place: MenuPlace;
  pick: (due: number) => Promise<void>;
}

export const planWords = (due: number) => planTime(due, Date.now(), t(), language());

/** Asks when the person is to be reminded of a message. */
export function askReminder(app: AppState, runtime: Runtime, account: string, message: string, place: MenuPlace): Asking {
  return {
    label: t().remindMe,
    note: t().remindNote,
    place,
    pick: async (due) => {
      await runtime.remind(account, message, due);
      app.tell(t().remindedAt(planWords(due)));
    },
  };
}

/** The question when, while it is asked. */
export function When(props: { asking: Asking | null; onFailure: (error: unknown) => void; onClose: () => void }): JSX.Element {
  return (
    <Show when={props.asking} keyed>
      {(asking) => (
        <TimeMenu
          label={asking.label}
          note={asking.note}
          place={asking.place}
          now={Date.now}
          pick={asking.pick}
          onFailure={props.onFailure}
          onClose={props.onClose}
        />
      )}
    </Show>
  );
}

export interface LaterHandle {
  /** Asks when what stands in the field is to be sent. */
  send: (place: MenuPlace) => void;
  remind: (message: MessageRow, place: MenuPlace) => void;
}

/** What is planned in the chat on the screen: the line over the field, the list, and the question when. */
export function Later(props: {
  app: AppState;
  runtime: Runtime;
  chat: ChatModel;
  now: number;
  onPlanned: () => void;
  handle: (handle: LaterHandle) => void;
}): JSX.Element {
  // One conversation for the life of this component.
  const { app, runtime, chat } = props;
  const { navigation } = app;
  const { account, conversation } = chat;
  const [asking, setAsking] = createSignal<Asking | null>(null);
  const [planned] = createResource(
    () => ({ changes: app.planned.texts(account, conversation) }),
    () => runtime.planned(account, conversation),
  );
  const rows = (): PlannedRow[] => (planned.error ? [] : (planned.latest ?? []));
  createEffect(() => planned.error && app.tellFailure(planned.error));
  // A list of nothing closes itself.
  createEffect(() => rows().length === 0 && planned.state === 'ready' && navigation.overOf('planned') && navigation.close());
  const tell = (work: Promise<unknown>): void => void work.catch(app.tellFailure);

  props.handle({
    send: (place) => {
      if (chat.attachments().length > 0) {
        app.tell(t().laterTextOnly);
        return;
      }
      setAsking({
        label: t().sendLater,
        note: t().sendLaterNote,
        place,
        pick: async (due) => {
          if (!(await chat.sendLater(due))) return;
          app.tell(t().plannedFor(planWords(due)));
          props.onPlanned();
        },
      });
    },
    remind: (message, place) => setAsking(askReminder(app, runtime, account, message.id, place)),
  });

  return (
    <>
      <Show when={rows().length > 0}>
        <PlannedBar rows={rows()} now={props.now} onList={() => navigation.open({ kind: 'planned' })} />
      </Show>
      <Show when={navigation.overOf('planned') && rows().length > 0}>
        <Dialog title={t().plannedMessages} testid="planned" wide onClose={navigation.close}>
          <PlannedList
            rows={rows()}
            now={props.now}
            thumb={(media) => runtime.mediaUrl(account, media, 'thumb')}
            onSend={(row) => tell(runtime.sendPlanned(account, row.id))}
            onTime={(row, place) =>
              setAsking({
                label: t().changeTime,
                note: t().sendLaterNote,
                place,
                pick: (due) => runtime.changePlanned(account, row.id, null, due),
              })
            }
            onDiscard={(row) => tell(runtime.discardPlanned(account, row.id))}
            change={(row, text) => runtime.changePlanned(account, row.id, text, null)}
          />
          <When asking={asking()} onFailure={app.tellFailure} onClose={() => setAsking(null)} />
        </Dialog>
      </Show>
      <Show when={!navigation.overOf('planned')}>
        <When asking={asking()} onFailure={app.tellFailure} onClose={() => setAsking(null)} />
      </Show>
    </>
  );
}
