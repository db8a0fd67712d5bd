import { X } from 'lucide';
import { For, onCleanup, onMount, Show, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import type { Notice } from '../../state/app';
import { IconButton } from '../icon/icon-button';
import './notices.css';

/** Long enough to read twice; the pointer over it or the focus in it keeps it. */
const SHOWN_MS = 8_000;

export function Notices(props: { notices: Notice[]; onDismiss: (id: number) => void }): JSX.Element {
  return (
    <div class="notices" role="status" aria-label={t().noticeRegion} aria-live="polite">
      <For each={props.notices}>{(notice) => <One notice={notice} onDismiss={() => props.onDismiss(notice.id)} />}</For>
    </div>
  );
}

function One(props: { notice: Notice; onDismiss: () => void }): JSX.Element {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const start = () => {
    clearTimeout(timer);
    timer = setTimeout(() => props.onDismiss(), SHOWN_MS);
  };
  const stop = () => clearTimeout(timer);
  onMount(start);
  onCleanup(stop);
  return (
    <div class="notice" data-testid="notice" onPointerEnter={stop} onPointerLeave={start} onFocusIn={stop} onFocusOut={start}>
      <p>
        {props.notice.text}
        <Show when={props.notice.logId}>{(id) => <span class="hint"> {t().logId(id())}</span>}</Show>
      </p>
      <IconButton icon={X} size={16} label={t().dismiss} onClick={() => props.onDismiss()} />
    </div>
  );
}
