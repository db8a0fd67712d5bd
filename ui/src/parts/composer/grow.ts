// The height of the field, which grows with what is in it.

const MAX_LINES = 8;
/**
 * A text of this many characters fills more than MAX_LINES lines at any width, so the field is as high as it gets.
 * Asking for its height lays it out anew, which takes long for long texts.
 */
const SURELY_HIGH = 8_000;

/** As high as its lines, eight at most; then it scrolls. */
export function grow(input: HTMLTextAreaElement): void {
  const line = parseFloat(getComputedStyle(input).lineHeight) || 20;
  const most = line * MAX_LINES + 16;
  if (input.value.length >= SURELY_HIGH) {
    input.style.height = `${most}px`;
    input.style.overflowY = 'auto';
    return;
  }
  input.style.height = 'auto';
  input.style.height = `${Math.min(input.scrollHeight, most)}px`;
  input.style.overflowY = input.scrollHeight > most ? 'auto' : 'hidden';
}
