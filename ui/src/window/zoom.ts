// The size of everything, by the wheel with Ctrl.

/** Wheel units of one step; a notch of a mouse is about 100. */
const NOTCH = 60;

/**
 * The wheel with Ctrl changes the size. It is listened to only while Ctrl is down: a listener that may hold the wheel
 * back makes all scrolling wait for it. Returns what ends it.
 */
export function wheelZoom(resize: (how: 'larger' | 'smaller') => void): () => void {
  let turned = 0;
  let listening = false;
  const turn = (event: WheelEvent) => {
    if (event.defaultPrevented) return;
    if (!event.ctrlKey) return stop();
    event.preventDefault();
    turned += event.deltaY;
    if (Math.abs(turned) < NOTCH) return;
    resize(turned < 0 ? 'larger' : 'smaller');
    turned = 0;
  };
  function stop(): void {
    if (!listening) return;
    listening = false;
    turned = 0;
    window.removeEventListener('wheel', turn);
  }
  const down = (event: KeyboardEvent) => {
    if (event.key !== 'Control' || listening) return;
    listening = true;
    window.addEventListener('wheel', turn, { passive: false });
  };
  const up = (event: KeyboardEvent) => {
    if (event.key === 'Control') stop();
  };
  window.addEventListener('keydown', down);
  window.addEventListener('keyup', up);
  window.addEventListener('blur', stop);
  return () => {
    stop();
    window.removeEventListener('keydown', down);
    window.removeEventListener('keyup', up);
    window.removeEventListener('blur', stop);
  };
}
