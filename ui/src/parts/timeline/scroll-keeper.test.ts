import { beforeEach, describe, expect, it } from 'vitest';

import { ScrollKeeper } from './scroll-keeper';

/** A scroller whose geometry is what the test says: rows below each other, 100 pixels of view. */
class Page {
  readonly scroller = document.createElement('div');
  rows: { element: HTMLElement; height: number }[] = [];
  top = 0;

  constructor(heights: number[]) {
    const self = this;
    Object.defineProperties(this.scroller, {
      clientHeight: { get: () => 100 },
      scrollHeight: { get: () => self.height },
      scrollTop: {
        get: () => self.top,
        set: (value: number) => (self.top = Math.max(0, Math.min(Math.round(value), self.height - 100))),
      },
    });
    this.scroller.getBoundingClientRect = () => ({ top: 0, bottom: 100, height: 100 }) as DOMRect;
    document.body.append(this.scroller);
    heights.forEach((h) => this.insert(this.rows.length, h));
  }

  get height(): number {
    return this.rows.reduce((sum, row) => sum + row.height, 0);
  }

  insert(at: number, height: number): void {
    const element = document.createElement('p');
    const row = { element, height };
    element.getBoundingClientRect = () => {
      const y = this.rows.slice(0, this.rows.indexOf(row)).reduce((sum, r) => sum + r.height, 0) - this.top;
      return { top: y, bottom: y + row.height, height: row.height } as DOMRect;
    };
    this.rows.splice(at, 0, row);
    this.scroller.append(element);
  }

  remove(at: number): void {
    const [row] = this.rows.splice(at, 1);
    row?.element.remove();
  }

  y(element: HTMLElement | undefined): number {
    return element?.getBoundingClientRect().top ?? NaN;
  }
}

let page: Page;
let newest: boolean;
let keeper: ScrollKeeper;

beforeEach(() => {
  page = new Page([40, 40, 40, 40, 40, 40, 40, 40]);
  newest = true;
  keeper = new ScrollKeeper(page.scroller, () => page.rows.map((r) => r.element), () => newest);
  keeper.toEnd();
});

const readAt = (top: number) => {
  keeper.touch();
  page.scroller.scrollTop = top;
  keeper.scrolled();
};

describe('what is read stays where it is', () => {
  it('when the browser begins at the top of a chat that nobody has scrolled yet', () => {
    const end = page.top;
    expect(end).toBeGreaterThan(0);
    page.top = 0;
    expect(keeper.scrolled()).toBe(false);
    expect(page.top).toBe(end);
    expect(keeper.atEnd).toBe(true);
    readAt(0);
    expect(page.top).toBe(0);
    expect(keeper.atEnd).toBe(false);
  });

  it('when 30 older rows come in above, however uneven', () => {
    readAt(100);
    const row = page.rows[4]?.element;
    const before = page.y(row);
    for (let i = 0; i < 30; i++) {
      keeper.before();
      page.insert(0, 20.3 + i * 0.7);
      keeper.restore();
    }
    expect(Math.abs(page.y(row) - before)).toBeLessThanOrEqual(1);
  });

  it('when something above grows, and when rows below are let go', () => {
    readAt(100);
    const row = page.rows[4]?.element;
    const before = page.y(row);
    (page.rows[0] as { height: number }).height = 300;
    keeper.restore();
    page.remove(7);
    keeper.restore();
    expect(page.y(row)).toBe(before);
  });

  it('when a message comes below', () => {
    readAt(100);
    const row = page.rows[4]?.element;
    const before = page.y(row);
    keeper.before();
    page.insert(8, 40);
    keeper.restore();
    expect(page.y(row)).toBe(before);
    expect(keeper.atEnd).toBe(false);
  });

  it('by the next row when the first one in view is taken away', () => {
    readAt(80);
    const row = page.rows[3]?.element;
    const before = page.y(row);
    keeper.before();
    page.remove(2);
    keeper.restore();
    expect(page.y(row)).toBe(before);
  });

  it('after a scroll whose event has not come yet', () => {
    readAt(100);
    page.scroller.scrollTop = 60;
    keeper.before();
    const row = page.rows[2]?.element;
    const before = page.y(row);
    page.insert(0, 55);
    keeper.restore();
    expect(page.y(row)).toBe(before);
  });
});

describe('the end', () => {
  it('is followed when one is there', () => {
    page.insert(8, 70);
    keeper.restore();
    expect(page.top).toBe(page.height - 100);
  });

  it('is not followed when the last row is not the newest message', () => {
    newest = false;
    keeper.note();
    const row = page.rows[6]?.element;
    const before = page.y(row);
    page.insert(8, 70);
    keeper.restore();
    expect(page.y(row)).toBe(before);
  });

  it('is followed while nobody looks only as far as the first row they have not seen stays in view', () => {
    const last = page.rows[7]?.element;
    const unseen = () => page.rows.find((r) => last && last.compareDocumentPosition(r.element) & 4)?.element ?? null;
    keeper = new ScrollKeeper(page.scroller, () => page.rows.map((r) => r.element), () => newest, unseen);
    keeper.toEnd();
    page.insert(8, 40);
    keeper.restore();
    expect(page.top).toBe(page.height - 100);
    const first = page.rows[8]?.element;
    for (let i = 0; i < 10; i++) {
      keeper.before();
      page.insert(page.rows.length, 40);
      keeper.restore();
    }
    expect(page.y(first)).toBe(20);
    expect(keeper.atEnd).toBe(false);
    // Whoever comes back reads on from there.
    readAt(page.height);
    expect(keeper.atEnd).toBe(true);
  });
});

describe('a text that somebody unfolds', () => {
  const last = () => page.rows[7] as { element: HTMLElement; height: number };

  it('begins where it began, and is not scrolled to its end', () => {
    const before = page.y(last().element);
    keeper.reshape(last().element, () => (last().height = 900));
    keeper.restore();
    expect(page.y(last().element)).toBe(before);
    expect(keeper.atEnd).toBe(false);
  });

  it('comes back into view when it is folded again far below its beginning', () => {
    last().height = 900;
    keeper.toEnd();
    expect(page.y(last().element)).toBe(-800);
    const next = () => page.insert(8, 400);
    next();
    keeper.reshape(last().element, () => (last().height = 40));
    keeper.restore();
    expect(page.y(last().element)).toBe(0);
  });
});
