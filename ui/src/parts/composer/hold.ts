// Holding a button while speaking: let go it is sent, slid away it is not. A quick press is a click, and records until
// it is stopped.

/** Held for so long it is no click. */
const CLICK_MS = 500;

/** So far to the side is away. */
const AWAY_PX = 80;

/** Held where it was pressed, or slid away. */
export type Held = 'here' | 'away';

export interface Holding {
  begin: () => void;
  held: (now: Held | null) => void;
  letGo: (where: Held) => void;
}

/** A press has begun. */
export function hold(event: PointerEvent, holding: Holding): void {
  if (event.button !== 0) return;
  const { clientX: from, pointerId, timeStamp } = event;
  let now: Held | null = null;

  const tell = (next: Held | null): void => {
    if (next === now) return;
    now = next;
    holding.held(next);
  };
  const where = (x: number): Held => (from - x > AWAY_PX ? 'away' : 'here');
  const timer = setTimeout(() => tell('here'), CLICK_MS);

  const move = (moved: PointerEvent): void => {
    if (moved.pointerId === pointerId && now !== null) tell(where(moved.clientX));
  };
  const end = (ended: PointerEvent): void => {
    if (ended.pointerId !== pointerId) return;
    clearTimeout(timer);
    window.removeEventListener('pointermove', move);
    window.removeEventListener('pointerup', end);
    window.removeEventListener('pointercancel', end);
    const spoken = ended.timeStamp - timeStamp > CLICK_MS;
    tell(null);
    if (spoken && ended.type === 'pointerup') holding.letGo(where(ended.clientX));
  };
  window.addEventListener('pointermove', move);
  window.addEventListener('pointerup', end);
  window.addEventListener('pointercancel', end);
  holding.begin();
}
