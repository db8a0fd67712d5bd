// A row that is dragged: among the pinned ones to another place, or onto a folder. By the pointer alone: WebKitGTK gives
// a page no drag of its own while the window takes files.

import { createSignal, onCleanup } from 'solid-js';

import type { ConversationRow } from '../../bindings';

/** So far the pointer goes before a press is a drag. */
const SLACK = 6;

export interface RowDrag {
  rowOf(id: string): ConversationRow | undefined;
  /** The pinned ones stand beside each other. */
  canOrder(): boolean;
  /** The pinned one behind this; null when it is the last. */
  behind(id: string): string | null;
  /** Puts it in front of another, or behind all. */
  movePin(id: string, before: string | null): void;
  inFolder(id: string, folder: string): void;
}

interface Dragged {
  row: ConversationRow;
  x: number;
  y: number;
}

export function dragRows(list: RowDrag) {
  const [dragged, setDragged] = createSignal<Dragged | null>(null);
  const [folder, setFolder] = createSignal<string | null>(null);
  /** In front of which pinned one it would stand: an id, or null behind all; nothing when it stays. */
  const [place, setPlace] = createSignal<{ before: string | null } | null>(null);
  let end: (() => void) | undefined;

  const under = (x: number, y: number, what: string) =>
    document.elementFromPoint(x, y)?.closest<HTMLElement>(what) ?? undefined;

  function look(row: ConversationRow, x: number, y: number): void {
    setDragged({ row, x, y });
    setFolder(under(x, y, '[data-folder]')?.dataset['folder'] ?? null);
    const over = row.pinned && list.canOrder() ? under(x, y, '.conversation-row') : undefined;
    const target = over && list.rowOf(over.dataset['id'] ?? '');
    if (!over || !target?.pinned || target.id === row.id) {
      setPlace(null);
      return;
    }
    const box = over.getBoundingClientRect();
    setPlace({ before: y < box.top + box.height / 2 ? target.id : list.behind(target.id) });
  }

  function start(event: PointerEvent): void {
    const id = (event.target as Element).closest<HTMLElement>('.conversation-row')?.dataset['id'];
    const row = id === undefined ? undefined : list.rowOf(id);
    if (event.button !== 0 || event.pointerType !== 'mouse' || !row) return;
    const { clientX, clientY } = event;
    let moving = false;

    const move = (now: PointerEvent) => {
      moving ||= Math.hypot(now.clientX - clientX, now.clientY - clientY) > SLACK;
      if (moving) look(row, now.clientX, now.clientY);
    };
    const finish = (carryOut: boolean) => {
      end?.();
      const [into, to] = [folder(), place()];
      setDragged(null);
      setFolder(null);
      setPlace(null);
      if (!moving || !carryOut) return;
      if (into !== null) list.inFolder(row.id, into);
      else if (to !== null && to.before !== row.id) list.movePin(row.id, to.before);
    };
    const up = () => finish(true);
    const key = (pressed: KeyboardEvent) => {
      if (pressed.key !== 'Escape' || !moving) return;
      pressed.stopPropagation();
      finish(false);
    };
    // The press that ends a drag opens nothing.
    const click = (clicked: MouseEvent) => {
      if (moving) clicked.stopPropagation();
    };
    const lost = () => finish(false);
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', lost);
    window.addEventListener('blur', lost);
    window.addEventListener('keydown', key, true);
    window.addEventListener('click', click, { capture: true, once: true });
    end = () => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', lost);
      window.removeEventListener('blur', lost);
      window.removeEventListener('keydown', key, true);
      // The click comes after the release of the button, or not at all.
      setTimeout(() => window.removeEventListener('click', click, true));
      end = undefined;
    };
  }
  onCleanup(() => end?.());

  return { start, dragged, folder, before: () => place()?.before ?? undefined };
}
