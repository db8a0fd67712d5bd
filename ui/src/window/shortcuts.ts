// The keys that work wherever the focus is. The letter counts where the layout gives a Latin one, the place of the key
// where it does not.

import { onCleanup, onMount } from 'solid-js';

import type { AppState } from '../state/app';
import { keyOf, zoomOf } from '../state/keys';
import { resized } from '../state/size';
import { bringFocusHome, takesTyping } from './focus';
import { wheelZoom } from './zoom';

/** A key that writes something, alone or with Shift. */
const writes = (event: KeyboardEvent) =>
  [...event.key].length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== ' ';

/** What a key with Ctrl does to what was typed: WebKitGTK leaves these keys to the program. */
function undoOf(event: KeyboardEvent): 'undo' | 'redo' | null {
  const key = keyOf(event);
  if (key === 'z') return event.shiftKey ? 'redo' : 'undo';
  return key === 'y' && !event.shiftKey ? 'redo' : null;
}

/** Whether a list would take what is typed, to find a row by its name. */
const inList = (target: EventTarget | null) =>
  target instanceof Element && target.closest('[data-home="list"], [role="listbox"]') !== null;

const messageField = () => document.querySelector<HTMLTextAreaElement>('[data-home="field"]:not([readonly])');

export function useShortcuts(app: AppState, narrow: () => boolean): void {
  const { navigation } = app;

  function resize(how: 'larger' | 'smaller' | 'usual'): void {
    const now = app.store.settings?.zoom;
    if (now === undefined) return;
    const zoom = resized(now, how);
    if (zoom !== now) void app.changeSettings({ zoom });
  }

  /** The chat at a place of the list, counted from 0. */
  function openAt(place: number): void {
    const account = app.account();
    const row = account?.rows[place];
    if (account && row) navigation.openChat(account.info.id, row.id);
  }

  function step(by: 1 | -1): void {
    const account = app.account();
    if (!account) return;
    const open = navigation.chatOf(account.info.id);
    const at = account.rows.findIndex((row) => row.id === open);
    if (at < 0) openAt(by > 0 ? 0 : account.rows.length - 1);
    else openAt(at + by);
  }

  /** Ends the selecting in the chat on the screen. False when nothing is selected there. */
  function endSelection(): boolean {
    const shown = navigation.shown();
    return shown !== null && app.account() !== undefined && app.chat(...shown).selection.end();
  }

  /** Closes the one thing that is on top. False when nothing is. */
  function escape(): boolean {
    if (navigation.over()) navigation.close();
    else if (navigation.screen() === 'sign-in' && navigation.account() !== null) return navigation.back();
    else if (endSelection()) return true;
    else if (navigation.shown() && navigation.search() > 0) {
      navigation.closeSearch();
      messageField()?.focus();
    }
    else if (navigation.shown() && navigation.panel()) {
      navigation.setPanel(false);
      bringFocusHome();
    } else if (navigation.shown() && document.activeElement !== messageField() && messageField()) messageField()?.focus();
    else if (narrow() && navigation.shown()) navigation.openChat(navigation.account() as string, null);
    else return false;
    return true;
  }

  /** What a key does, or false. */
  function run(event: KeyboardEvent): boolean {
    const control = (event.ctrlKey || event.metaKey) && !event.altKey;
    const plain = !event.shiftKey;
    const key = keyOf(event);
    const how = control ? zoomOf(event) : null;
    const undo = control ? undoOf(event) : null;
    // The size can be changed whatever is open, and so can what was typed.
    if (how) resize(how);
    else if (undo !== null) return takesTyping(event.target) && document.execCommand(undo);
    else if (document.querySelector('dialog[open]')) return false;
    else if (key === 'Escape') return escape();
    else if (key === 'F1') navigation.open({ kind: 'shortcuts' });
    else if (!app.account()) return false;
    else if (control && plain && key === 'k') navigation.open({ kind: 'switcher' });
    else if (control && !plain && key === 'f') navigation.open({ kind: 'search' });
    else if (control && plain && key === 'f') navigation.shown() ? navigation.openSearch() : navigation.open({ kind: 'search' });
    else if (control && plain && key === 'n') navigation.open({ kind: 'new-chat' });
    else if (control && plain && /^Digit[1-9]$/.test(event.code)) openAt(Number(event.code.slice(5)) - 1);
    else if (event.altKey && !control && key === 'ArrowUp') step(-1);
    else if (event.altKey && !control && key === 'ArrowDown') step(1);
    else if (event.altKey && !control && key === 'ArrowLeft') return navigation.back();
    else return false;
    return true;
  }

  /** What is typed or pasted in a chat goes into its field, wherever the focus is. */
  function typeInto(event: KeyboardEvent): void {
    if (!navigation.shown() || document.querySelector('dialog[open], [role=menu]')) return;
    if (takesTyping(event.target) || inList(event.target)) return;
    const pastes = (event.ctrlKey || event.metaKey) && !event.altKey && keyOf(event) === 'v';
    // The key itself is the field's once it has the focus.
    if (writes(event) || pastes) messageField()?.focus();
  }

  function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (run(event)) event.preventDefault();
    else typeInto(event);
  }

  onMount(() => {
    const wheel = wheelZoom(resize);
    window.addEventListener('keydown', onKey);
    onCleanup(() => {
      wheel();
      window.removeEventListener('keydown', onKey);
    });
  });
}
