// Keeps what the person reads at its place on the screen. WebKitGTK has no scroll anchoring, so every change of the
// rows (older ones above, a picture, a new one below, the window's width) is followed by putting the visible rows
// back where they were.
//
// The places are those of the last scroll by hand, not of the last correction: heights may have fractions, and
// correcting against a corrected place would let the rows creep, one rounding at a time.

interface Spot {
  element: HTMLElement;
  /** Distance from the top of the scroller. */
  top: number;
}

/** Closer to the end than this counts as being there. */
const END_SLACK = 4;

/** Share of the height that stays above the first row which nobody has seen. */
export const ABOVE_UNSEEN = 0.2;

/** As many pictures as may stand side by side or one below the other in a row. */
const BESIDE = 24;

/** The first row that may reach below `top`. Rows stand in order, so not every one of hundreds has to be asked. */
function firstInView(rows: ArrayLike<HTMLElement>, top: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as HTMLElement).getBoundingClientRect().bottom > top) high = middle;
    else low = middle + 1;
  }
  // Pictures of one album are not in the order of their ends.
  return Math.max(0, low - BESIDE);
}

export class ScrollKeeper {
  private spots: Spot[] = [];
  private end = true;
  private expected = -1;
  private touched = false;

  constructor(
    private readonly scroller: HTMLElement,
    /** Rows that may serve as an anchor, top to bottom. */
    private readonly rows: () => ArrayLike<HTMLElement>,
    /** Whether the last row is the newest there is: only then the end is kept. */
    private readonly newest: () => boolean,
    /** While nobody looks: the first row that came meanwhile. The end is followed only as far as it stays in view. */
    private readonly unseen: () => HTMLElement | null = () => null,
  ) {}

  /** At the newest message, and following it. */
  get atEnd(): boolean {
    return this.end;
  }

  /** The row that stands at the top of the view. */
  get top(): HTMLElement | null {
    const [first, ...others] = this.spots;
    return others.reduce((top, spot) => (top && top.top <= spot.top ? top : spot), first)?.element ?? null;
  }

  /** A row that names what is read, and how far from the top it stands. */
  place(): { id: string; top: number } | null {
    const spot = this.spots.find(({ element }) => element.isConnected && element.dataset['id'] !== undefined);
    return spot ? { id: spot.element.dataset['id'] as string, top: spot.top } : null;
  }

  /** A wheel, a pointer or a key was used here: from now on a scroll may be the person's. */
  touch(): void {
    this.touched = true;
  }

  /** The person scrolled (or the browser did): remember what is where. Says whether anything moved. */
  scrolled(): boolean {
    if (Math.abs(this.scroller.scrollTop - this.expected) < 0.5) return false;
    // On a busy machine WebKit's scrolling thread may begin at the top of a new scroller after it was given its place.
    if (!this.touched && this.scroller.scrollTop === 0 && this.expected > 0) {
      this.restore();
      return false;
    }
    this.note();
    return true;
  }

  /** Remembers what is where now. */
  note(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.expected = scrollTop;
    this.end = this.newest() && scrollHeight - clientHeight - scrollTop <= END_SLACK;
    const frame = this.scroller.getBoundingClientRect();
    this.spots = [];
    const rows = this.rows();
    for (let at = firstInView(rows, frame.top); at < rows.length; at++) {
      const element = rows[at] as HTMLElement;
      const box = element.getBoundingClientRect();
      if (box.bottom <= frame.top) continue;
      if (box.top >= frame.bottom) break;
      this.spots.push({ element, top: box.top - frame.top });
    }
    // A row that is cut by the top edge is the worst anchor: its own height may be what changes.
    const first = this.spots[0];
    if (first && first.top < 0 && this.spots.length > 1) this.spots.push(this.spots.shift() as Spot);
  }

  /** Before a change: a scroll whose event has not come yet still counts. */
  before(): void {
    if (Math.abs(this.scroller.scrollTop - this.expected) >= 0.5 || !this.spots.some((s) => s.element.isConnected)) {
      this.note();
    }
  }

  /** After a change: puts the rows back. */
  restore(): void {
    if (this.end && this.newest()) {
      this.followEnd();
      return;
    }
    const spot = this.spots.find((s) => s.element.isConnected);
    if (!spot) {
      this.note();
      return;
    }
    const frame = this.scroller.getBoundingClientRect();
    const moved = spot.element.getBoundingClientRect().top - frame.top - spot.top;
    if (Math.abs(moved) >= 0.5) this.scroller.scrollTop += moved;
    this.expected = this.scroller.scrollTop;
    this.end = false;
  }

  /** Goes to the newest message and stays there. */
  toEnd(): void {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.note();
    this.end = this.newest();
  }

  private followEnd(): void {
    const unseen = this.unseen();
    if (!unseen) {
      this.toEnd();
      return;
    }
    this.scroller.scrollTop = this.scroller.scrollHeight;
    const frame = this.scroller.getBoundingClientRect();
    const past = frame.height * ABOVE_UNSEEN - (unseen.getBoundingClientRect().top - frame.top);
    if (past > 0) this.scroller.scrollTop -= past;
    this.note();
  }

  /** Something in a row becomes taller or lower because somebody wants it so: its top stays where it is. One that begins
   *  above the view and would be out of it comes to the top. */
  reshape(element: HTMLElement, change: () => void): void {
    const place = () => element.getBoundingClientRect();
    const { top: frame } = this.scroller.getBoundingClientRect();
    const { top, height } = place();
    change();
    this.show(element, place().height < height ? Math.max(0, top - frame) : top - frame);
  }

  /** Shows a row this far from the top. */
  show(element: HTMLElement, top: number): void {
    const frame = this.scroller.getBoundingClientRect();
    const box = element.getBoundingClientRect();
    this.scroller.scrollTop += box.top - frame.top - top;
    this.note();
  }
}
