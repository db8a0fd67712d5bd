import { CircleCheck, Copy, Pencil, RotateCw, Trash2, Undo2 } from 'lucide';

import type { MessageRow } from '../../bindings';
import { t } from '../../i18n/language';
import type { MenuItem } from '../menu/menu';
import type { MessageActions } from './context';
import { kindOf } from './kinds';

/** What can be done with a message now. */
export function messageMenu(message: MessageRow, actions: MessageActions): MenuItem[] {
  const items: MenuItem[] = [];
  const kind = kindOf(message.body);
  const words = kind.words(message.body);
  if (words !== '') {
    items.push({ label: t().copyText, icon: Copy, testid: 'menu-copy', run: () => actions.copy(words) });
  }
  const stopped = message.delivery?.kind === 'failed';
  const onTheWay = message.delivery?.kind === 'sending' || message.delivery?.kind === 'uploading';
  if (stopped) {
    items.push({ label: t().retry, icon: RotateCw, testid: 'menu-retry', run: () => actions.retry(message.id) });
    if (kind.editable) {
      items.push({ label: t().edit, icon: Pencil, testid: 'menu-edit', run: () => actions.edit(message.id) });
    }
  }
  if (message.canRecall) {
    items.push({ label: t().recall, icon: Undo2, testid: 'menu-recall', run: () => actions.recall(message.id) });
  }
  if (kind.form !== 'line') {
    items.push({ label: t().select, icon: CircleCheck, testid: 'menu-select', run: () => actions.selectSeveral(message.id) });
  }
  if (onTheWay) {
    items.push({ label: t().cancelUpload, icon: Trash2, danger: true, run: () => actions.cancel(message.id) });
  } else {
    items.push({
      label: t().delete,
      icon: Trash2,
      danger: true,
      testid: 'menu-delete-message',
      run: () => (stopped ? actions.drop(message.id) : actions.remove(message)),
    });
  }
  return items;
}
