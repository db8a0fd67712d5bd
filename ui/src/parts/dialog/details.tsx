import { createMemo, createResource, For, Show, type JSX } from 'solid-js';

import type { Connection, MessageDetails, MessageRow } from '../../bindings';
import { language, say, t } from '../../i18n/language';
import { listed } from '../../i18n/listed';
import { moment, second } from '../../i18n/time';
import { asFailure } from '../../runtime/runtime';
import { stateWord } from '../message/delivery-mark';
import { Dialog } from './dialog';
import './details.css';

type Fact = [name: string, value: string];

/** What a person can tell whoever helps them, line by line. */
function facts(message: MessageRow, known: MessageDetails, connection: Connection): Fact[] {
  const { delivery } = message;
  const reason = delivery && 'reason' in delivery ? delivery.reason : null;
  const entries = Object.entries(known.entries);
  const all: [string, string | null | undefined][] = [
    [t().detailsSender, `${message.senderName} (${known.sender})`],
    [t().detailsSent, `${moment(known.created, language())} (${second(known.created)})`],
    [t().detailsState, delivery ? stateWord(delivery, connection) : t().detailsReceived],
    ['', reason ? say(reason.text) : null],
    [t().detailsLogId, reason?.logId],
    [t().detailsEdited, message.edited ? t().detailsYes : null],
    [t().detailsKind, String(known.messageType)],
    [t().detailsServerId, known.serverId],
    [t().detailsId, known.id],
    [t().detailsConversation, known.conversation],
    [t().detailsIndex, known.index],
    [t().detailsVersion, known.version],
    [t().reactions, message.reactions.length > 0 ? listed(message.reactions.map((one) => `${one.label} ${one.count}`)) : null],
    [t().detailsContent, known.content],
    ...entries.map(([name, value]): [string, string] => [name, value]),
  ];
  return all.filter((fact): fact is Fact => fact[1] !== null && fact[1] !== undefined && fact[1] !== '');
}

/** Ids, times and states of a message, to be read and copied. */
export function DetailsDialog(props: {
  message: MessageRow;
  connection: Connection;
  load: () => Promise<MessageDetails>;
  copy: (text: string) => void;
  onClose: () => void;
}): JSX.Element {
  const [known] = createResource(() => props.load());
  const lines = createMemo(() => {
    const found = known.error ? undefined : known();
    return found ? facts(props.message, found, props.connection) : [];
  });
  const text = () => lines().map(([name, value]) => (name === '' ? value : `${name}: ${value}`)).join('\n');
  return (
    <Dialog
      title={t().messageDetails}
      testid="details-dialog"
      onClose={props.onClose}
      wide
      actions={
        <button
          type="button"
          class="button primary"
          data-first
          data-testid="details-copy"
          disabled={lines().length === 0}
          onClick={() => props.copy(text())}
        >
          {t().copyAll}
        </button>
      }
    >
      <Show when={known.error as unknown}>
        {(error) => (
          <p class="field-error" role="alert">
            {say(asFailure(error()).reason.text)}
          </p>
        )}
      </Show>
      <dl class="details-facts" data-testid="details-facts">
        <For each={lines()}>
          {([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </>
          )}
        </For>
      </dl>
    </Dialog>
  );
}
