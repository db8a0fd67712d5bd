import { fireEvent, render, screen } from '@solidjs/testing-library';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { setLanguage } from '../../i18n/language';
import { MovingImage } from './moving-image';
import { MOST } from './moving';
import { StickerBox } from './sticker-box';

const picture = { media: 'u:1', host: 'stickers.example', width: 320, height: 160 };

/** What is in view, as the test says. */
let view: (changes: { target: Element; isIntersecting: boolean; intersectionRatio: number }[]) => void = () => undefined;

class View {
  constructor(tell: (changes: unknown[]) => void) {
    view = tell as typeof view;
  }
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

const sees = (targets: Element[], seen: boolean) =>
  view(targets.map((target) => ({ target, isIntersecting: seen, intersectionRatio: seen ? 1 : 0 })));

let less = false;

beforeEach(() => {
  setLanguage('en');
  less = false;
  vi.stubGlobal('matchMedia', () => ({ matches: less, addEventListener: vi.fn(), removeEventListener: vi.fn() }));
});

afterEach(() => vi.unstubAllGlobals());

describe('a sticker', () => {
  const box = (more: { shows: boolean; byItself?: boolean; onShow?: () => void }) =>
    render(() => (
      <StickerBox
        picture={picture}
        words="haha"
        shows={more.shows}
        byItself={more.byItself ?? true}
        reachable
        url={(media, variant) => `linnet-media:${media}/${variant}`}
        onShow={more.onShow ?? (() => undefined)}
      />
    ));

  it('asks before its host learns that somebody looks at it', () => {
    const onShow = vi.fn();
    const { container } = box({ shows: false, onShow });
    expect(container.querySelector('img')).toBeNull();
    expect(container.textContent).toContain('haha');
    const ask = screen.getByTestId('show-stickers');
    expect(ask.textContent).toBe('Show stickers from stickers.example');
    fireEvent.click(ask);
    expect(onShow).toHaveBeenCalledOnce();
  });

  it('loads only when it is asked for where that costs', () => {
    const { container } = box({ shows: true, byItself: false });
    const here = container.querySelector('img') as HTMLImageElement;
    expect(here.src).toBe('linnet-media:u:1/here');
    fireEvent.error(here);
    expect(container.querySelector('img')).toBeNull();
    fireEvent.click(screen.getByTestId('load-sticker'));
    expect(container.querySelector('img')?.src).toBe('linnet-media:u:1/preview');
  });

  it('keeps its place before it is here', () => {
    box({ shows: true });
    const sticker = screen.getByTestId('sticker');
    expect(sticker.style.width).toBe('160px');
    expect(sticker.style.height).toBe('80px');
    expect(sticker.getAttribute('aria-label')).toBe('haha');
  });

  it('is its words when it cannot be loaded, and can be tried again', () => {
    const { container } = box({ shows: true });
    const first = container.querySelector('img') as HTMLImageElement;
    fireEvent.error(first);
    expect(container.querySelector('img')).toBeNull();
    expect(container.textContent).toContain('haha');
    fireEvent.click(screen.getByTestId('sticker-again'));
    const again = container.querySelector('img') as HTMLImageElement;
    expect(again.src).not.toBe(first.src);
  });
});

describe('what moves', () => {
  it('is in view, a few at a time, and nothing for who wants less motion', async () => {
    vi.stubGlobal('IntersectionObserver', View);
    // The observer is made once for the page.
    vi.resetModules();
    const fresh = await import('./moving-image');
    const several = (of: typeof MovingImage, count: number) =>
      render(() => Array.from({ length: count }, (_, at) => of({ src: `a${at}` })));
    const { container, unmount } = several(fresh.MovingImage, MOST + 2);
    const all = [...container.querySelectorAll('[data-testid=moving]')];
    const moving = () => all.flatMap((one, at) => (one.hasAttribute('data-moves') ? [at] : []));
    expect(moving()).toEqual([]);
    sees(all.slice(0, 3), true);
    expect(moving()).toEqual([0, 1, 2]);
    expect(all[0]?.querySelector('img')).not.toBeNull();
    sees(all.slice(3), true);
    expect(moving()).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(all[0]?.querySelector('img')).toBeNull();
    sees(all.slice(8), false);
    expect(moving()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    // One that turns out to stand still takes no place from those that move.
    fireEvent.error(all[7]?.querySelector('img') as HTMLImageElement);
    sees(all.slice(8), true);
    expect(moving()).toEqual([1, 2, 3, 4, 5, 6, 8, 9]);
    unmount();

    less = true;
    const calm = several(fresh.MovingImage, 1).container.querySelector('[data-testid=moving]') as Element;
    sees([calm], true);
    expect(calm.hasAttribute('data-moves')).toBe(false);
  });
});
