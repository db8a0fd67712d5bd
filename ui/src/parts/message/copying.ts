// What can be copied of a message.

import type { MessageRow } from '../../bindings';
import type { MessageActions } from './context';
import { kindOf } from './kinds';

/** The address of the link that was pointed at or has the keyboard. */
export const linkAt = (target: EventTarget | null): string | null =>
  (target instanceof Element ? target.closest<HTMLElement>('a.link')?.dataset['url'] : undefined) ?? null;

export const wordsOf = (message: MessageRow): string => kindOf(message.body).words(message.body);

/** The one place it leads to: of several links somebody has to point at one. */
export const addressOf = (message: MessageRow): string | null =>
  kindOf(message.body).address?.(message.body) ?? (message.links.length === 1 ? (message.links[0]?.url ?? null) : null);

/** The picture it is. One that is still on its way is not stored under its name. */
export const pictureOf = (message: MessageRow): string | null =>
  message.delivery?.kind === 'uploading' ? null : (kindOf(message.body).picture?.(message.body) ?? null);

/** Copies what a message is: the link that has the keyboard, the picture, or the words. False when it has none of them. */
export function copyMessage(message: MessageRow, target: EventTarget | null, actions: MessageActions): boolean {
  const link = linkAt(target);
  const picture = pictureOf(message);
  const words = wordsOf(message);
  if (link !== null) actions.copy(link);
  else if (picture !== null) actions.copyPicture(picture);
  else if (words !== '') actions.copy(words);
  else return false;
  return true;
}
