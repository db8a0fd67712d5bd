import { createSignal, Show, type JSX } from 'solid-js';

import type { ExportProgress, SavedFile } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { dayBegins } from '../../state/days';
import { Field } from '../field/field';
import { Segments } from '../field/segments';
import { Dialog } from './dialog';
import './export.css';

type Span = 'all' | 'days';

/** Which messages of a conversation become a folder, and how far that is. Closing it ends the export. */
export function ExportDialog(props: {
  title: string;
  progress: ExportProgress | null;
  start: (from: number | null, before: number | null, load: boolean) => Promise<SavedFile | null>;
  cancel: () => void;
  onDone: (saved: SavedFile) => void;
  onClose: () => void;
}): JSX.Element {
  const [span, setSpan] = createSignal<Span>('all');
  const [from, setFrom] = createSignal('');
  const [to, setTo] = createSignal('');
  const [load, setLoad] = createSignal(true);
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<string | null>(null);
  const [wrong, setWrong] = createSignal<{ from: string | null; to: string | null }>({ from: null, to: null });

  /** What was typed as the first moment, and as the first one that is too late; undefined when it cannot be meant. */
  function bounds(): [number | null, number | null] | undefined {
    if (span() === 'all') return [null, null];
    const read = (text: string, after: number) => (text.trim() === '' ? null : dayBegins(text, after));
    const [first, end] = [read(from(), 0), read(to(), 1)];
    const notADay = (day: number | null | undefined) => (day === undefined ? t().exportDayWrong : null);
    const turned = first != null && end != null && end <= first ? t().exportDayOrder : null;
    setWrong({ from: notADay(first), to: notADay(end) ?? turned });
    return first === undefined || end === undefined || turned !== null ? undefined : [first, end];
  }

  async function start(): Promise<void> {
    const asked = bounds();
    if (!asked || busy()) return;
    setBusy(true);
    setProblem(null);
    try {
      const saved = await props.start(asked[0], asked[1], load());
      if (saved) props.onDone(saved);
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
    }
    setBusy(false);
  }

  function close(): void {
    if (busy()) props.cancel();
    props.onClose();
  }

  const running = () => (busy() ? props.progress : null);
  const words = () => {
    const now = running();
    if (!now) return t().exportStarting;
    return now.loading ? t().exportLoading(now.done) : t().exportWriting(now.done, now.total);
  };

  return (
    <Dialog
      title={t().exportTitle(props.title)}
      testid="export"
      onClose={close}
      actions={
        <Show
          when={busy()}
          fallback={
            <>
              <button type="button" class="button" data-testid="export-close" onClick={close}>
                {t().cancel}
              </button>
              <button type="button" class="button primary" data-first data-testid="export-start" onClick={() => void start()}>
                {t().exportDo}
              </button>
            </>
          }
        >
          <button type="button" class="button" data-testid="export-cancel" onClick={() => props.cancel()}>
            {t().exportStop}
          </button>
        </Show>
      }
    >
      <Show
        when={busy()}
        fallback={
          <>
            <p>{t().exportText}</p>
            <Segments
              label={t().exportSpan}
              testid="export-span"
              value={span()}
              choices={[
                { value: 'all', label: t().exportAll },
                { value: 'days', label: t().exportDays },
              ]}
              onChange={setSpan}
            />
            <Show when={span() === 'days'}>
              <div class="export-days">
                <Field
                  label={t().exportFrom}
                  hint={t().exportDayHint}
                  error={wrong().from}
                  testid="export-from"
                  value={from()}
                  placeholder="2026-01-01"
                  onInput={setFrom}
                />
                <Field label={t().exportTo} error={wrong().to} testid="export-to" value={to()} placeholder="2026-12-31" onInput={setTo} />
              </div>
            </Show>
            <label class="choice">
              <input type="checkbox" data-testid="export-load" checked={load()} onChange={(event) => setLoad(event.currentTarget.checked)} />
              {t().exportLoad}
            </label>
            <p class="hint">{t().exportLoadHint}</p>
          </>
        }
      >
        <p role="status" data-testid="export-words" class="numbers">
          {words()}
        </p>
        <Show when={running()?.total} fallback={<progress class="export-progress" aria-label={t().exportProgress} />}>
          {(total) => <progress class="export-progress" aria-label={t().exportProgress} max={total()} value={running()?.done ?? 0} />}
        </Show>
      </Show>
      <Show when={problem()}>
        {(said) => (
          <p class="field-error" role="alert">
            {said()}
          </p>
        )}
      </Show>
    </Dialog>
  );
}
