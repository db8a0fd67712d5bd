import { Copy, Mic, Paperclip } from 'lucide';
import { createEffect, createMemo, createSignal, createUniqueId, on, onCleanup, onMount, Show, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import type { Closed, MentionChoice } from '../../bindings';
import type { ChatModel } from '../../state/chat';
import type { EmojiUse } from '../../state/emoji-use';
import type { ChatVoice } from '../../state/voice';
import { keyOf } from '../../state/keys';
import { toned } from '../emoji/emoji';
import { EmojiPicker, type EmojiPickerHandle } from '../emoji/emoji-picker';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import type { MenuPlace } from '../menu/menu';
import { Tray } from '../tray/tray';
import { ClosedLine, createClosed } from './closed-line';
import { createCompletion } from './completion';
import { ComposerBar } from './composer-bar';
import { CompletionList } from './completion-list';
import { ComposerNotes } from './composer-notes';
import { MentionList } from './mention-list';
import { tokenAt } from './mention-name';
import { createMentioning } from './mentioning';
import { grow } from './grow';
import { SendButton, type SendButtonHandle } from './send-button';
import { hold, type Held } from './hold';
import { deleteText, insertText } from './insert';
import { VoiceBar } from './voice-bar';
import { contentBytes, fits, MAX_CONTENT_BYTES, sends } from './submit';
import './composer.css';

/** No dictionary has words of these scripts: every one of them would be underlined. */
const UNSPELT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** "Is typing" is told at most this often. */
const TYPING_EVERY_MS = 2_500;

export interface ComposerHandle {
  focus(): void;
}

/** What the field needs of its conversation. */
export type ComposerChat = Pick<
  ChatModel,
  'draft' | 'attachments' | 'composer' | 'typing' | 'reply' | 'rewriteLast' | 'undoEdit' | 'caret'
>;

export interface ComposerProps {
  /** The conversation; it outlives this component. */
  chat: ComposerChat;
  title: string;
  voice: ChatVoice;
  emoji: EmojiUse;
  enterSends: boolean;
  /** Why nothing can be written: what was written before can be read and copied. */
  closed?: Closed | null;
  /** What is picked or pasted comes back among the attachments. */
  pick: () => Promise<void>;
  /** False when there is neither a picture nor a file on the clipboard. */
  paste: () => Promise<boolean>;
  discard: (handle: string) => void;
  /** A folder is to be made into a file. */
  pack: (handle: string) => void;
  move: (handle: string, to: number) => void;
  intakeUrl: (handle: string) => string;
  /** Who can be called and fits the words; none where nobody is called. */
  mentionChoices?: (words: string) => Promise<MentionChoice[]>;
  /** Address of a small picture of a message. */
  thumb: (media: string) => string;
  copy: (text: string) => void;
  onSent: () => void;
  /** What stands in the field is to be sent later: when, is asked here. */
  onLater?: (place: MenuPlace) => void;
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
  let sendButton: SendButtonHandle | undefined;
  let lastTyping = 0;

  const bytes = createMemo(() => contentBytes(text()));
  const tooLong = () => bytes() > MAX_CONTENT_BYTES;
  const looking = () => tray().some((file) => file.looking);
  const stuck = () => tray().some((file) => file.problem !== null || file.kind === 'folder');
  /** There is something to send, if nothing is wrong with it. */
  const something = () => tray().length > 0 || text().trim() !== '';
  /** A recording stands in the place of the field. */
  const state = createClosed(() => props.closed ?? null);
  const readOnly = () => state.closed() !== null;
  const voiced = () => !readOnly() && props.voice.field() !== undefined;
  const [held, setHeld] = createSignal<Held | null>(null);
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
    if (value !== '') editing.forgetUndo();
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
        if (count > before && !readOnly() && !editing.edited()) input.focus();
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

  const mentionId = createUniqueId();
  const mentioning = createMentioning(
    () => input,
    // An edit calls nobody anew.
    (words) => (editing.edited() || readOnly() ? null : (props.mentionChoices?.(words) ?? null)),
    (from, to, choice) => {
      const name = choice.avatar ? choice.name : t().everyone;
      draft.mention({ user: choice.user, name });
      input.setSelectionRange(from, to);
      insertText(input, `@${name} `);
    },
  );

  function closeLists(): void {
    completion.close();
    mentioning.close();
  }

  /** A name that was picked goes as one. */
  function deletesName(event: KeyboardEvent): boolean {
    const plain = !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing;
    if (event.key !== 'Backspace' || !plain || event.keyCode === 229 || editing.edited()) return false;
    const caret = input.selectionStart;
    const token = caret === input.selectionEnd ? tokenAt(input.value, caret, draft.mentioned()) : null;
    if (!token) return false;
    input.setSelectionRange(token.from, token.to);
    deleteText(input);
    return true;
  }

  const list = () => {
    if (completing()) return { id: completionId, at: completion.at() };
    return mentioning.offered().length > 0 ? { id: mentionId, at: mentioning.at() } : null;
  };

  const answered = createMemo(() => draft.answers()?.message);
  // Whoever begins to edit or to answer goes on in the field, behind what stands there.
  createEffect(
    on(
      [editing.edited, answered],
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
    if (readOnly()) return;
    // As in the text fields of GTK, whose own panel would open otherwise.
    const emoji = event.ctrlKey && !event.altKey && !event.shiftKey && ['.', ';'].includes(keyOf(event));
    if (completion.key(event) || mentioning.key(event) || deletesName(event)) event.stopPropagation();
    else if (emoji) picker?.open();
    else if (event.key === 'Enter' && event.ctrlKey && event.shiftKey && event.keyCode !== 229) sendButton?.later();
    else if (sends(event, props.enterSends)) void submit();
    else if (event.key === 'Escape' && !event.isComposing && event.keyCode !== 229 && stop()) event.stopPropagation();
    else if (undoesEdit(event)) event.stopPropagation();
    else if (event.key === 'ArrowUp' && wantsLast(event) && chat.rewriteLast()) event.stopPropagation();
    else return;
    event.preventDefault();
  }

  /** In an empty field there is nothing of its own to be undone: the edit before it is. */
  function undoesEdit(event: KeyboardEvent): boolean {
    const undo = event.ctrlKey && !event.shiftKey && !event.altKey && !event.metaKey && keyOf(event) === 'z';
    return undo && text() === '' && !editing.edited() && chat.undoEdit();
  }

  /** In an empty field the arrow leads to what one wrote last. */
  function wantsLast(event: KeyboardEvent): boolean {
    const plain = !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing;
    return plain && text() === '' && tray().length === 0 && !editing.edited() && !draft.answers();
  }

  async function onPaste(event: ClipboardEvent): Promise<void> {
    if (readOnly() || editing.edited()) return;
    const data = event.clipboardData;
    const words = data?.getData('text/plain') ?? '';
    const types = [...(data?.types ?? [])];
    // WebKitGTK shows pictures as an empty event and files as a list without data: the shell reads those.
    const files = types.includes('Files') || types.includes('text/uri-list');
    if (words !== '' && !files) return;
    event.preventDefault();
    const release = draft.show();
    try {
      if ((await props.paste()) || words === '') return;
      // By now the field may be that of another chat, or of a message that is edited.
      if (gone || editing.edited()) draft.typed(draft.text() + words);
      else insertText(input, words);
    } catch (error) {
      composer.setProblem(error);
    } finally {
      release();
    }
  }

  onMount(() => {
    props.handle({ focus: () => input.focus() });
    // Where one went on writing, and else at the end.
    const goOn = () => {
      // WebKit gives the focus to a field whose caret is set: not while a menu or another field has it.
      if (document.activeElement !== input) {
        input.addEventListener('focus', goOn, { once: true });
        return;
      }
      const end = input.value.length;
      const [from, to] = chat.caret.place() ?? [end, end];
      input.setSelectionRange(Math.min(from, end), Math.min(to, end));
    };
    goOn();
    createEffect(on(draft.loaded, goOn));
  });
  onCleanup(() => {
    if (!editing.edited()) chat.caret.keep([input.selectionStart, input.selectionEnd]);
  });
  onCleanup(draft.show());
  onCleanup(() => (gone = true));

  // Back from a recording.
  createEffect(
    on(
      voiced,
      (now, before) => {
        if (before && !now && !gone) input.focus();
      },
      { defer: true },
    ),
  );

  // Removed in the middle of a word: it is kept at once.
  createEffect(() => {
    if (readOnly()) draft.save();
  });

  return (
    <div class="composer" classList={{ 'read-only': readOnly() }} data-testid="composer">
      <Show when={state.closed()}>
        {(closed) => <ClosedLine closed={closed()} now={state.now()} />}
      </Show>
      <div class="composer-capsule" classList={{ empty: readOnly() && text() === '', invalid: tooLong() }}>
        <Show when={!readOnly()}>
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
            onPack={props.pack}
          />
        </Show>
        <CompletionList id={completionId} completion={completion} tone={props.emoji.tone()} />
        <MentionList id={mentionId} mentioning={mentioning} thumb={props.thumb} />
        <Show when={voiced()}>
          <VoiceBar voice={props.voice} held={held()} onSent={() => props.onSent()} />
        </Show>
        <div class="composer-line" classList={{ away: voiced() }}>
          <Show when={!readOnly() && !editing.edited()}>
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
            spellcheck={!UNSPELT.test(text())}
            readOnly={readOnly()}
            data-home="field"
            data-testid="composer-input"
            aria-label={readOnly() ? t().draftKept : t().composerLabel(props.title)}
            placeholder={editing.edited() ? t().editPlaceholder : tray().length > 0 ? t().captionPlaceholder : t().composerPlaceholder}
            title={text() === '' ? (props.enterSends ? t().enterHint : t().enterHintSwapped) : undefined}
            aria-invalid={tooLong() ? 'true' : undefined}
            aria-autocomplete="list"
            aria-controls={list()?.id}
            aria-activedescendant={list() ? `${list()?.id}-${list()?.at}` : undefined}
            onInput={(event) => {
              typed(event.currentTarget.value);
              completion.changed(event);
              mentioning.changed(event);
            }}
            onCompositionStart={() => {
              completion.composition(true);
              mentioning.composition(true);
            }}
            onCompositionEnd={() => {
              completion.composition(false);
              mentioning.composition(false);
            }}
            onPointerDown={closeLists}
            onBlur={closeLists}
            onKeyDown={onKey}
            onPaste={(event) => void onPaste(event)}
          />
          <Show
            when={!readOnly()}
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
            <Show when={!something() && !editing.edited()}>
              <IconButton
                icon={Mic}
                label={t().record}
                title={t().recordHint}
                data-testid="record"
                onPointerDown={(event) =>
                  hold(event, {
                    begin: () => props.voice.begin(),
                    held: setHeld,
                    letGo: (where) => props.voice.finish(where === 'here' ? 'send' : 'discard'),
                  })
                }
                // By the keyboard or an aid, which know no holding.
                onClick={(event) => event.detail === 0 && props.voice.begin()}
              />
            </Show>
            <SendButton
              editing={editing.edited() !== null}
              waiting={!something()}
              ready={ready()}
              onSend={() => void submit()}
              onLater={props.onLater}
              handle={(handle) => (sendButton = handle)}
            />
          </Show>
        </div>
      </div>
      <ComposerNotes
        bytes={bytes()}
        tooLong={tooLong()}
        slow={composer.slow()}
        full={full()}
        stuck={stuck() && !readOnly()}
        problem={composer.problem()}
      />
    </div>
  );
}
