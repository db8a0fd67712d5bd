// What is in the words of a message: links and emoji. Only found here, never turned into markup.

export type Piece = { kind: 'text'; text: string } | { kind: 'link'; text: string; url: string; host: string };

const LINK = /https?:\/\/[^\s<>"'`\u200e\u200f\u202a-\u202e\u2066-\u2069，。！？、；：）】》”’「」]+/giu;
/** What ends a sentence rather than an address. */
const TRAILING = /[.,!?;:)\]}]+$/u;
/** More links than this in one message stay words. */
const MAX_LINKS = 50;

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  let links = 0;
  for (const match of text.matchAll(LINK)) {
    if (++links > MAX_LINKS) break;
    let raw = match[0];
    const trailing = raw.match(TRAILING)?.[0] ?? '';
    // A closing bracket that was opened inside belongs to the address.
    const opened = raw.includes('(') && trailing.startsWith(')');
    if (trailing) raw = raw.slice(0, raw.length - trailing.length + (opened ? 1 : 0));
    const url = parse(raw);
    if (!url) continue;
    if (match.index > from) found.push({ kind: 'text', text: text.slice(from, match.index) });
    found.push({ kind: 'link', text: raw, url: url.href, host: url.host });
    from = match.index + raw.length;
  }
  if (from < text.length || found.length === 0) found.push({ kind: 'text', text: text.slice(from) });
  return found;
}

function parse(raw: string): URL | null {
  try {
    const url = new URL(raw);
    // A name before the host is how a link lies about where it leads.
    return url.username === '' && url.password === '' && url.host !== '' ? url : null;
  } catch {
    return null;
  }
}

const ONLY_EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f|\u20e3|\s)+$/u;
const SOME_EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;

/** A few emoji and nothing else: shown large. */
export function emojiOnly(text: string): boolean {
  return text.length <= 40 && SOME_EMOJI.test(text) && ONLY_EMOJI.test(text.trim());
}
