import { createSignal, type JSX } from 'solid-js';

import type { PortraitChoice, Square } from '../../bindings';
import { t } from '../../i18n/language';
import { CLOSEST, moved, sized } from './square';
import './crop.css';

/** Side of the frame, CSS pixels; as in the style. */
const FRAME = 240;
/** Part of the square by which an arrow key moves it, and how much closer a key or a turn of the wheel comes. */
const STEP = 0.05;

/** A picture under a round frame: dragged, and brought closer, by pointer, wheel and keys. */
export function Crop(props: {
  picture: PortraitChoice;
  square: Square;
  url: string;
  onChange: (square: Square) => void;
}): JSX.Element {
  const [grabbed, setGrabbed] = createSignal<{ pointer: number; x: number; y: number } | null>(null);
  const scale = () => FRAME / props.square.side;
  const largest = () => Math.min(props.picture.width, props.picture.height);
  /** 1 to CLOSEST. */
  const zoom = () => largest() / props.square.side;
  const move = (right: number, down: number) => props.onChange(moved(props.square, right, down, props.picture));
  const zoomTo = (times: number) =>
    props.onChange(sized(props.square, largest() / Math.min(CLOSEST, Math.max(1, times)), props.picture));

  function onKey(event: KeyboardEvent): void {
    const step = Math.max(1, props.square.side * STEP);
    const keys: Record<string, () => void> = {
      ArrowLeft: () => move(-step, 0),
      ArrowRight: () => move(step, 0),
      ArrowUp: () => move(0, -step),
      ArrowDown: () => move(0, step),
      '+': () => zoomTo(zoom() * (1 + STEP * 2)),
      '-': () => zoomTo(zoom() / (1 + STEP * 2)),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  return (
    <div class="crop">
      <div
        class="crop-frame"
        classList={{ grabbed: grabbed() !== null }}
        role="application"
        tabindex="0"
        aria-label={t().cropPicture}
        data-testid="crop-frame"
        data-first
        onKeyDown={onKey}
        onWheel={(event) => {
          event.preventDefault();
          zoomTo(event.deltaY < 0 ? zoom() * (1 + STEP * 2) : zoom() / (1 + STEP * 2));
        }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture?.(event.pointerId);
          setGrabbed({ pointer: event.pointerId, x: event.clientX, y: event.clientY });
        }}
        onPointerMove={(event) => {
          const from = grabbed();
          if (from?.pointer !== event.pointerId) return;
          move((from.x - event.clientX) / scale(), (from.y - event.clientY) / scale());
          setGrabbed({ pointer: from.pointer, x: event.clientX, y: event.clientY });
        }}
        onPointerUp={() => setGrabbed(null)}
        onPointerCancel={() => setGrabbed(null)}
      >
        <img
          src={props.url}
          alt=""
          draggable={false}
          style={{
            width: `${props.picture.width * scale()}px`,
            height: `${props.picture.height * scale()}px`,
            transform: `translate(${-props.square.left * scale()}px, ${-props.square.top * scale()}px)`,
          }}
        />
        <span class="crop-ring" aria-hidden="true" />
      </div>
      <label class="crop-zoom">
        <span class="hint">{t().cropZoom}</span>
        <input
          type="range"
          min="1"
          max={String(CLOSEST)}
          step="0.01"
          value={zoom()}
          data-testid="crop-zoom"
          onInput={(event) => zoomTo(Number(event.currentTarget.value))}
        />
      </label>
    </div>
  );
}
