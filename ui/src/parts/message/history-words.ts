import type { Noun } from '../../bindings';
import { kindNamed } from './kinds';

/** A message of a card in words: what it says, after the name of what it is. */
export function historyWords(kind: Noun, text: string): string {
  const { list } = kindNamed(kind);
  if (text === '') return list.name();
  return list.instead || kind === 'notice' ? text : `${list.name()} ${text}`;
}
