import { CalendarClock, Pencil, SendHorizontal, Trash2, TriangleAlert } from 'lucide';
import { createSignal, For, Show, type JSX } from 'solid-js';

import type { PlannedRow } from '../../bindings';
import { language, say, t } from '../../i18n/language';
import { planTime } from '../../i18n/time';
import { asFailure } from '../../runtime/runtime';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import { placeBeside, type MenuPlace } from '../menu/menu';
import { QuoteLines } from '../message/quote';
import './planned-list.css';

/** What is planned in a chat, the next first, and what can be done with each. */
export function PlannedList(props: {
  rows: PlannedRow[];
  now: number;
  thumb: (media: string) => string;
  onSend: (row: PlannedRow) => void;
  onTime: (row: PlannedRow, place: MenuPlace) => void;
  onDiscard: (row: PlannedRow) => void;
  /** Rejects with why the words are none. */
  change: (row: PlannedRow, text: string) => Promise<void>;
}): JSX.Element {
  const of = (id: string) => props.rows.find((row) => row.id === id);
  const why = (row: PlannedRow) => (row.problem ? say(row.problem.text) : row.tooLate ? t().plannedTooLate : null);
  /** The row whose words are being changed. */
  const [edited, setEdited] = createSignal<string | null>(null);
  return (
    <ul class="planned-list" aria-label={t().plannedMessages} data-testid="planned-list">
      <For each={props.rows.map((row) => row.id)}>
        {(id) => (
          <Show when={of(id)}>
            {(row) => (
              <li data-testid="planned-row" data-id={id}>
                <div class="planned-head">
                  <time class="hint numbers">{planTime(row().due, props.now, t(), language())}</time>
                  <IconButton icon={SendHorizontal} size={16} label={t().sendNow} data-testid="planned-send" onClick={() => props.onSend(row())} />
                  <IconButton icon={Pencil} size={16} label={t().editWords} data-testid="planned-edit" onClick={() => setEdited(id)} />
                  <IconButton
                    icon={CalendarClock}
                    size={16}
                    label={t().changeTime}
                    data-testid="planned-time"
                    onClick={(event) => props.onTime(row(), placeBeside(event.currentTarget))}
                  />
                  <IconButton icon={Trash2} size={16} label={t().discardPlanned} data-testid="planned-discard" onClick={() => props.onDiscard(row())} />
                </div>
                <Show when={row().quote}>
                  {(quote) => (
                    <div class="planned-quote">
                      <QuoteLines quote={quote()} thumb={props.thumb} />
                    </div>
                  )}
                </Show>
                <Show
                  when={edited() === id}
                  fallback={
                    <p class="planned-words" dir="auto" data-testid="planned-words">
                      {row().text}
                    </p>
                  }
                >
                  <Words text={row().text} save={(text) => props.change(row(), text)} onDone={() => setEdited(null)} />
                </Show>
                <Show when={why(row())}>
                  {(words) => (
                    <p class="planned-problem" data-testid="planned-problem">
                      <Icon of={TriangleAlert} size={16} /> <span>{words()}</span>
                    </p>
                  )}
                </Show>
              </li>
            )}
          </Show>
        )}
      </For>
    </ul>
  );
}

/** The words of one, to be changed. */
function Words(props: { text: string; save: (text: string) => Promise<void>; onDone: () => void }): JSX.Element {
  const [text, setText] = createSignal(props.text);
  const [problem, setProblem] = createSignal<string | null>(null);

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    try {
      await props.save(text());
      props.onDone();
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
    }
  }

  return (
    <form class="stack" onSubmit={(event) => void save(event)}>
      <textarea
        ref={(field) => queueMicrotask(() => field.focus())}
        class="input"
        spellcheck={true}
        dir="auto"
        rows="3"
        aria-label={t().plannedWords}
        data-testid="planned-field"
        value={text()}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          // It ends editing, and not the dialog.
          if (event.key !== 'Escape' || event.isComposing || event.keyCode === 229) return;
          event.preventDefault();
          event.stopPropagation();
          props.onDone();
        }}
      />
      <Show when={problem()}>
        {(words) => (
          <p class="field-error" role="alert">
            {words()}
          </p>
        )}
      </Show>
      <div class="row-end">
        <button type="button" class="button" onClick={() => props.onDone()}>
          {t().cancel}
        </button>
        <button type="submit" class="button primary" data-testid="planned-save" disabled={text().trim() === ''}>
          {t().save}
        </button>
      </div>
    </form>
  );
}
