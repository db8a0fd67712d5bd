import { X } from 'lucide';
import { createUniqueId, onCleanup, onMount, Show, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import { IconButton } from '../icon/icon-button';
import './dialog.css';

/** A native modal dialog: the browser keeps the focus inside, Esc closes it, and the focus goes back afterwards. */
export function Dialog(props: {
  title: string;
  testid?: string;
  onClose: () => void;
  /** Buttons at the bottom. */
  actions?: JSX.Element;
  wide?: boolean;
  children: JSX.Element;
}): JSX.Element {
  let dialog!: HTMLDialogElement;
  const id = createUniqueId();
  const before = document.activeElement;

  onMount(() => {
    dialog.showModal();
    dialog.querySelector<HTMLElement>('[data-first]')?.focus();
  });
  onCleanup(() => {
    if (dialog.open) dialog.close();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  });

  return (
    <dialog
      ref={dialog}
      class="dialog"
      classList={{ wide: props.wide }}
      aria-labelledby={id}
      data-testid={props.testid}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onPointerDown={(event) => {
        // The dialog element itself is only hit outside its content: the backdrop.
        if (event.target === dialog) props.onClose();
      }}
    >
      <div class="dialog-body">
        {/* One dialog may lie over another: none of them is the banner of the page. */}
        <header role="presentation">
          <h2 id={id}>
            <bdi>{props.title}</bdi>
          </h2>
          <IconButton icon={X} label={t().close} onClick={() => props.onClose()} />
        </header>
        <div class="dialog-content">{props.children}</div>
        <Show when={props.actions}>
          <footer>{props.actions}</footer>
        </Show>
      </div>
    </dialog>
  );
}
