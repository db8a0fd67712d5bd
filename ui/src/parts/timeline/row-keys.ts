// The keys of a timeline's rows.

import type { MessageRow } from '../../bindings';
import { keyOf } from '../../state/keys';
import { placeBeside } from '../menu/menu';
import { copyMessage, linkAt } from '../message/copying';
import type { MessageActions } from '../message/context';
import type { createSelecting } from './selecting';

export interface RowKeys {
  messages: () => readonly MessageRow[];
  focus: (id: string | undefined) => void;
  toEnd: () => void;
  /** False when there is nothing in it that can be opened. */
  open: (message: MessageRow) => boolean;
  actions: MessageActions;
  selecting: ReturnType<typeof createSelecting>;
}

/** Copies the message that has the keyboard, or all that are selected. Words that are marked are the browser's to copy. */
function copies(message: MessageRow, target: EventTarget | null, keys: RowKeys): boolean {
  if (document.getSelection()?.isCollapsed === false) return false;
  if (!keys.selecting.active()) return copyMessage(message, target, keys.actions);
  keys.actions.copySelected();
  return true;
}

/** What a key does on the row it was pressed on. */
export function onRowKey(event: KeyboardEvent, keys: RowKeys): void {
  const element = (event.target as Element).closest<HTMLElement>('[data-anchor]');
  const all = keys.messages();
  const at = all.findIndex((message) => message.id === element?.dataset['id']);
  const message = all[at];
  if (!element || !message || event.altKey) return;
  if (event.ctrlKey) {
    if (event.shiftKey) return;
    if (keyOf(event) === 'z') keys.actions.undelete();
    else if (keyOf(event) !== 'c' || !copies(message, event.target, keys)) return;
    event.preventDefault();
    return;
  }
  const next = all[event.key === 'ArrowUp' ? at - 1 : at + 1]?.id;
  if (event.target === element && keys.selecting.key(event, message.id, next)) {
    event.preventDefault();
    return;
  }
  switch (event.key) {
    case 'ArrowUp':
      keys.focus(all[at - 1]?.id);
      break;
    case 'ArrowDown':
      keys.focus(all[at + 1]?.id);
      break;
    case 'Home':
      keys.focus(all[0]?.id);
      break;
    case 'End':
      keys.toEnd();
      keys.focus(all[all.length - 1]?.id);
      break;
    case 'Enter':
      if (event.target !== element || !keys.open(message)) return;
      break;
    case 'Delete':
      if (event.target !== element) return;
      if (keys.selecting.active()) keys.actions.removeSelected();
      else keys.actions.remove(message);
      break;
    case 'ContextMenu':
      keys.actions.menu(message, placeBeside(element), linkAt(event.target));
      break;
    case 'F10':
      if (!event.shiftKey) return;
      keys.actions.menu(message, placeBeside(element), linkAt(event.target));
      break;
    default:
      return;
  }
  event.preventDefault();
}
