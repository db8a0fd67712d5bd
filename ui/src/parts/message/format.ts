// A formatted text of which only the beginning is on the page.

import type { Block, Inline } from '../../bindings';
import { foldedLength } from './folding';

/** The blocks of a text that grows: those that are as they were stay the same objects, and so the same elements. */
export function steady(before: readonly Block[] | undefined, after: readonly Block[]): readonly Block[] {
  return after.map((block, at) => {
    const was = before?.[at];
    return was !== undefined && JSON.stringify(was) === JSON.stringify(block) ? was : block;
  });
}

/** How many units of the words may still be shown. */
interface Room {
  left: number;
}

/** Takes what there is room for: all of a text, or its beginning up to the end of a word. */
function fit(text: string, room: Room): string {
  const kept = text.length <= room.left ? text : text.slice(0, Math.min(room.left, foldedLength(text)));
  room.left -= kept.length;
  return kept;
}

function some<T>(all: readonly T[], room: Room, cut: (one: T) => T): T[] {
  const kept: T[] = [];
  for (const one of all) {
    if (room.left <= 0) break;
    kept.push(cut(one));
  }
  return kept;
}

function inline(part: Inline, room: Room): Inline {
  if ('parts' in part) return { ...part, parts: some(part.parts, room, (one) => inline(one, room)) };
  return { ...part, text: fit(part.text, room) };
}

function block(of: Block, room: Room): Block {
  switch (of.kind) {
    case 'lines':
      return { ...of, parts: some(of.parts, room, (one) => inline(one, room)) };
    case 'code_block':
      return { ...of, text: fit(of.text, room) };
    case 'quoted':
      return { ...of, blocks: some(of.blocks, room, (one) => block(one, room)) };
    case 'list':
      return { ...of, items: some(of.items, room, (item) => some(item, room, (one) => block(one, room))) };
  }
}

/** The beginning of it, of this many units. */
export function beginning(blocks: readonly Block[], length: number): Block[] {
  const room = { left: length };
  return some(blocks, room, (one) => block(one, room));
}
