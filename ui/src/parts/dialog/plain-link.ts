// Whether a link says by itself where it leads, so that nobody has to be asked before it opens.

/** Letters, digits and hyphens in labels, the last of them a word: no number for a computer, no disguised letters. */
const PLAIN_HOST = /^(?!.*(?:^|\.)xn--)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d{1,5})?$/;

/** Signs that are not seen or turn others around, and letters written from right to left. */
const TURNING = /[\p{Cf}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** The words are the address itself, and everybody can read whose it is. */
export function opensAsShown(shown: string, url: string, host: string): boolean {
  if (!PLAIN_HOST.test(host) || TURNING.test(shown)) return false;
  const words = shown.trim();
  const candidates = /^https?:\/\//i.test(words) ? [words] : [`https://${words}`, `http://${words}`];
  return candidates.some((address) => {
    const read = parsed(address);
    return read?.href === url && read.host === host;
  });
}

function parsed(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}
