import { Pin, PinOff, Star, StarOff } from 'lucide';

import type { MarkKind, MessageRow } from '../../bindings';
import { t } from '../../i18n/language';
import type { MenuItem } from '../menu/menu';
import type { MessageActions } from './context';

/** Marking a message, or no longer. */
export function markItems(message: MessageRow, actions: Pick<MessageActions, 'mark'>): MenuItem[] {
  const { marks } = message;
  const items: MenuItem[] = [];
  const offer = (mark: MarkKind, on: boolean, label: string, icon: MenuItem['icon']) =>
    items.push({ label, icon, testid: `menu-${mark}`, run: () => actions.mark(message.id, mark, on) });
  if (message.canMark) {
    if (marks.favourite) offer('favourite', false, t().unfavourite, StarOff);
    else offer('favourite', true, t().favourite, Star);
    if (marks.pinned) offer('pin', false, t().unpinForMe, PinOff);
    else offer('pin', true, t().pinForMe, Pin);
  }
  if (message.canPinForAll) {
    if (marks.pinnedForAll) offer('pin_for_all', false, t().unpinForAll, PinOff);
    else offer('pin_for_all', true, t().pinForAll, Pin);
  }
  return items;
}
