// When Enter sends, and how large a message is.

/** Content of one message, encoded, in bytes (docs/PROTOCOL.md, limits). */
export const MAX_CONTENT_BYTES = 64 * 1024;
/** The counter appears from here on. */
export const SHOW_COUNTER_BYTES = 56 * 1024;
/** What the field holds and the core keeps as a draft, in bytes (the core's `MAX_DRAFT_BYTES`). */
export const MAX_DRAFT_BYTES = 1024 * 1024;

export interface KeyPress {
  key: string;
  keyCode: number;
  isComposing: boolean;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

/** Whether this key sends. While an input method is composing nothing does: WebKitGTK tells that only by keyCode 229. */
export function sends(press: KeyPress, enterSends: boolean): boolean {
  if (press.key !== 'Enter' || press.isComposing || press.keyCode === 229) return false;
  if (press.altKey || press.metaKey) return false;
  if (press.ctrlKey) return true;
  return press.shiftKey !== enterSends;
}

const encoder = new TextEncoder();

/** Whether the field can hold this text. */
export function fits(text: string): boolean {
  // One UTF-16 unit is at most three bytes: nearly every text needs no encoding to be known to fit.
  return text.length * 3 <= MAX_DRAFT_BYTES || encoder.encode(text).length <= MAX_DRAFT_BYTES;
}

/** Bytes of a text once it is the JSON content of a message. */
export function contentBytes(text: string): number {
  // One UTF-16 unit is at most three bytes (six when escaped): short texts need no encoding to be known short.
  if (text.length * 6 < SHOW_COUNTER_BYTES) return text.length;
  return encoder.encode(JSON.stringify({ text })).length;
}
