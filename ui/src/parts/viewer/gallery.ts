// The pictures of a conversation that are here, in their order, and the one that is looked at. More of them are had from
// both ends before one gets there.

import { batch, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';

import type { PicturePart, ViewerPage, ViewerPicture } from '../../bindings';

/** Pictures from an edge of those that are here when the next page is asked for. */
const AHEAD = 5;

type Side = 'before' | 'after';

export interface GalleryParts {
  /** The message whose picture is looked at first. */
  start: string;
  /** Pictures beside one of the messages. */
  load: (message: string, part: PicturePart) => Promise<ViewerPage>;
  /** The person waits for a page. */
  waits: () => void;
  /** It has come. */
  came: () => void;
  /** The first page, or one the person waits for, could not be had. */
  failed: (error: unknown) => void;
}

export type Gallery = ReturnType<typeof createGallery>;

export function createGallery(parts: GalleryParts) {
  const [pictures, setPictures] = createSignal<ViewerPicture[]>([]);
  /** Whether there may be more on this side. Until it is known, nothing is said of an end. */
  const [more, setMore] = createSignal({ before: true, after: true });
  const [loading, setLoading] = createSignal({ before: false, after: false });
  const [at, setAt] = createSignal(0);
  const current = createMemo(() => pictures()[at()]);

  let gone = false;
  onCleanup(() => (gone = true));

  /** The next page on one side, when there may be one. With `step` the person waits for it. */
  async function extend(side: Side, step: boolean): Promise<void> {
    const edge = side === 'before' ? pictures()[0] : pictures()[pictures().length - 1];
    if (!edge || !more()[side] || loading()[side]) return;
    setLoading((now) => ({ ...now, [side]: true }));
    if (step) parts.waits();
    try {
      const page = await parts.load(edge.message, side);
      if (gone) return;
      batch(() => {
        setMore((now) => ({ ...now, [side]: side === 'before' ? page.moreBefore : page.moreAfter }));
        const known = new Set(pictures().map((p) => p.message));
        const fresh = page.pictures.filter((p) => !known.has(p.message));
        // A stretch without pictures: the person says whether to look on.
        if (fresh.length === 0) return;
        setPictures((now) => (side === 'before' ? [...fresh, ...now] : [...now, ...fresh]));
        // The picture on the screen stays the same one.
        if (side === 'before') setAt((now) => now + fresh.length);
      });
      if (step) {
        parts.came();
        go(side === 'before' ? -1 : 1, false);
      }
    } catch (error) {
      if (step && !gone) parts.failed(error);
    } finally {
      if (!gone) setLoading((now) => ({ ...now, [side]: false }));
    }
  }

  function go(step: -1 | 1, wait = true): void {
    const next = at() + step;
    if (next >= 0 && next < pictures().length) setAt(next);
    else if (wait) void extend(step < 0 ? 'before' : 'after', true);
  }

  // Before one gets there. Asked once for each picture that is looked at: a page that could not be had, or that has no
  // pictures, is not asked for again by itself.
  createEffect(
    on([at, pictures], ([index, all]) => {
      if (all.length === 0) return;
      if (index < AHEAD) void extend('before', false);
      if (index >= all.length - AHEAD) void extend('after', false);
    }),
  );

  return {
    pictures,
    at,
    current,
    setAt: (index: number) => void setAt(index),
    go: (step: -1 | 1) => go(step),
    /** How many there are is known once both ends are here. */
    counted: () => pictures().length > 1 && !more().before && !more().after,
    canGo: (step: -1 | 1) => (step < 0 ? at() > 0 || more().before : at() < pictures().length - 1 || more().after),
    /** Loads the first page. */
    begin(): void {
      parts.load(parts.start, 'around').then(
        (page) =>
          batch(() => {
            setPictures(page.pictures);
            setMore({ before: page.moreBefore, after: page.moreAfter });
            setAt(Math.max(0, page.pictures.findIndex((p) => p.message === parts.start)));
          }),
        parts.failed,
      );
    },
  };
}
