// Runs a script as a page would, with a document that holds texts, and tells them when the script is done.
import { pathToFileURL } from 'node:url';

/** Longer than a busy machine takes. */
const LIMIT = 60_000;
const texts = {};
const late = setTimeout(() => end({ ...texts, failed: 'too late' }), LIMIT);

function end(told) {
  clearTimeout(late);
  process.stdout.write(`${JSON.stringify(told)}\n`, () => process.exit());
}

globalThis.document = {
  getElementById: (id) => ({
    set innerText(text) {
      texts[id] = text;
      if (id === 'done') end(texts);
    },
  }),
};
await import(pathToFileURL(process.argv[2]).href);
