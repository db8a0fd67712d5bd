// Selecting messages in a timeline: Ctrl and a click takes one, Shift and a click takes all up to it. Once something is
// selected, every click does, and nothing in a row is opened.

import type { Selection } from '../../state/selection';

export interface Selecting {
  selection: Selection;
  /** The row that has the keyboard, if one has. */
  focused: () => string | null;
  focus: (id: string) => void;
}

/** The messages of a bubble, or of the album, that was clicked; a picture of an album is one of its own. */
function messagesAt(target: EventTarget | null): string[] {
  const frame = target instanceof Element ? target.closest('.message') : null;
  if (!frame) return [];
  const one = (target as Element).closest<HTMLElement>('[data-anchor]');
  const all = one ? [one] : [...frame.querySelectorAll<HTMLElement>('[data-anchor]')];
  return all.flatMap((element) => element.dataset['id'] ?? []);
}

/** Shift and a click goes on with words that are being marked in the same message. */
function marksWords(target: EventTarget | null): boolean {
  const marked = document.getSelection();
  if (!marked || marked.isCollapsed || !(target instanceof Element)) return false;
  return target.closest('[data-anchor]')?.contains(marked.anchorNode) ?? false;
}

export function createSelecting({ selection, focused, focus }: Selecting) {
  /** A click here selects messages. */
  const takes = (event: MouseEvent): boolean =>
    event.button === 0 &&
    messagesAt(event.target).length > 0 &&
    (selection.active() || event.ctrlKey || event.metaKey || (event.shiftKey && !marksWords(event.target)));

  return {
    active: selection.active,

    /** Before anything in the row hears of it: no words are marked, and the row keeps the keyboard. */
    pressed(event: MouseEvent): void {
      if (takes(event)) event.preventDefault();
    },

    /** Before anything in the row hears of it. */
    clicked(event: MouseEvent): void {
      if (!takes(event)) return;
      event.preventDefault();
      event.stopPropagation();
      const ids = messagesAt(event.target);
      const last = ids[ids.length - 1] as string;
      if (event.shiftKey) selection.extend(last, focused());
      else selection.toggle(ids);
      focus(last);
    },

    /** What a key does on the row it was pressed on. False: something else, or nothing. */
    key(event: KeyboardEvent, id: string, next: string | undefined): boolean {
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!plain) return false;
      if (event.shiftKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
        if (next === undefined) return true;
        selection.extend(next, id);
        focus(next);
        return true;
      }
      if (!selection.active() || (event.key !== ' ' && event.key !== 'Enter')) return false;
      selection.toggle([id]);
      return true;
    },
  };
}
