import { Copy, ImagePlus, SendHorizontal } from 'lucide';
import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show, type JSX } from 'solid-js';

import type { Draft, Intake, PictureChoice, PictureMode } from '../../bindings';
import { gap, say, t } from '../../i18n/language';
import { fileSize } from '../../i18n/size';
import { asFailure } from '../../runtime/runtime';
import type { DraftModel } from '../../state/drafts';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import { Tray } from '../tray/tray';
import { contentBytes, fits, MAX_CONTENT_BYTES, MAX_DRAFT_BYTES, sends, SHOW_COUNTER_BYTES } from './submit';
import './composer.css';

/** "Is typing" is told at most this often. */
const TYPING_EVERY_MS = 2_500;
const MAX_LINES = 8;
/**
 * A text of this many characters fills more than MAX_LINES lines at any width, so the field is as high as it gets.
 * Asking for its height lays it out anew, which takes long for long texts.
 */
const SURELY_HIGH = 8_000;
/** A message is on the disk in a few milliseconds; one that takes this long waits for a slow disk. */
const SLOW_AFTER_MS = 3_000;

export interface ComposerHandle {
  focus(): void;
}

export interface ComposerProps {
  title: string;
  enterSends: boolean;
  /** What stands in the field; it outlives this component. */
  draft: DraftModel;
  /** What waits to be sent, in order. */
  tray: Intake[];
  /** The person is no member any more: what they wrote can be read and copied. */
  readOnly?: boolean;
  /** `base`: the revision of the draft that is sent. Both answer what is left of it. */
  sendText: (submission: string, text: string, base: number) => Promise<Draft>;
  sendPictures: (caption: string, pictures: PictureChoice[], base: number) => Promise<Draft>;
  onTyping: () => void;
  /** What is picked or pasted comes back in `tray`. */
  pick: () => Promise<void>;
  /** False when there is neither a picture nor a file on the clipboard. */
  paste: () => Promise<boolean>;
  discard: (handle: string) => void;
  move: (handle: string, to: number) => void;
  intakeUrl: (handle: string) => string;
  copy: (text: string) => void;
  onSent: () => void;
  handle: (handle: ComposerHandle) => void;
}

/** Where messages are written. What was typed stays until the core has it. */
export function Composer(props: ComposerProps): JSX.Element {
  let input!: HTMLTextAreaElement;
  // One conversation for the life of this component.
  const draft = props.draft;
  const text = draft.text;
  const [mode, setMode] = createSignal<PictureMode>('compress');
  const [slow, setSlow] = createSignal(false);
  const [problem, setProblem] = createSignal<string | null>(null);
  const [full, setFull] = createSignal(false);
  let lastTyping = 0;

  const bytes = createMemo(() => contentBytes(text()));
  const tooLong = () => bytes() > MAX_CONTENT_BYTES;
  const looking = () => props.tray.some((file) => file.looking);
  const stuck = () => props.tray.some((file) => file.problem !== null);
  const ready = () =>
    !draft.sending() &&
    !tooLong() &&
    (props.tray.length > 0 ? !looking() && !stuck() : text().trim() !== '');

  function grow(): void {
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

  createEffect(
    on(text, (words) => {
      if (input.value !== words) input.value = words;
      grow();
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
    setProblem(null);
    draft.typed(value);
    const now = Date.now();
    if (value !== '' && now - lastTyping >= TYPING_EVERY_MS) {
      lastTyping = now;
      props.onTyping();
    }
  }

  // The person goes on in the field once something was added.
  createEffect(
    on(
      () => props.tray.length,
      (count, before) => {
        if (before !== undefined && count > before && !props.readOnly) input.focus();
        setProblem(null);
      },
    ),
  );

  function remove(handle: string): void {
    props.discard(handle);
    input.focus();
  }

  async function submit(): Promise<void> {
    if (!ready()) return;
    const words = text();
    const pictures = props.tray.map((file): PictureChoice => ({
      handle: file.handle,
      mode: file.compressedBytes === null ? 'original' : mode(),
    }));
    setProblem(null);
    const patience = setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    try {
      const sent = await draft.send(words, (base, submission) =>
        pictures.length > 0
          ? props.sendPictures(words.trim(), pictures, base)
          : props.sendText(submission, words, base),
      );
      if (sent) props.onSent();
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
    } finally {
      clearTimeout(patience);
      setSlow(false);
      input.focus();
    }
  }

  function onKey(event: KeyboardEvent): void {
    if (props.readOnly || !sends(event, props.enterSends)) return;
    event.preventDefault();
    void submit();
  }

  async function onPaste(event: ClipboardEvent): Promise<void> {
    if (props.readOnly) return;
    const data = event.clipboardData;
    const words = data?.getData('text/plain') ?? '';
    const types = [...(data?.types ?? [])];
    // WebKitGTK shows pictures as an empty event and files as a list without data: the shell reads those.
    const files = types.includes('Files') || types.includes('text/uri-list');
    if (words !== '' && !files) return;
    event.preventDefault();
    try {
      const pasted = await props.paste();
      if (!pasted && words !== '') insert(words);
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
    }
  }

  function insert(words: string): void {
    input.focus();
    input.setRangeText(words, input.selectionStart, input.selectionEnd, 'end');
    typed(input.value);
  }

  async function pick(): Promise<void> {
    try {
      await props.pick();
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
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
      <Show when={props.tray.length > 0}>
        <Tray
          items={props.tray}
          mode={mode()}
          url={props.intakeUrl}
          onMode={setMode}
          onMove={props.move}
          onRemove={remove}
        />
      </Show>
      <div class="composer-line" classList={{ empty: props.readOnly && text() === '' }}>
        <Show when={!props.readOnly}>
          <IconButton icon={ImagePlus} label={t().attach} data-testid="attach" onClick={() => void pick()} />
        </Show>
        <textarea
          ref={input}
          class="composer-input"
          rows="1"
          dir="auto"
          readOnly={props.readOnly}
          data-testid="composer-input"
          aria-label={props.readOnly ? t().draftKept : t().composerLabel(props.title)}
          placeholder={props.tray.length > 0 ? t().captionPlaceholder : t().composerPlaceholder}
          title={text() === '' ? (props.enterSends ? t().enterHint : t().enterHintSwapped) : undefined}
          aria-invalid={tooLong() ? 'true' : undefined}
          onInput={(event) => typed(event.currentTarget.value)}
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
          <button
            type="button"
            class="send"
            data-testid="send"
            aria-label={t().send}
            title={t().send}
            disabled={!ready()}
            onClick={() => void submit()}
          >
            <Icon of={SendHorizontal} />
          </button>
        </Show>
      </div>
      <Show when={bytes() >= SHOW_COUNTER_BYTES}>
        <p class="composer-note numbers" classList={{ bad: tooLong() }} data-testid="byte-counter" role="status">
          {t().bytesUsed(fileSize(bytes()), fileSize(MAX_CONTENT_BYTES))}
          <Show when={tooLong()}> · {t().tooLong}</Show>
        </p>
      </Show>
      <Show when={slow()}>
        <p class="composer-note" role="status" data-testid="saving-slowly">
          {t().savingSlowly}
        </p>
      </Show>
      <Show when={full()}>
        <p class="composer-note bad" role="alert" data-testid="composer-full">
          {t().fieldFull(fileSize(MAX_DRAFT_BYTES))}
        </p>
      </Show>
      <Show when={stuck() && !props.readOnly}>
        <p class="composer-note bad">{t().trayProblem}</p>
      </Show>
      <Show when={problem()}>
        {(words) => (
          <p class="composer-note bad" role="alert" data-testid="composer-problem">
            {words()}
            {gap()}
            {t().keptText}
          </p>
        )}
      </Show>
    </div>
  );
}
