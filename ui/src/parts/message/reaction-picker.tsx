import { onCleanup, onMount, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import type { EmojiUse } from '../../state/emoji-use';
import { allEmoji } from '../emoji/emoji';
import { EmojiPanel } from '../emoji/emoji-panel';
import type { MenuPlace } from '../menu/menu';

/** All emoji, to react with one of them. Closing gives the focus back. */
export function ReactionPicker(props: {
  use: EmojiUse;
  place: MenuPlace;
  onPick: (sign: string) => void;
  onClose: () => void;
}): JSX.Element {
  let panel!: HTMLDivElement;
  const before = document.activeElement;

  function close(): void {
    props.onClose();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  }

  onMount(() => {
    // In the top layer, so that no scrolling ancestor cuts it.
    if ('showPopover' in panel) panel.showPopover();
    const box = panel.getBoundingClientRect();
    panel.style.left = `${Math.max(4, Math.min(props.place.x, window.innerWidth - box.width - 4))}px`;
    panel.style.top = `${Math.max(4, Math.min(props.place.y, window.innerHeight - box.height - 4))}px`;
    const outside = (event: Event) => {
      if (!panel.contains(event.target as Node)) props.onClose();
    };
    window.addEventListener('pointerdown', outside, true);
    window.addEventListener('resize', props.onClose);
    onCleanup(() => {
      window.removeEventListener('pointerdown', outside, true);
      window.removeEventListener('resize', props.onClose);
    });
  });

  return (
    <div ref={panel} class="reaction-picker" popover="manual" aria-label={t().react} data-testid="reaction-picker">
      <EmojiPanel
        use={props.use}
        load={allEmoji}
        onPick={(sign) => {
          props.onPick(sign);
          close();
        }}
        onClose={close}
      />
    </div>
  );
}
