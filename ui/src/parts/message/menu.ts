import {
  AlarmClock,
  CheckCheck,
  CircleCheck,
  Copy,
  Forward,
  Image,
  Info,
  Link,
  MessagesSquare,
  Pencil,
  Reply,
  RotateCw,
  SmilePlus,
  Trash2,
  Undo2,
  UserRound,
} from 'lucide';

import type { MessageRow } from '../../bindings';
import { t } from '../../i18n/language';
import type { MenuItem, MenuPlace } from '../menu/menu';
import type { MessageContext } from './context';
import { addressOf, pictureOf, wordsOf } from './copying';
import { onTheWay } from './delivery-mark';
import { kindOf } from './kinds';
import { markItems } from './mark-menu';

/** What can be done with a message now. `link`: the one in it that was pointed at. `place`: where the menu is. */
export function messageMenu(message: MessageRow, link: string | null, context: MessageContext, place: MenuPlace): MenuItem[] {
  const { actions } = context;
  const kind = kindOf(message.body);
  const items: MenuItem[] = kind.menu?.(message, message.body, context) ?? [];
  if (message.canAnswer) {
    items.push({ label: t().reply, icon: Reply, testid: 'menu-reply', run: () => actions.reply(message.id) });
  }
  if (message.canReact) {
    items.push({ label: t().reactMore, icon: SmilePlus, testid: 'menu-react', run: () => actions.chooseReaction(message, place) });
  }
  if (message.answers > 0 || message.quote !== null) {
    const label = t().threadOf(message.answers);
    items.push({ label, icon: MessagesSquare, testid: 'menu-thread', run: () => actions.openThread(message.id) });
  }
  if (message.canForward) {
    items.push({ label: t().forward, icon: Forward, testid: 'menu-forward', run: () => actions.forward(message.id) });
  }
  items.push(...markItems(message, actions));
  if (message.canMark) {
    items.push({ label: t().remindMe, icon: AlarmClock, testid: 'menu-remind', run: () => actions.remind(message, place) });
  }
  if (message.readBy) {
    items.push({ label: t().readByWho, icon: CheckCheck, testid: 'menu-readers', run: () => actions.readers(message.id) });
  }
  const words = wordsOf(message);
  const address = link ?? addressOf(message);
  const picture = pictureOf(message);
  // Of words that are nothing but the address, one copy is offered.
  const same = address === words.trim();
  const card = kind.address !== undefined;
  if (words !== '' && !(same && card)) {
    items.push({ label: t().copyText, icon: Copy, testid: 'menu-copy', run: () => actions.copy(words) });
  }
  if (address !== null && (!same || card)) {
    items.push({ label: t().copyLink, icon: Link, testid: 'menu-copy-link', run: () => actions.copy(address) });
  }
  if (picture !== null) {
    items.push({ label: t().copyPicture, icon: Image, testid: 'menu-copy-picture', run: () => actions.copyPicture(picture) });
  }
  const stopped = message.delivery?.kind === 'failed';
  const waits = onTheWay(message.delivery);
  if (stopped) {
    items.push({ label: t().retry, icon: RotateCw, testid: 'menu-retry', run: () => actions.retry(message.id) });
    if (kind.editable) {
      items.push({ label: t().edit, icon: Pencil, testid: 'menu-edit', run: () => actions.edit(message.id) });
    }
  }
  if (message.canEdit) {
    items.push({ label: t().edit, icon: Pencil, testid: 'menu-rewrite', run: () => actions.rewrite(message) });
  }
  if (message.canRecall) {
    items.push({ label: t().recall, icon: Undo2, testid: 'menu-recall', run: () => actions.recall(message.id) });
  }
  if (kind.form !== 'line') {
    items.push({ label: t().select, icon: CircleCheck, testid: 'menu-select', run: () => actions.selectSeveral(message.id) });
  }
  if (!message.own && context.group) {
    items.push({
      label: t().profileOf(message.senderName),
      icon: UserRound,
      testid: 'menu-profile',
      run: () => actions.profile(message.sender),
    });
  }
  items.push({ label: t().messageDetails, icon: Info, testid: 'menu-details', run: () => actions.details(message) });
  if (waits) {
    items.push({ label: t().cancelUpload, icon: Trash2, danger: true, run: () => actions.cancel(message.id) });
  } else {
    items.push({
      label: t().delete,
      icon: Trash2,
      danger: true,
      testid: 'menu-delete-message',
      run: () => actions.remove(message),
    });
  }
  return items;
}
