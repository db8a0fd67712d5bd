import { createSignal, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import './column-handle.css';

export const NARROWEST = 280;
export const WIDEST = 400;

const clamp = (width: number) => Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));

/** The width of the list while it is dragged and after. */
export function columnWidth(stored: () => number, store: (width: number) => void) {
  const [dragged, setDragged] = createSignal<number | null>(null);
  return {
    width: () => dragged() ?? stored(),
    drag: (width: number) => setDragged(clamp(width)),
    dropped(): void {
      const width = dragged();
      setDragged(null);
      if (width !== null) store(width);
    },
    step: (by: number) => store(clamp(stored() + by)),
  };
}

/** The line between the list and the chat, which can be moved. */
export function ColumnHandle(props: { column: ReturnType<typeof columnWidth> }): JSX.Element {
  function resize(event: PointerEvent): void {
    const handle = event.currentTarget as HTMLElement;
    const start = event.clientX - props.column.width();
    handle.setPointerCapture(event.pointerId);
    const moved = (e: PointerEvent) => props.column.drag(e.clientX - start);
    const done = () => {
      handle.removeEventListener('pointermove', moved);
      handle.removeEventListener('pointerup', done);
      handle.removeEventListener('pointercancel', done);
      props.column.dropped();
    };
    handle.addEventListener('pointermove', moved);
    handle.addEventListener('pointerup', done);
    handle.addEventListener('pointercancel', done);
  }

  return (
    <div
      class="column-handle"
      role="separator"
      aria-orientation="vertical"
      aria-label={t().listWidth}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      aria-valuenow={props.column.width()}
      tabindex="0"
      onPointerDown={resize}
      onKeyDown={(event) => {
        const by = event.key === 'ArrowLeft' ? -8 : event.key === 'ArrowRight' ? 8 : 0;
        if (by === 0) return;
        event.preventDefault();
        props.column.step(by);
      }}
    />
  );
}
