import { createSignal, For, onMount, Show, type JSX } from 'solid-js';

import type { Person } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Avatar } from '../avatar/avatar';
import { BotBadge } from '../bot-badge/bot-badge';
import { Dialog } from './dialog';
import './bots.css';

/** The bots of the application, and a chat with one. */
export function BotsDialog(props: {
  load: () => Promise<Person[]>;
  /** Answers the chat. */
  start: (bot: string) => Promise<string>;
  mediaUrl: (media: string) => string;
  onStarted: (conversation: string) => void;
  onClose: () => void;
}): JSX.Element {
  const [bots, setBots] = createSignal<readonly Person[]>();
  const [problem, setProblem] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  const refuse = (error: unknown) => setProblem(say(asFailure(error).reason.text));

  onMount(() => void props.load().then(setBots, refuse));

  async function start(bot: Person): Promise<void> {
    if (busy()) return;
    setProblem(null);
    setBusy(true);
    try {
      const conversation = await props.start(bot.id);
      // First closed: the focus goes back to where it was, and from there into the chat.
      props.onClose();
      props.onStarted(conversation);
    } catch (error) {
      refuse(error);
      setBusy(false);
    }
  }

  return (
    <Dialog title={t().bots} testid="bots-dialog" onClose={props.onClose}>
      <Show when={problem()}>
        {(words) => (
          <p class="field-error" role="alert">
            {words()}
          </p>
        )}
      </Show>
      <Show when={bots()} fallback={<Show when={problem() === null}>{<p class="hint" role="status">{t().botsLoading}</p>}</Show>}>
        {(all) => (
          <Show when={all().length > 0} fallback={<p class="hint">{t().noBots}</p>}>
            <ul class="bot-rows" aria-label={t().bots}>
              <For each={all()}>
                {(bot) => (
                  <li>
                    <button
                      type="button"
                      class="bot-row"
                      disabled={busy()}
                      data-testid="bot"
                      data-id={bot.id}
                      onClick={() => void start(bot)}
                    >
                      <Avatar of={bot.avatar} size={40} url={props.mediaUrl} />
                      <bdi class="ellipsis">{bot.name}</bdi>
                      <BotBadge />
                    </button>
                  </li>
                )}
              </For>
            </ul>
          </Show>
        )}
      </Show>
    </Dialog>
  );
}
