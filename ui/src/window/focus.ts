// Whether the window has the keyboard, and where in the page it is. The focus never stays on the body, where no key does
// anything: when what had it goes away, it comes home to the message field or the list.

import { createSignal, onCleanup, onMount } from 'solid-js';

/** Whether the window has the focus; `left` runs when it loses it. */
export function windowFocus(left: () => void): () => boolean {
  const [focused, setFocused] = createSignal(document.hasFocus());
  onMount(() => {
    const changed = () => {
      setFocused(document.hasFocus() && document.visibilityState === 'visible');
      if (!focused()) left();
    };
    window.addEventListener('focus', changed);
    window.addEventListener('blur', changed);
    document.addEventListener('visibilitychange', changed);
    onCleanup(() => {
      window.removeEventListener('focus', changed);
      window.removeEventListener('blur', changed);
      document.removeEventListener('visibilitychange', changed);
    });
  });
  return focused;
}

/** Where keys are expected when nothing else has them, best first. */
const HOMES = [
  '[data-home="field"]',
  // It covers the field.
  '.chat-body.covered .side-panel button',
  '[data-home="rows"] [tabindex="0"]',
  '[data-home="list"] [tabindex="0"]',
  '.rail button',
];

const isLost = () => document.activeElement === null || document.activeElement === document.body;

/** Gives the focus a place when it has none. Nothing is taken from whatever has it, nor from an open dialog. */
export function bringFocusHome(): void {
  if (!isLost() || document.querySelector('dialog[open]')) return;
  for (const home of HOMES) {
    const element = [...document.querySelectorAll<HTMLElement>(home)].find((one) => one.tabIndex >= 0);
    if (!element) continue;
    element.focus({ preventScroll: true });
    if (!isLost()) return;
  }
}

/** What was clicked or pressed may have gone away with what it did: looked at once all of it has happened. */
export function keepFocus(): void {
  const look = () => setTimeout(bringFocusHome);
  onMount(() => {
    window.addEventListener('keyup', look);
    window.addEventListener('click', look);
    onCleanup(() => {
      window.removeEventListener('keyup', look);
      window.removeEventListener('click', look);
    });
  });
}

const FIELDS = 'input, textarea, select, [contenteditable]';

/** Whether what has the focus takes what is typed. */
export const takesTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(FIELDS) !== null;
