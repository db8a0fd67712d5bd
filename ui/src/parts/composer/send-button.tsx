import { Check, SendHorizontal } from 'lucide';
import { onCleanup, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import { Icon } from '../icon/icon';
import { placeBeside, type MenuPlace } from '../menu/menu';

/** Held for so long it asks when. */
const HELD_MS = 500;

export interface SendButtonHandle {
  /** Asks when to send, if there is anything to send. */
  later(): void;
}

/** Sends at a click; the right button, holding it and the menu key ask when to send. */
export function SendButton(props: {
  /** It saves an edit, which is not put off. */
  editing: boolean;
  /** There is nothing to send. */
  waiting: boolean;
  ready: boolean;
  onSend: () => void;
  onLater?: ((place: MenuPlace) => void) | undefined;
  handle: (handle: SendButtonHandle) => void;
}): JSX.Element {
  let button!: HTMLButtonElement;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The press that is going on has asked already. */
  let asked = false;
  const canWait = () => props.onLater !== undefined && !props.editing && props.ready;

  function later(place = placeBeside(button)): void {
    if (canWait()) props.onLater?.(place);
  }
  const release = () => clearTimeout(timer);
  onCleanup(release);
  props.handle({ later: () => later() });

  const label = () => (props.editing ? t().saveEdit : t().send);
  return (
    <button
      ref={button}
      type="button"
      class="send"
      classList={{ waiting: props.waiting }}
      data-testid="send"
      aria-label={label()}
      title={props.editing || !props.onLater ? label() : t().sendHint}
      aria-haspopup={canWait() ? 'menu' : undefined}
      disabled={!props.ready}
      onClick={() => {
        if (!asked) props.onSend();
        asked = false;
      }}
      onPointerDown={(event) => {
        asked = false;
        if (event.button !== 0 || !canWait()) return;
        timer = setTimeout(() => {
          asked = true;
          later();
        }, HELD_MS);
      }}
      onPointerUp={release}
      onPointerLeave={release}
      onContextMenu={(event) => {
        event.preventDefault();
        release();
        later({ x: event.clientX, y: event.clientY });
      }}
      onKeyDown={(event) => {
        if (event.key !== 'ContextMenu' && !(event.key === 'F10' && event.shiftKey)) return;
        event.preventDefault();
        later();
      }}
    >
      <Icon of={props.editing ? Check : SendHorizontal} />
    </button>
  );
}
