import { Show, type JSX } from 'solid-js';

import type { MessageRow, StreamState } from '../../bindings';
import { t } from '../../i18n/language';
import type { MessageContext } from './context';
import './streamed.css';

const words = (): Record<StreamState, string> => ({
  writing: t().answerWriting,
  done: '',
  stopped: t().answerStopped,
  interrupted: t().answerInterrupted,
  failed: t().answerFailed,
});

/** How far an answer of a bot is; empty for one that is complete, and for any other message. */
export const streamedWords = (message: MessageRow): string => (message.streamed ? words()[message.streamed.state] : '');

/** Below an answer of a bot: how far it is, and what can be done. Its height is the same while it is written and afterwards. */
export function Streamed(props: { message: MessageRow; context: MessageContext }): JSX.Element {
  const streamed = () => props.message.streamed;
  const repeats = () => streamed()?.canRepeat === true && props.context.isNewest(props.message.id);
  const reachable = () => (props.context.isActive(props.message.id) ? 0 : -1);
  return (
    <Show when={streamedWords(props.message) !== '' || repeats()}>
      <div
        class="message-trouble soft streamed"
        classList={{ failed: streamed()?.state === 'failed' || streamed()?.state === 'interrupted' }}
        data-testid="streamed"
        data-state={streamed()?.state}
      >
        <Show when={streamedWords(props.message)}>{(said) => <span role="status">{said()}</span>}</Show>
        <Show when={streamed()?.canStop}>
          <button
            type="button"
            class="chip"
            data-testid="stop-answer"
            tabindex={reachable()}
            onClick={() => props.context.actions.stopAnswer(props.message.id)}
          >
            {t().stopAnswer}
          </button>
        </Show>
        <Show when={repeats()}>
          <button
            type="button"
            class="chip"
            data-testid="answer-again"
            tabindex={reachable()}
            onClick={() => props.context.actions.answerAgain(props.message.id)}
          >
            {t().answerAgain}
          </button>
        </Show>
      </div>
    </Show>
  );
}
