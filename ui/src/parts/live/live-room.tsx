import { createEffect, createSignal, For, on, Show, type JSX } from 'solid-js';

import type { LiveGroupRow, LiveRow, LiveState, Priority } from '../../bindings';
import { say, t } from '../../i18n/language';
import { happenedWords } from '../../i18n/happened';
import { clock } from '../../i18n/time';
import { asFailure } from '../../runtime/runtime';
import { Avatar } from '../avatar/avatar';
import { ClosedLine, createClosed } from '../composer/closed-line';
import './live.css';

const PRIORITIES: Priority[] = ['high', 'normal', 'low'];

/** So near to its end the stream follows what is said, pixels. */
const NEAR = 40;

/** The live group the person is in: what is said there, and the field to say something. */
export function LiveRoom(props: {
  group: LiveGroupRow;
  rows: LiveRow[];
  state: LiveState;
  send: (text: string, priority: Priority) => Promise<void>;
  retry: (message: string) => Promise<void>;
  older: () => Promise<void>;
  leave: () => Promise<void>;
  onDissolve: () => void;
  onMembers: () => void;
  mediaUrl: (media: string) => string;
}): JSX.Element {
  const [text, setText] = createSignal('');
  const [priority, setPriority] = createSignal<Priority>('normal');
  const [problem, setProblem] = createSignal<string | null>(null);
  const [loading, setLoading] = createSignal(false);
  const { now, closed } = createClosed(() => props.state.closed);
  let stream!: HTMLDivElement;
  let atEnd = true;

  const word = (of: Priority) => ({ high: t().liveHigh, normal: t().liveNormal, low: t().liveLow })[of];

  createEffect(
    on(
      () => props.rows,
      () => {
        if (atEnd) queueMicrotask(() => stream.scrollTo({ top: stream.scrollHeight }));
      },
    ),
  );

  async function attempt(run: () => Promise<void>): Promise<boolean> {
    setProblem(null);
    try {
      await run();
      return true;
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
      return false;
    }
  }

  async function older(): Promise<void> {
    if (loading()) return;
    setLoading(true);
    // What one reads stays where it is while more comes above it.
    const below = stream.scrollHeight - stream.scrollTop;
    await attempt(props.older);
    setLoading(false);
    stream.scrollTop = stream.scrollHeight - below;
  }

  async function send(): Promise<void> {
    const words = text();
    if (words.trim() === '') return;
    setText('');
    atEnd = true;
    // Words that were not taken are still there, unless others have been written since.
    if (!(await attempt(() => props.send(words, priority()))) && text() === '') setText(words);
  }

  return (
    <>
      <div class="find-row">
        <span class="hint grow" data-testid="live-online">
          {t().liveOnline(props.group.online)}
        </span>
        <button type="button" class="button" data-testid="live-people" onClick={() => props.onMembers()}>
          {t().livePeople}
        </button>
        <button type="button" class="button" data-testid="live-leave" onClick={() => void attempt(props.leave)}>
          {t().liveLeave}
        </button>
        <Show when={props.group.own}>
          <button type="button" class="button" data-testid="live-dissolve" onClick={() => props.onDissolve()}>
            {t().liveDissolve}
          </button>
        </Show>
      </div>
      <div
        ref={stream}
        class="live-stream"
        role="log"
        tabindex="0"
        aria-label={t().liveMessages}
        data-testid="live-stream"
        onScroll={() => (atEnd = stream.scrollHeight - stream.scrollTop - stream.clientHeight < NEAR)}
      >
        <Show when={props.state.hasOlder} fallback={<p class="hint">{t().liveNoOlder}</p>}>
          <button type="button" class="button" data-testid="live-older" disabled={loading()} onClick={() => void older()}>
            {t().liveOlder}
          </button>
        </Show>
        <For each={props.rows}>
          {(row) => (
            <Show when={row.happened === null} fallback={<p class="live-line hint" data-testid="live-line">{row.happened && happenedWords(row.happened, row.time)}</p>}>
              <article class="live-message" classList={{ high: row.priority === 'high', low: row.priority === 'low' }} data-testid="live-message">
                <Avatar of={row.avatar} url={props.mediaUrl} size={28} />
                <div>
                  <p class="live-name">
                    <bdi>{row.name}</bdi> {clock(row.time)}
                    <Show when={row.priority !== 'normal'}> · {word(row.priority)}</Show>
                    <Show when={row.sent.kind === 'sending'}> · {t().liveSending}</Show>
                  </p>
                  <p dir="auto">{row.text ?? t().liveOther}</p>
                  <Show when={row.sent.kind === 'failed' && row.sent.reason}>
                    {(reason) => (
                      <div class="field-error" role="alert">
                        <span>{say(reason().text)}</span>{' '}
                        <button type="button" class="button" data-testid="live-retry" onClick={() => void attempt(() => props.retry(row.id))}>
                          {t().liveRetry}
                        </button>
                      </div>
                    )}
                  </Show>
                </div>
              </article>
            </Show>
          )}
        </For>
      </div>
      <Show when={props.state.dropped > 0}>
        <p class="hint" data-testid="live-dropped">
          {t().liveDropped(props.state.dropped)}
        </p>
      </Show>
      <Show
        when={closed()}
        fallback={
          <form
            class="live-write"
            onSubmit={(event) => {
              event.preventDefault();
              void send();
            }}
          >
            <input
              class="input"
              dir="auto"
              autocomplete="off"
              data-first
              aria-label={t().liveWrite}
              placeholder={t().liveWrite}
              value={text()}
              data-testid="live-input"
              onInput={(event) => setText(event.currentTarget.value)}
            />
            <select
              class="input"
              aria-label={t().livePriority}
              data-testid="live-priority"
              value={priority()}
              onChange={(event) => setPriority(event.currentTarget.value as Priority)}
            >
              <For each={PRIORITIES}>{(of) => <option value={of}>{word(of)}</option>}</For>
            </select>
            <button type="submit" class="button primary" data-testid="live-send" disabled={text().trim() === ''}>
              {t().liveSend}
            </button>
          </form>
        }
      >
        {(why) => <ClosedLine closed={why()} now={now()} />}
      </Show>
      <Show when={problem()}>
        {(sentence) => (
          <p class="field-error" role="alert">
            {sentence()}
          </p>
        )}
      </Show>
    </>
  );
}
