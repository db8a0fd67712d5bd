// Letters typed in a list lead to the row whose name begins with them.

import { folded } from '../../state/search';

/** Letters that come within this time belong together. */
const TOGETHER_MS = 1_000;

/** Listens to one list. Answers the row a key leads to, or nothing when the key is no letter or no name begins so. */
export function typeAhead(): (event: KeyboardEvent, names: () => readonly string[], at: number) => number | undefined {
  let typed = '';
  let last = -TOGETHER_MS;
  return (event, namesNow, at) => {
    const letter = [...event.key].length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    const goesOn = event.timeStamp - last < TOGETHER_MS && typed !== '';
    // The space alone opens a row; among letters it is one of them.
    if (!letter || event.isComposing || (event.key === ' ' && !goesOn)) return undefined;
    typed = goesOn ? typed + event.key : event.key;
    last = event.timeStamp;
    const words = folded(typed);
    const names = namesNow();
    // The same letter again and again goes from one row to the next that begins with it.
    const one = [...words].every((sign) => sign === [...words][0]) ? [...words][0]! : words;
    const search = (start: string, from: number): number | undefined => {
      for (let step = 0; step < names.length; step++) {
        const index = (from + step) % names.length;
        if (folded(names[index] ?? '').startsWith(start)) return index;
      }
      return undefined;
    };
    // A word that goes on may stay where it is; a new one leads away from here.
    const exact = [...words].length > 1 ? search(words, at) : undefined;
    return exact ?? search(one, at + 1);
  };
}
