import { X } from 'lucide';
import { createEffect, createSignal, For, onCleanup, onMount, Show, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import type { Notice } from '../../state/app';
import { IconButton } from '../icon/icon-button';
import './notices.css';

/** For what is understood at a glance. */
const GLANCE_MS = 2_500;

/** For what has to be read: long enough to read it twice. The pointer over it or the focus in it keeps it. */
const READ_MS = 8_000;

/** About as much as is taken in at a glance; a Chinese character counts twice. */
const GLANCE_LETTERS = 60;

/** Why something failed, and what takes longer than a glance: it stays longer and has a cross. */
export function mustBeRead(notice: Notice): boolean {
  const letters = [...notice.text].reduce((sum, sign) => sum + (sign >= '\u2e80' ? 2 : 1), 0);
  return notice.code !== null || notice.logId !== null || letters > GLANCE_LETTERS;
}

/** Short sentences over the chat, or over whatever is in its place. */
export function Notices(props: { notices: Notice[]; onDismiss: (id: number) => void }): JSX.Element {
  const [middle, setMiddle] = createSignal<number | null>(null);

  function place(): void {
    const box = document.querySelector('main')?.getBoundingClientRect();
    setMiddle(box && box.width > 0 ? box.left + box.width / 2 : null);
  }
  createEffect(() => {
    if (props.notices.length > 0) place();
  });
  onMount(() => {
    window.addEventListener('resize', place);
    onCleanup(() => window.removeEventListener('resize', place));
  });

  return (
    <div
      class="notices"
      role="status"
      aria-label={t().noticeRegion}
      aria-live="polite"
      style={{ left: middle() === null ? undefined : `${middle()}px` }}
    >
      <For each={props.notices}>{(notice) => <One notice={notice} onDismiss={() => props.onDismiss(notice.id)} />}</For>
    </div>
  );
}

function One(props: { notice: Notice; onDismiss: () => void }): JSX.Element {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const long = mustBeRead(props.notice);
  const start = () => {
    clearTimeout(timer);
    timer = setTimeout(() => props.onDismiss(), long ? READ_MS : GLANCE_MS);
  };
  const stop = () => clearTimeout(timer);
  onMount(start);
  onCleanup(stop);
  return (
    <div
      class="notice"
      classList={{ glance: !long }}
      data-testid="notice"
      onPointerEnter={stop}
      onPointerLeave={start}
      onFocusIn={stop}
      onFocusOut={start}
    >
      <p>
        {props.notice.text}
        <Show when={props.notice.logId}>{(id) => <span class="hint"> {t().logId(id())}</span>}</Show>
      </p>
      <Show when={long}>
        <IconButton icon={X} size={16} label={t().dismiss} onClick={() => props.onDismiss()} />
      </Show>
    </div>
  );
}
