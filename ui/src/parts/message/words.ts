// What is in the words of a message: links, as the core found them, and names. Never turned into markup.

import type { TextLink } from '../../bindings';

export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'mention'; text: string }
  | { kind: 'link'; text: string; url: string; host: string };

/** Marks that may stand on one letter: as many as Tibetan stacks. A longer run is there to be drawn over other lines, and
 *  60 KB of them take seconds to lay out. */
const MARKS = 8;
const RUN = new RegExp(`(\\p{M}{${MARKS}})\\p{M}+`, 'gu');

/** Blanks in a row that are shown. WebKit hangs all of them at the end of one line, and 10,000 stop the page. */
const BLANKS = 100;
const BLANK_RUN = new RegExp(`([^\\S\\n]{${BLANKS}})[^\\S\\n]+`, 'g');

/** More tabs than this in a text are shown as spaces: each is placed by what stands before it. */
const TABS = 500;

/** The words as they are shown, in a form that is cheap to lay out. The menu's "copy" gives them as they came. */
export function displayed(text: string): string {
  const clipped = text.replace(RUN, '$1').replace(BLANK_RUN, '$1');
  return (clipped.match(/\t/g)?.length ?? 0) > TABS ? clipped.replace(/\t/g, ' ') : clipped;
}

/** Cuts the words at their links. */
export function pieces(text: string, links: readonly TextLink[]): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const { from, to, url, host } of links) {
    // What does not fit is left out: the words themselves are always all there.
    if (from < at || to <= from || to > text.length) continue;
    if (from > at) found.push({ kind: 'text', text: text.slice(at, from) });
    found.push({ kind: 'link', text: text.slice(from, to), url, host });
    at = to;
  }
  if (at < text.length || found.length === 0) found.push({ kind: 'text', text: text.slice(at) });
  return found;
}

/** The same with `@name` set apart wherever one of the names stands in plain words. */
export function withMention(parts: Piece[], names: readonly string[]): Piece[] {
  return names.reduce((cut, name) => withName(cut, name), parts);
}

function withName(parts: Piece[], name: string): Piece[] {
  if (name === '') return parts;
  const called = `@${name}`;
  return parts.flatMap((part) => {
    if (part.kind !== 'text') return [part];
    const found: Piece[] = [];
    let from = 0;
    for (let at = part.text.indexOf(called); at >= 0; at = part.text.indexOf(called, at + 1)) {
      const end = at + called.length;
      // Of a longer name it is only the beginning.
      if (/^[A-Za-z0-9_]$/.test(part.text.charAt(end)) && /[A-Za-z0-9_]$/.test(name)) continue;
      if (at > from) found.push({ kind: 'text', text: part.text.slice(from, at) });
      found.push({ kind: 'mention', text: called });
      from = end;
    }
    if (from < part.text.length) found.push({ kind: 'text', text: part.text.slice(from) });
    return found;
  });
}
