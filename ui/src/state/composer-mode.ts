// What the field is for at the moment: a new message, or other words for one that was sent. The draft of a new message
// stays as it is while another one is edited.

import { createSignal } from 'solid-js';

export interface Edited {
  /** Which message. */
  id: string;
  /** What it says as long as nothing else is saved. */
  said: string;
}

export type ComposerMode = ReturnType<typeof createComposerMode>;

export function createComposerMode(edit: (message: string, text: string) => Promise<void>) {
  const [edited, setEdited] = createSignal<Edited | null>(null);
  const [text, setText] = createSignal('');
  const [saving, setSaving] = createSignal(false);

  function stop(): void {
    setEdited(null);
    setText('');
  }

  return {
    /** The message that is being edited; null for a new one. */
    edited,
    /** Its words as they stand in the field. */
    text,
    typed: (words: string) => void setText(words),
    saving,
    begin(message: Edited, words = message.said): void {
      setText(words);
      setEdited(message);
    },
    stop,
    /** Takes the words in. They stay in the field when that fails. */
    async save(): Promise<void> {
      const message = edited();
      if (!message || saving()) return;
      setSaving(true);
      try {
        await edit(message.id, text());
        // Another one may have been begun meanwhile.
        if (edited() === message) stop();
      } finally {
        setSaving(false);
      }
    },
  };
}
