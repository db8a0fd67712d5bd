/** Less than a pixel, and enough for the engine to take the caret for moved. */
const HAIR = '0.03px';

/**
 * The caret blinks no more: it must be seen where it stands, also when the last blink left it dark. The engine draws
 * a caret anew, and bright, when its place has changed.
 */
export function caretRests(): void {
  const field = document.activeElement;
  if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement)) return;
  field.style.textIndent = field.style.textIndent === HAIR ? '' : HAIR;
}
