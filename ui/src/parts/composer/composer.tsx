import { ImagePlus, SendHorizontal } from 'lucide';
import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show, type JSX } from 'solid-js';

import type { Draft, Intake, PictureChoice, PictureMode } from '../../bindings';
import { gap, say, t } from '../../i18n/language';
import { fileSize } from '../../i18n/size';
import { asFailure } from '../../runtime/runtime';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import { Tray, type TrayItem } from '../tray/tray';
import { contentBytes, MAX_CONTENT_BYTES, sends, SHOW_COUNTER_BYTES } from './submit';
import './composer.css';

/** A draft is saved when nothing was typed for this long. */
const SAVE_AFTER_MS = 400;
/** "Is typing" is told at most this often. */
const TYPING_EVERY_MS = 2_500;
const MAX_LINES = 8;
/** A message is on the disk in a few milliseconds; one that takes this long waits for a slow disk. */
const SLOW_AFTER_MS = 3_000;

export interface ComposerHandle {
  focus(): void;
  /** Puts pictures into the tray. */
  add(files: Intake[]): void;
  /** Puts a text taken back for editing in front of what is there. */
  put(text: string): void;
}

export interface ComposerProps {
  title: string;
  enterSends: boolean;
  loadDraft: () => Promise<Draft>;
  saveDraft: (revision: number, text: string, handles: string[]) => Promise<void>;
  /** `revision`: the last save of the draft; a save on its way comes too late once the message was accepted. */
  sendText: (submission: string, text: string, revision: number) => Promise<void>;
  sendPictures: (caption: string, pictures: PictureChoice[], revision: number) => Promise<void>;
  onTyping: () => void;
  pick: () => Promise<Intake[]>;
  paste: () => Promise<Intake[]>;
  discard: (handle: string) => void;
  intakeUrl: (handle: string) => string;
  onSent: () => void;
  onFailure: (error: unknown) => void;
  handle: (handle: ComposerHandle) => void;
}

/** Where messages are written. What was typed stays until the core has it. */
export function Composer(props: ComposerProps): JSX.Element {
  let input!: HTMLTextAreaElement;
  const [text, setText] = createSignal('');
  const [items, setItems] = createSignal<TrayItem[]>([]);
  const [mode, setMode] = createSignal<PictureMode>('compress');
  const [busy, setBusy] = createSignal(false);
  const [slow, setSlow] = createSignal(false);
  const [problem, setProblem] = createSignal<string | null>(null);
  // A retry of the same words is the same message; other words are another.
  let submission: { id: string; text: string } | null = null;
  let touched = false;
  let revision = 0;
  let saveTimer: ReturnType<typeof setTimeout> | undefined;
  let lastTyping = 0;

  const bytes = createMemo(() => contentBytes(text()));
  const tooLong = () => bytes() > MAX_CONTENT_BYTES;
  const stuck = () => items().some((item) => item.intake.problem !== null);
  const ready = () => !busy() && !tooLong() && (items().length > 0 ? !stuck() : text().trim() !== '');

  function grow(): void {
    input.style.height = 'auto';
    const line = parseFloat(getComputedStyle(input).lineHeight) || 20;
    const most = line * MAX_LINES + 16;
    input.style.height = `${Math.min(input.scrollHeight, most)}px`;
    input.style.overflowY = input.scrollHeight > most ? 'auto' : 'hidden';
  }

  createEffect(on(text, () => {
    if (input.value !== text()) input.value = text();
    grow();
  }));

  function save(): void {
    clearTimeout(saveTimer);
    saveTimer = undefined;
    revision = Math.max(revision + 1, Date.now());
    const handles = items().map((item) => item.intake.handle);
    props.saveDraft(revision, text(), handles).catch((error: unknown) => props.onFailure(error));
  }

  function changed(): void {
    touched = true;
    setProblem(null);
    clearTimeout(saveTimer);
    saveTimer = setTimeout(save, SAVE_AFTER_MS);
  }

  function typed(value: string): void {
    setText(value);
    changed();
    const now = Date.now();
    if (value !== '' && now - lastTyping >= TYPING_EVERY_MS) {
      lastTyping = now;
      props.onTyping();
    }
  }

  function add(files: Intake[]): void {
    if (files.length === 0) return;
    const known = new Set(items().map((item) => item.intake.handle));
    const fresh = files.filter((file) => !known.has(file.handle));
    setItems([...items(), ...fresh.map((intake) => ({ intake, submission: crypto.randomUUID() }))]);
    changed();
    input.focus();
  }

  function remove(handle: string): void {
    setItems(items().filter((item) => item.intake.handle !== handle));
    props.discard(handle);
    changed();
    input.focus();
  }

  function move(handle: string, to: number): void {
    const from = items().findIndex((item) => item.intake.handle === handle);
    if (from < 0 || to < 0 || to >= items().length) return;
    const next = [...items()];
    const [item] = next.splice(from, 1);
    if (item) next.splice(to, 0, item);
    setItems(next);
    changed();
  }

  async function submit(): Promise<void> {
    if (!ready()) return;
    const words = text();
    const pictures = items();
    // A save that is still waiting would bring the draft back after it was sent.
    clearTimeout(saveTimer);
    saveTimer = undefined;
    setBusy(true);
    setProblem(null);
    const patience = setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    try {
      if (pictures.length > 0) {
        await props.sendPictures(
          words.trim(),
          pictures.map((item) => ({
            handle: item.intake.handle,
            submission: item.submission,
            mode: item.intake.compressedBytes === null ? 'original' : mode(),
          })),
          revision,
        );
        const sent = new Set(pictures.map((item) => item.intake.handle));
        setItems(items().filter((item) => !sent.has(item.intake.handle)));
      } else {
        if (submission?.text !== words) submission = { id: crypto.randomUUID(), text: words };
        await props.sendText(submission.id, words, revision);
        submission = null;
      }
      // Whatever was typed meanwhile is the beginning of the next message.
      setText(text().startsWith(words) ? text().slice(words.length) : text());
      if (text() !== '' || items().length > 0) changed();
      props.onSent();
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
      changedAfterFailure();
    } finally {
      clearTimeout(patience);
      setSlow(false);
      setBusy(false);
      input.focus();
    }
  }

  function changedAfterFailure(): void {
    clearTimeout(saveTimer);
    saveTimer = setTimeout(save, SAVE_AFTER_MS);
  }

  function onKey(event: KeyboardEvent): void {
    if (!sends(event, props.enterSends)) return;
    event.preventDefault();
    void submit();
  }

  async function onPaste(event: ClipboardEvent): Promise<void> {
    const data = event.clipboardData;
    const words = data?.getData('text/plain') ?? '';
    const types = [...(data?.types ?? [])];
    // WebKitGTK shows pictures as an empty event and files as a list without data: the shell reads those.
    const files = types.includes('Files') || types.includes('text/uri-list');
    if (words !== '' && !files) return;
    event.preventDefault();
    try {
      const pasted = await props.paste();
      if (pasted.length > 0) add(pasted);
      else if (words !== '') insert(words);
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
      add(await props.pick());
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
    }
  }

  onMount(() => {
    props.handle({
      focus: () => input.focus(),
      add,
      put: (words) => {
        typed(text() === '' ? words : `${words}\n${text()}`);
        input.focus();
      },
    });
    props
      .loadDraft()
      .then((draft) => {
        revision = Math.max(revision, draft.revision);
        if (touched) return;
        setText(draft.text);
        setItems(draft.attachments.map((intake) => ({ intake, submission: crypto.randomUUID() })));
        input.setSelectionRange(draft.text.length, draft.text.length);
      })
      .catch((error: unknown) => props.onFailure(error));
  });
  onCleanup(() => {
    if (saveTimer !== undefined) save();
  });

  return (
    <div class="composer" data-testid="composer">
      <Show when={items().length > 0}>
        <Tray
          items={items()}
          mode={mode()}
          url={props.intakeUrl}
          onMode={setMode}
          onMove={move}
          onRemove={remove}
        />
      </Show>
      <div class="composer-line">
        <IconButton icon={ImagePlus} label={t().attach} data-testid="attach" onClick={() => void pick()} />
        <textarea
          ref={input}
          class="composer-input"
          rows="1"
          dir="auto"
          data-testid="composer-input"
          aria-label={t().composerLabel(props.title)}
          placeholder={items().length > 0 ? t().captionPlaceholder : t().composerPlaceholder}
          title={text() === '' ? (props.enterSends ? t().enterHint : t().enterHintSwapped) : undefined}
          aria-invalid={tooLong() ? 'true' : undefined}
          onInput={(event) => typed(event.currentTarget.value)}
          onKeyDown={onKey}
          onPaste={(event) => void onPaste(event)}
        />
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
      <Show when={stuck()}>
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
