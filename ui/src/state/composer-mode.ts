// What the field is for at the moment: a new message, or other words for one that was sent. The draft of a new message
// stays as it is while another one is edited.

import { createSignal } from 'solid-js';

export interface Edited {
  /** Which message. */
  id: string;
  /** What it says as long as nothing else is saved. */
  said: string;
}

/** What was done to a message, or was about to be, and can be undone. */
export type EditUndo =
  /** Its words were changed; these stood there before. */
  | { kind: 'saved'; message: string; before: string }
  /** Editing was given up; these words stood in the field. */
  | { kind: 'left'; message: Edited; words: string };

/** How long a saved edit is offered to be undone. */
const UNDO_MS = 6_000;

export type ComposerMode = ReturnType<typeof createComposerMode>;

export function createComposerMode(edit: (message: string, text: string) => Promise<void>) {
  const [edited, setEdited] = createSignal<Edited | null>(null);
  const [text, setText] = createSignal('');
  const [saving, setSaving] = createSignal(false);

  const [undo, setUndo] = createSignal<EditUndo | null>(null);
  let undoTimer: ReturnType<typeof setTimeout> | undefined;

  function offerUndo(what: EditUndo | null): void {
    clearTimeout(undoTimer);
    setUndo(what);
    if (what?.kind === 'saved') undoTimer = setTimeout(() => setUndo(null), UNDO_MS);
  }

  function close(): void {
    setEdited(null);
    setText('');
  }

  function begin(message: Edited, words = message.said): void {
    offerUndo(null);
    setText(words);
    setEdited(message);
  }

  return {
    /** The message that is being edited; null for a new one. */
    edited,
    /** Its words as they stand in the field. */
    text,
    typed: (words: string) => void setText(words),
    saving,
    begin,
    /** Gives up editing. What was written can be had back as long as nothing else is. */
    stop(): void {
      const message = edited();
      const words = text();
      close();
      if (message && words !== message.said) offerUndo({ kind: 'left', message, words });
    },
    /** What can be undone. */
    undo,
    forgetUndo: () => offerUndo(null),
    /** What is to be undone, which is offered no longer; editing that was given up goes on. */
    takeBack(): EditUndo | null {
      const what = undo();
      offerUndo(null);
      if (what?.kind === 'left') begin(what.message, what.words);
      return what;
    },
    /** Takes the words in. They stay in the field when that fails. */
    async save(): Promise<void> {
      const message = edited();
      if (!message || saving()) return;
      setSaving(true);
      try {
        await edit(message.id, text());
        // Another one may have been begun meanwhile.
        if (edited() === message) {
          const changed = text() !== message.said;
          close();
          if (changed) offerUndo({ kind: 'saved', message: message.id, before: message.said });
        }
      } finally {
        setSaving(false);
      }
    },
  };
}
