import { createMemo, For, type JSX } from 'solid-js';

import type { MarkedPart } from '../../bindings';

/** A line of plain text with parts of it marked. Nothing of the text becomes markup. */
export function MarkedText(props: { text: string; marks: readonly MarkedPart[] }): JSX.Element {
  const parts = createMemo(() => {
    const all: { text: string; marked: boolean }[] = [];
    let at = 0;
    for (const { from, to } of props.marks) {
      if (from > at) all.push({ text: props.text.slice(at, from), marked: false });
      all.push({ text: props.text.slice(from, to), marked: true });
      at = to;
    }
    if (at < props.text.length) all.push({ text: props.text.slice(at), marked: false });
    return all;
  });
  return <For each={parts()}>{(part) => (part.marked ? <mark>{part.text}</mark> : part.text)}</For>;
}
