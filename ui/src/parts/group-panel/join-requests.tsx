import { createSignal, For, onMount, Show, type JSX } from 'solid-js';

import type { JoinRequestRow } from '../../bindings';
import { language, say, t } from '../../i18n/language';
import { moment } from '../../i18n/time';
import { asFailure } from '../../runtime/runtime';
import { PersonFacts } from '../avatar/person-facts';
import { Dialog } from '../dialog/dialog';

/** Requests to join: those that wait with their answers, and what became of the others. */
export function JoinRequests(props: {
  load: () => Promise<JoinRequestRow[]>;
  answer: (request: string, agree: boolean) => Promise<void>;
  mediaUrl: (media: string) => string;
  onClose: () => void;
}): JSX.Element {
  const [rows, setRows] = createSignal<JoinRequestRow[] | null>(null);
  const [problem, setProblem] = createSignal<unknown>(null);
  const [answering, setAnswering] = createSignal<string | null>(null);

  async function read(): Promise<void> {
    try {
      setRows(await props.load());
    } catch (error) {
      setProblem(error);
    }
  }
  onMount(() => void read());

  async function answer(request: string, agree: boolean): Promise<void> {
    setProblem(null);
    setAnswering(request);
    try {
      await props.answer(request, agree);
    } catch (error) {
      setProblem(error);
    }
    // Somebody else may have been faster: what became of it is in the list.
    await read();
    setAnswering(null);
  }

  return (
    <Dialog title={t().joinRequests} testid="join-requests-dialog" onClose={props.onClose}>
      <Show when={problem()}>
        {(error) => (
          <p class="field-error" role="alert">
            {say(asFailure(error()).reason.text)}
          </p>
        )}
      </Show>
      <Show when={rows()} fallback={<Show when={problem() === null}>{<p class="hint">{t().loadingDetails}</p>}</Show>}>
        {(known) => (
          <Show when={known().length > 0} fallback={<p class="hint">{t().noJoinRequests}</p>}>
            <ul class="join-rows" aria-label={t().joinRequests}>
              <For each={known()}>
                {(row) => (
                  <One row={row} busy={answering() === row.id} mediaUrl={props.mediaUrl} answer={(agree) => void answer(row.id, agree)} />
                )}
              </For>
            </ul>
          </Show>
        )}
      </Show>
    </Dialog>
  );
}

/** What became of a request that waits no more. */
const became = (state: JoinRequestRow['state']) =>
  state === 'agreed' ? t().joinStateAgreed : state === 'refused' ? t().joinStateRefused : t().joinStateGone;

function One(props: {
  row: JoinRequestRow;
  busy: boolean;
  mediaUrl: (media: string) => string;
  answer: (agree: boolean) => void;
}): JSX.Element {
  return (
    <li class="join-row" data-testid="join-row">
      <div class="join-who">
        <PersonFacts person={props.row.person} mediaUrl={props.mediaUrl} />
      </div>
      <p class="hint">
        <Show when={props.row.inviter} fallback={t().joinAsked(moment(props.row.time, language()))}>
          {(inviter) => t().joinInvited(inviter().name, moment(props.row.time, language()))}
        </Show>
      </p>
      <Show when={props.row.reason !== ''}>
        <p class="join-reason" dir="auto">
          {props.row.reason}
        </p>
      </Show>
      <Show
        when={props.row.state === 'waiting'}
        fallback={
          <p class="hint" data-testid="join-state">
            {became(props.row.state)}
          </p>
        }
      >
        <div class="row-end">
          <button type="button" class="button" data-testid="join-refuse" disabled={props.busy} onClick={() => props.answer(false)}>
            {t().joinRefuse}
          </button>
          <button type="button" class="button primary" data-testid="join-agree" disabled={props.busy} onClick={() => props.answer(true)}>
            {t().joinAgree}
          </button>
        </div>
      </Show>
    </li>
  );
}
