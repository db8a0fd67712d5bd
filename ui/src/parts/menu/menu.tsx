import type { IconNode } from 'lucide';
import { Index, onCleanup, onMount, Show, type JSX } from 'solid-js';

import { Icon } from '../icon/icon';
import './menu.css';

export interface MenuItem {
  label: string;
  icon?: IconNode;
  danger?: boolean;
  /** A line above it. */
  apart?: boolean;
  testid?: string;
  run: () => void;
}

export interface MenuPlace {
  x: number;
  y: number;
}

/** Where the menu of an element opens when it was asked for by a key. */
export function placeBeside(element: Element): MenuPlace {
  const box = element.getBoundingClientRect();
  return { x: box.left + Math.min(48, box.width / 2), y: box.top + Math.min(32, box.height) };
}

/** The same menu for the right mouse button and for a key. Closing gives the focus back. */
export function Menu(props: {
  label: string;
  place: MenuPlace;
  items: MenuItem[];
  /** What is to be known before choosing; under the items. */
  note?: string;
  onClose: () => void;
}): JSX.Element {
  let menu!: HTMLDivElement;
  const before = document.activeElement;

  const buttons = () => [...menu.querySelectorAll<HTMLButtonElement>('button')];

  function close(): void {
    props.onClose();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  }

  function onKey(event: KeyboardEvent): void {
    const all = buttons();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const go = (to: number) => all[(to + all.length) % all.length]?.focus();
    switch (event.key) {
      case 'ArrowDown':
        go(at + 1);
        break;
      case 'ArrowUp':
        go(at - 1);
        break;
      case 'Home':
        go(0);
        break;
      case 'End':
        go(-1);
        break;
      case 'Escape':
      case 'Tab':
        close();
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  onMount(() => {
    // In the top layer, so that no scrolling ancestor cuts it.
    if ('showPopover' in menu) menu.showPopover();
    const box = menu.getBoundingClientRect();
    menu.style.left = `${Math.max(4, Math.min(props.place.x, window.innerWidth - box.width - 4))}px`;
    menu.style.top = `${Math.max(4, Math.min(props.place.y, window.innerHeight - box.height - 4))}px`;
    buttons()[0]?.focus();
    const outside = (event: Event) => {
      if (!menu.contains(event.target as Node)) props.onClose();
    };
    window.addEventListener('pointerdown', outside, true);
    window.addEventListener('blur', props.onClose);
    window.addEventListener('resize', props.onClose);
    onCleanup(() => {
      window.removeEventListener('pointerdown', outside, true);
      window.removeEventListener('blur', props.onClose);
      window.removeEventListener('resize', props.onClose);
    });
  });

  return (
      <div
        ref={menu}
        class="menu"
        role="menu"
        aria-label={props.label}
        popover="manual"
        data-testid="menu"
        onKeyDown={onKey}
        onContextMenu={(event) => event.preventDefault()}
      >
        {/* By position: the focus stays where it is when what can be done changes under it. */}
        <Index each={props.items}>
          {(item) => (
            <button
              type="button"
              role="menuitem"
              tabindex="-1"
              classList={{ danger: item().danger, apart: item().apart }}
              data-testid={item().testid}
              onClick={() => {
                const { run } = item();
                close();
                run();
              }}
            >
              <Show when={item().icon}>{(icon) => <Icon of={icon()} size={16} />}</Show>
              <span>{item().label}</span>
            </button>
          )}
        </Index>
        <Show when={props.note}>
          <p class="menu-note hint">{props.note}</p>
        </Show>
      </div>
  );
}
