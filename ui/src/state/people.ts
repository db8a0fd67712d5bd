// Looking through people that are here. Presentation only: the core gives them in order.

import type { Person } from '../bindings';

/** Those whose name holds the words, or whose id they are. */
export function fitting(people: Person[], query: string): Person[] {
  const words = query.trim().toLocaleLowerCase();
  return people.filter(
    (person) => words === '' || person.name.toLocaleLowerCase().includes(words) || person.id === words,
  );
}
