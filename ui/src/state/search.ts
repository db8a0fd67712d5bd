// Finding by what is typed. Presentation only: the core gives what is searched, in order.

import type { Person } from '../bindings';

/**
 * A text as it is compared: composed and decomposed letters are the same, and so are capitals, full-width forms and
 * letters with and without an accent. Only the accents of Latin, Greek and Cyrillic are left out; marks of other
 * scripts are letters of their own.
 */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]+/g, '')
    .normalize('NFC')
    .toUpperCase();
}

/** Says of a text whether it holds what was typed. */
export function finder(query: string): (text: string) => boolean {
  const words = folded(query.trim());
  return (text) => folded(text).includes(words);
}

/** Those whose name holds the words, or whose id they are. */
export function fitting(people: Person[], query: string): Person[] {
  const words = query.trim();
  if (words === '') return people;
  const holds = finder(words);
  return people.filter((person) => holds(person.name) || person.id === words);
}
