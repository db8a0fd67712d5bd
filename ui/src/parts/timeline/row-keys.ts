// The keys of a timeline's rows.

import type { MessageRow } from '../../bindings';
import { placeBeside } from '../menu/menu';
import type { MessageActions } from '../message/context';

export interface RowKeys {
  messages: () => readonly MessageRow[];
  focus: (id: string | undefined) => void;
  toEnd: () => void;
  /** False when there is nothing in it that can be opened. */
  open: (message: MessageRow) => boolean;
  actions: MessageActions;
}

/** What a key does on the row it was pressed on. */
export function onRowKey(event: KeyboardEvent, keys: RowKeys): void {
  const element = (event.target as Element).closest<HTMLElement>('[data-anchor]');
  const all = keys.messages();
  const at = all.findIndex((message) => message.id === element?.dataset['id']);
  const message = all[at];
  if (!element || !message || event.altKey || event.ctrlKey) return;
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
    case 'ContextMenu':
      keys.actions.menu(message, placeBeside(element));
      break;
    case 'F10':
      if (!event.shiftKey) return;
      keys.actions.menu(message, placeBeside(element));
      break;
    default:
      return;
  }
  event.preventDefault();
}
