/**
 * Puts words where the caret is, in place of what is selected, the way typing does: undo takes them back. Only the
 * editing command goes that way; setting a field's text forgets what can be undone.
 */
export function insertText(field: HTMLTextAreaElement, words: string): void {
  field.focus();
  if (document.execCommand?.('insertText', false, words)) return;
  field.setRangeText(words, field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText' }));
}

/** Takes what is selected away, the way a key does: undo brings it back. */
export function deleteText(field: HTMLTextAreaElement): void {
  field.focus();
  if (document.execCommand?.('delete')) return;
  field.setRangeText('', field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'deleteContentBackward' }));
}
