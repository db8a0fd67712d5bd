import { Check, Copy, Paperclip, SendHorizontal } from 'lucide';
import { createEffect, createMemo, createSignal, createUniqueId, on, onCleanup, onMount, Show, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import type { ChatModel } from '../../state/chat';
import type { EmojiUse } from '../../state/emoji-use';
import { keyOf } from '../../state/keys';
import { toned } from '../emoji/emoji';
import { EmojiPicker, type EmojiPickerHandle } from '../emoji/emoji-picker';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import { Tray } from '../tray/tray';
import { createCompletion } from './completion';
import { ComposerBar } from './composer-bar';
import { CompletionList } from './completion-list';
import { ComposerNotes } from './composer-notes';
import { grow } from './grow';
import { insertText } from './insert';
import { contentBytes, fits, MAX_CONTENT_BYTES, sends } from './submit';
import './composer.css';

/** "Is typing" is told at most this often. */
const TYPING_EVERY_MS = 2_500;

export interface ComposerHandle {
  focus(): void;
}

/** What the field needs of its conversation. */
export type ComposerChat = Pick<
  ChatModel,
  'draft' | 'attachments' | 'composer' | 'typing' | 'reply' | 'rewriteLast'
>;

export interface ComposerProps {
  /** The conversation; it outlives this component. */
  chat: ComposerChat;
  title: string;
  emoji: EmojiUse;
  enterSends: boolean;
  /** The person is no member any more: what they wrote can be read and copied. */
  readOnly?: boolean;
  /** What is picked or pasted comes back among the attachments. */
  pick: () => Promise<void>;
  /** False when there is neither a picture nor a file on the clipboard. */
  paste: () => Promise<boolean>;
  discard: (handle: string) => void;
  move: (handle: string, to: number) => void;
  intakeUrl: (handle: string) => string;
  /** Address of a small picture of a message. */
  thumb: (media: string) => string;
  copy: (text: string) => void;
  onSent: () => void;
  handle: (handle: ComposerHandle) => void;
}

/** Where messages are written. What was typed stays until the core has it. */
export function Composer(props: ComposerProps): JSX.Element {
  let input!: HTMLTextAreaElement;
  // One conversation for the life of this component.
  const { chat } = props;
  const { composer } = chat;
  const draft = chat.draft();
  const { editing } = composer;
  /** What stands in the field: the draft, or the words of the message that is edited. */
  const text = createMemo(() => (editing.edited() ? editing.text() : draft.text()));
  const tray = () => (editing.edited() ? [] : chat.attachments());
  const [full, setFull] = createSignal(false);
  let picker: EmojiPickerHandle | undefined;
  let lastTyping = 0;

  const bytes = createMemo(() => contentBytes(text()));
  const tooLong = () => bytes() > MAX_CONTENT_BYTES;
  const looking = () => tray().some((file) => file.looking);
  const stuck = () => tray().some((file) => file.problem !== null);
  /** There is something to send, if nothing is wrong with it. */
  const something = () => tray().length > 0 || text().trim() !== '';
  const ready = () => !draft.sending() && !editing.saving() && !tooLong() && something() && !looking() && !stuck();

  createEffect(
    on(text, (words) => {
      if (input.value !== words) input.value = words;
      grow(input);
    }),
  );

  function typed(value: string): void {
    if (!fits(value)) {
      // Said at once and not kept half: what was there before stays.
      const at = input.selectionStart - (value.length - text().length);
      input.value = text();
      input.setSelectionRange(at, at);
      setFull(true);
      return;
    }
    setFull(false);
    composer.setProblem(null);
    if (editing.edited()) {
      editing.typed(value);
      return;
    }
    draft.typed(value);
    const now = Date.now();
    if (value !== '' && now - lastTyping >= TYPING_EVERY_MS) {
      lastTyping = now;
      chat.typing();
    }
  }

  // The person goes on in the field once something was added.
  createEffect(
    on(
      () => tray().length,
      (count, before) => {
        if (before === undefined) return;
        if (count > before && !props.readOnly && !editing.edited()) input.focus();
        composer.setProblem(null);
      },
    ),
  );

  function remove(handle: string): void {
    props.discard(handle);
    input.focus();
  }

  const completionId = createUniqueId();
  const completion = createCompletion(
    () => input,
    (from, to, emoji) => {
      props.emoji.used(emoji.sign);
      input.setSelectionRange(from, to);
      insertText(input, toned(emoji, props.emoji.tone()));
    },
  );

  const completing = () => completion.offered().length > 0;

  // Whoever begins to edit or to answer goes on in the field, behind what stands there.
  createEffect(
    on(
      [editing.edited, draft.answers],
      ([edited, answers]) => {
        if (!edited && !answers) return;
        if (edited) draft.save();
        input.focus();
        input.setSelectionRange(input.value.length, input.value.length);
      },
      { defer: true },
    ),
  );

  /** Ends editing, else answering; false when neither is going on. */
  function stop(): boolean {
    if (editing.edited()) editing.stop();
    else if (draft.answers()) void chat.reply(null);
    else return false;
    input.focus();
    return true;
  }

  let gone = false;
  async function submit(): Promise<void> {
    if (!ready()) return;
    const sent = await composer.send();
    // By now another conversation may be on the screen.
    if (gone) return;
    if (sent) props.onSent();
    input.focus();
  }

  function onKey(event: KeyboardEvent): void {
    if (props.readOnly) return;
    // As in the text fields of GTK, whose own panel would open otherwise.
    const emoji = event.ctrlKey && !event.altKey && !event.shiftKey && ['.', ';'].includes(keyOf(event));
    if (completion.key(event)) event.stopPropagation();
    else if (emoji) picker?.open();
    else if (sends(event, props.enterSends)) void submit();
    else if (event.key === 'Escape' && !event.isComposing && stop()) event.stopPropagation();
    else if (event.key === 'ArrowUp' && wantsLast(event) && chat.rewriteLast()) event.stopPropagation();
    else return;
    event.preventDefault();
  }

  /** In an empty field the arrow leads to what one wrote last. */
  function wantsLast(event: KeyboardEvent): boolean {
    const plain = !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing;
    return plain && text() === '' && tray().length === 0 && !editing.edited() && !draft.answers();
  }

  async function onPaste(event: ClipboardEvent): Promise<void> {
    if (props.readOnly || editing.edited()) return;
    const data = event.clipboardData;
    const words = data?.getData('text/plain') ?? '';
    const types = [...(data?.types ?? [])];
    // WebKitGTK shows pictures as an empty event and files as a list without data: the shell reads those.
    const files = types.includes('Files') || types.includes('text/uri-list');
    if (words !== '' && !files) return;
    event.preventDefault();
    try {
      const pasted = await props.paste();
      if (!pasted && words !== '') insertText(input, words);
    } catch (error) {
      composer.setProblem(error);
    }
  }

  onMount(() => {
    props.handle({ focus: () => input.focus() });
    // Where one goes on writing.
    const end = () => input.setSelectionRange(input.value.length, input.value.length);
    end();
    createEffect(on(draft.loaded, end));
  });
  onCleanup(draft.show());
  onCleanup(() => (gone = true));

  // Removed in the middle of a word: it is kept at once.
  createEffect(() => {
    if (props.readOnly) draft.save();
  });

  return (
    <div class="composer" classList={{ 'read-only': props.readOnly }} data-testid="composer">
      <Show when={props.readOnly}>
        <p class="composer-closed hint" data-testid="not-member">
          {t().notMember}
        </p>
      </Show>
      <div class="composer-capsule" classList={{ empty: props.readOnly && text() === '', invalid: tooLong() }}>
        <Show when={!props.readOnly}>
          <ComposerBar
            edited={editing.edited()}
            answers={draft.answers()}
            thumb={props.thumb}
            onStop={() => void stop()}
          />
        </Show>
        <Show when={tray().length > 0}>
          <Tray
            items={tray()}
            mode={composer.mode()}
            url={props.intakeUrl}
            onMode={composer.setMode}
            onMove={props.move}
            onRemove={remove}
          />
        </Show>
        <CompletionList id={completionId} completion={completion} tone={props.emoji.tone()} />
        <div class="composer-line">
          <Show when={!props.readOnly && !editing.edited()}>
            <IconButton
              icon={Paperclip}
              label={t().attach}
              data-testid="attach"
              onClick={() => void props.pick().catch(composer.setProblem)}
            />
          </Show>
          <textarea
            ref={input}
            class="composer-input"
            rows="1"
            dir="auto"
            readOnly={props.readOnly}
            data-home="field"
            data-testid="composer-input"
            aria-label={props.readOnly ? t().draftKept : t().composerLabel(props.title)}
            placeholder={editing.edited() ? t().editPlaceholder : tray().length > 0 ? t().captionPlaceholder : t().composerPlaceholder}
            title={text() === '' ? (props.enterSends ? t().enterHint : t().enterHintSwapped) : undefined}
            aria-invalid={tooLong() ? 'true' : undefined}
            aria-autocomplete="list"
            aria-controls={completing() ? completionId : undefined}
            aria-activedescendant={completing() ? `${completionId}-${completion.at()}` : undefined}
            onInput={(event) => {
              typed(event.currentTarget.value);
              completion.changed(event);
            }}
            onCompositionStart={() => completion.composition(true)}
            onCompositionEnd={() => completion.composition(false)}
            onPointerDown={completion.close}
            onBlur={completion.close}
            onKeyDown={onKey}
            onPaste={(event) => void onPaste(event)}
          />
          <Show
            when={!props.readOnly}
            fallback={
              <button type="button" class="button" data-testid="copy-draft" onClick={() => props.copy(text())}>
                <Icon of={Copy} size={16} /> {t().copyText}
              </button>
            }
          >
            <EmojiPicker
              use={props.emoji}
              onInsert={(sign) => insertText(input, sign)}
              onBack={() => input.focus()}
              handle={(handle) => (picker = handle)}
            />
            <button
              type="button"
              class="send"
              classList={{ waiting: !something() }}
              data-testid="send"
              aria-label={editing.edited() ? t().saveEdit : t().send}
              title={editing.edited() ? t().saveEdit : t().send}
              disabled={!ready()}
              onClick={() => void submit()}
            >
              <Icon of={editing.edited() ? Check : SendHorizontal} />
            </button>
          </Show>
        </div>
      </div>
      <ComposerNotes
        bytes={bytes()}
        tooLong={tooLong()}
        slow={composer.slow()}
        full={full()}
        stuck={stuck() && !props.readOnly}
        problem={composer.problem()}
      />
    </div>
  );
}
