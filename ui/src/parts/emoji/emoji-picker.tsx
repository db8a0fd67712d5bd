import { Smile } from 'lucide';
import { createSignal, onCleanup, Show, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import type { EmojiUse } from '../../state/emoji-use';
import { IconButton } from '../icon/icon-button';
import { allEmoji } from './emoji';
import { EmojiPanel } from './emoji-panel';

export interface EmojiPickerHandle {
  open(): void;
}

/** The button of a text field that opens the panel, and the panel. */
export function EmojiPicker(props: {
  use: EmojiUse;
  /** Puts it into the text. */
  onInsert: (sign: string) => void;
  /** The panel was closed: the keyboard goes back to the text. */
  onBack: () => void;
  handle: (handle: EmojiPickerHandle) => void;
}): JSX.Element {
  let place!: HTMLDivElement;
  const [open, setOpen] = createSignal(false);
  /** The text has the keyboard for the moment in which it is given an emoji. */
  let inserting = false;

  const outside = (event: Event) => {
    if (!place.contains(event.target as Node)) setOpen(false);
  };
  window.addEventListener('pointerdown', outside, true);
  onCleanup(() => window.removeEventListener('pointerdown', outside, true));
  props.handle({ open: () => setOpen(true) });

  function back(): void {
    setOpen(false);
    props.onBack();
  }

  return (
    <div
      ref={place}
      class="emoji-picker"
      onFocusOut={(event) => {
        // Not when the window loses the keyboard: then nothing else gets it.
        const to = event.relatedTarget as Node | null;
        if (!inserting && to && !place.contains(to)) setOpen(false);
      }}
    >
      <IconButton
        icon={Smile}
        label={t().emoji}
        aria-haspopup="dialog"
        aria-expanded={open()}
        data-testid="emoji-open"
        onClick={() => (open() ? back() : setOpen(true))}
      />
      <Show when={open()}>
        <EmojiPanel
          use={props.use}
          load={allEmoji}
          onPick={(sign, more) => {
            inserting = true;
            props.onInsert(sign);
            inserting = false;
            if (!more) back();
          }}
          onClose={back}
        />
      </Show>
    </div>
  );
}
