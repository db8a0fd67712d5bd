// Pictures that move: only those on the screen, a few at a time, and none for somebody who wants less motion.

import { createSignal, onCleanup, type Accessor } from 'solid-js';

import { mediaQuery } from '../../window/media-query';

/** Pictures that move at once. Each is decoded frame by frame, and more of them only make a screen restless. */
export const MOST = 8;

/** Part of a picture that has to be in view. */
const SEEN = 0.5;

/** Those in view, in the order in which they came into it, and how each is told. */
const seen = new Map<Element, (moves: boolean) => void>();
let observer: IntersectionObserver | null = null;

function watch(element: Element, tell: (moves: boolean) => void): void {
  tells.set(element, tell);
  observer ??= new IntersectionObserver(
    (changes) => {
      for (const change of changes) {
        const told = tells.get(change.target);
        if (told && change.isIntersecting && change.intersectionRatio >= SEEN) seen.set(change.target, told);
        else leave(change.target);
      }
      choose();
    },
    { threshold: SEEN },
  );
  observer.observe(element);
}

/** Everybody who is watched. */
const tells = new Map<Element, (moves: boolean) => void>();

function leave(element: Element): void {
  seen.get(element)?.(false);
  seen.delete(element);
}

function unwatch(element: Element): void {
  observer?.unobserve(element);
  tells.delete(element);
  leave(element);
  choose();
}

/** The newest in view move; when there are too many, those that have been there for the longest stand still. */
function choose(): void {
  const still = Math.max(0, seen.size - MOST);
  [...seen.values()].forEach((tell, at) => tell(at >= still));
}

export interface Moving {
  ref: (element: Element) => void;
  moves: Accessor<boolean>;
  /** It turned out to stand still: another one has its place. */
  standsStill(): void;
  /** It is another picture now. */
  isAnother(): void;
}

/** Whether the picture in `element` is to move now. Called while the element is made. */
export function createMoving(): Moving {
  const [chosen, setChosen] = createSignal(false);
  const less = mediaQuery('(prefers-reduced-motion: reduce)');
  let watched: Element | null = null;
  onCleanup(() => watched && unwatch(watched));
  return {
    ref: (element) => {
      watched = element;
      watch(element, setChosen);
    },
    moves: () => chosen() && !less(),
    standsStill: () => watched && unwatch(watched),
    isAnother: () => watched && watch(watched, setChosen),
  };
}
