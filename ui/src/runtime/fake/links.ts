// Links in the fake: only the plainest ones; the core knows all others.

import type { TextLink } from '../../bindings';

export function linksIn(text: string): TextLink[] {
  return [...text.matchAll(/https?:\/\/[\w./?&=#-]+/g)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
    url: match[0],
    host: new URL(match[0]).host,
  }));
}
