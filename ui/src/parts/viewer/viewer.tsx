import { ChevronLeft, ChevronRight, Copy, Download, FolderOpen, Maximize, MessageCircle, RotateCw, X, ZoomIn, ZoomOut } from 'lucide';
import { batch, createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show, type JSX } from 'solid-js';

import type { PicturePart, SavedPicture, ViewerPage, ViewerPicture } from '../../bindings';
import { language, say, t } from '../../i18n/language';
import { moment } from '../../i18n/time';
import { asFailure, type MediaVariant } from '../../runtime/runtime';
import { keyOf } from '../../state/keys';
import { IconButton } from '../icon/icon-button';
import { AgainImage } from '../picture-again/again';
import { fitted, IDLE, isLong, mostScale, opened, scrolled, turned, zoomedAt, type View } from './zoom';
import './viewer.css';

/** Pictures from an edge of those that are here when the next page is asked for. */
const AHEAD = 5;

/** One picture large: the preview at once, the original when it is there. */
export function Viewer(props: {
  start: string;
  /** Pictures beside one of the messages. */
  load: (message: string, part: PicturePart) => Promise<ViewerPage>;
  url: (media: string, variant: MediaVariant) => string;
  onSave: (media: string, name: string) => Promise<SavedPicture | null>;
  onCopy: (media: string) => Promise<void>;
  onShow: (media: string, name: string) => Promise<void>;
  /** Shows the message of a picture among the others. */
  onGoTo: (message: string) => void;
  onClose: () => void;
}): JSX.Element {
  let dialog!: HTMLDialogElement;
  let stage!: HTMLDivElement;
  let strip: HTMLDivElement | undefined;
  const before = document.activeElement;
  const [pictures, setPictures] = createSignal<ViewerPicture[]>([]);
  /** Whether there may be more on this side. Until it is known, nothing is said of an end. */
  const [more, setMore] = createSignal({ before: true, after: true });
  const [loading, setLoading] = createSignal({ before: false, after: false });
  const [at, setAt] = createSignal(0);
  const [view, setView] = createSignal<View>(IDLE);
  const [stageSize, setStageSize] = createSignal({ width: 1, height: 1 });
  const [sharp, setSharp] = createSignal(false);
  const [said, setSaid] = createSignal<string | null>(null);

  const current = createMemo(() => pictures()[at()]);
  const fit = createMemo(() => {
    const picture = current()?.picture;
    return fitted(picture?.width || 1200, picture?.height || 900, stageSize(), view().turns);
  });

  let gone = false;

  /** The next page on one side, when there may be one. With `step` the person waits for it. */
  async function extend(side: 'before' | 'after', step: boolean): Promise<void> {
    const edge = side === 'before' ? pictures()[0] : pictures()[pictures().length - 1];
    if (!edge || !more()[side] || loading()[side]) return;
    setLoading((now) => ({ ...now, [side]: true }));
    if (step) setSaid(t().loadingDetails);
    try {
      const page = await props.load(edge.message, side);
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
        setSaid(null);
        go(side === 'before' ? -1 : 1, false);
      }
    } catch (error) {
      if (step && !gone) setSaid(say(asFailure(error).reason.text));
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

  /** How many there are is known once both ends are here. */
  const counted = () => pictures().length > 1 && !more().before && !more().after;
  const canGo = (step: -1 | 1) =>
    step < 0 ? at() > 0 || more().before : at() < pictures().length - 1 || more().after;

  createEffect(
    on(() => current()?.message, () => {
      setView(IDLE);
      setSharp(false);
      setSaid(null);
    }),
  );

  createEffect(
    on([at, pictures], ([index]) => strip?.children[index]?.scrollIntoView({ block: 'nearest', inline: 'center' })),
  );

  const long = () => {
    const picture = current()?.picture;
    return picture !== undefined && isLong(picture.width, picture.height);
  };

  // A long picture is read from its beginning; again so when the window has another size.
  createEffect(
    on([() => current()?.message, stageSize], () => {
      const picture = current()?.picture;
      if (picture && long()) setView(opened(picture.width, picture.height, stageSize()));
    }),
  );

  function zoom(factor: number, point = { x: 0, y: 0 }): void {
    const most = long() ? mostScale(current()?.picture.width ?? 0, fit()) : undefined;
    setView((v) => zoomedAt(v, factor, point, most));
  }

  function scroll(by: number): void {
    setView((v) => scrolled(v, by, fit(), stageSize()));
  }

  async function say_(work: Promise<string | null>): Promise<void> {
    try {
      setSaid(await work);
    } catch (error) {
      setSaid(say(asFailure(error).reason.text));
    }
  }

  /** Where the pointer is, from the middle of the stage. */
  function fromMiddle(event: { clientX: number; clientY: number }) {
    const box = stage.getBoundingClientRect();
    return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
  }

  const pointers = new Map<number, { x: number; y: number }>();
  let moved = false;

  function onPointerDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    if ((event.target as Element).closest('button')) return;
    stage.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, fromMiddle(event));
    moved = false;
  }

  function onPointerMove(event: PointerEvent): void {
    const was = pointers.get(event.pointerId);
    if (!was) return;
    const now = fromMiddle(event);
    if (Math.hypot(now.x - was.x, now.y - was.y) > 2) moved = true;
    if (pointers.size === 2) {
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        const factor =
          Math.hypot(now.x - other.x, now.y - other.y) /
          Math.max(1, Math.hypot(was.x - other.x, was.y - other.y));
        zoom(factor, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
      }
    } else {
      setView((v) => ({ ...v, x: v.x + now.x - was.x, y: v.y + now.y - was.y }));
    }
    pointers.set(event.pointerId, now);
  }

  function onPointerUp(event: PointerEvent): void {
    const held = pointers.delete(event.pointerId);
    // A click beside the picture closes, as everywhere.
    if (held && !moved && event.target === stage && pointers.size === 0) props.onClose();
  }

  function onWheel(event: WheelEvent): void {
    event.preventDefault();
    if (long() && !event.ctrlKey) {
      scroll(event.deltaY + event.deltaX);
      return;
    }
    // A pinch on a touchpad comes as a wheel with Ctrl and smaller steps.
    const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0018));
    zoom(factor, fromMiddle(event));
  }

  function onKey(event: KeyboardEvent): void {
    switch (keyOf(event)) {
      case 'ArrowLeft':
        go(-1);
        break;
      case 'ArrowRight':
        go(1);
        break;
      case '+':
      case '=':
        zoom(1.25);
        break;
      case '-':
        zoom(0.8);
        break;
      case '0':
        setView(IDLE);
        break;
      case 'r':
        setView(turned);
        break;
      case 'ArrowDown':
      case 'ArrowUp':
        scroll(event.key === 'ArrowDown' ? 80 : -80);
        break;
      case 'PageDown':
      case 'PageUp':
        scroll((event.key === 'PageDown' ? 0.9 : -0.9) * stageSize().height);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  onMount(() => {
    dialog.showModal();
    // Not the first button, which the browser would choose: nobody came to zoom out.
    stage.focus();
    const sizes = new ResizeObserver(() => setStageSize({ width: stage.clientWidth, height: stage.clientHeight }));
    sizes.observe(stage);
    setStageSize({ width: stage.clientWidth || 1, height: stage.clientHeight || 1 });
    stage.addEventListener('wheel', onWheel, { passive: false });
    props.load(props.start, 'around').then(
      (page) =>
        batch(() => {
          setPictures(page.pictures);
          setMore({ before: page.moreBefore, after: page.moreAfter });
          setAt(Math.max(0, page.pictures.findIndex((p) => p.message === props.start)));
        }),
      (error: unknown) => setSaid(say(asFailure(error).reason.text)),
    );
    onCleanup(() => {
      gone = true;
      sizes.disconnect();
    });
  });
  onCleanup(() => {
    if (dialog.open) dialog.close();
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  });

  const transform = () => {
    const v = view();
    return `translate(${v.x}px, ${v.y}px) scale(${v.scale}) rotate(${v.turns * 90}deg)`;
  };

  return (
    <dialog
      ref={dialog}
      class="viewer"
      aria-label={t().viewer}
      data-testid="viewer"
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onKeyDown={onKey}
    >
      <header>
        <Show when={current()} fallback={<span class="grow" />}>
          {(p) => (
            <p class="viewer-about ellipsis grow">
              <bdi>{p().senderName}</bdi> · <span class="numbers">{moment(p().time, language())}</span>
              <Show when={counted()}>
                {' · '}
                <span class="numbers" data-testid="viewer-position">
                  {t().pictureOf(at() + 1, pictures().length)}
                </span>
              </Show>
            </p>
          )}
        </Show>
        <IconButton icon={ZoomOut} label={t().zoomOut} onClick={() => zoom(0.8)} />
        <IconButton icon={ZoomIn} label={t().zoomIn} data-testid="viewer-zoom-in" onClick={() => zoom(1.25)} />
        <IconButton icon={Maximize} label={t().zoomFit} onClick={() => setView(IDLE)} />
        <IconButton icon={RotateCw} label={t().rotate} data-testid="viewer-rotate" onClick={() => setView(turned)} />
        <Show when={current()}>
          {(p) => (
            <>
              <IconButton
                icon={MessageCircle}
                label={t().showInChat}
                data-testid="viewer-go-to"
                onClick={() => props.onGoTo(p().message)}
              />
              <IconButton
                icon={Download}
                label={t().savePicture}
                data-testid="viewer-save"
                onClick={() =>
                  void say_(props.onSave(p().picture.media, p().picture.name).then((saved) => (saved ? t().savedAs(saved.name) : null)))
                }
              />
              <IconButton
                icon={Copy}
                label={t().copyPicture}
                data-testid="viewer-copy"
                onClick={() => void say_(props.onCopy(p().picture.media).then(() => t().pictureCopied))}
              />
              <IconButton
                icon={FolderOpen}
                label={t().showInFolder}
                onClick={() => void say_(props.onShow(p().picture.media, p().picture.name).then(() => null))}
              />
            </>
          )}
        </Show>
        <IconButton icon={X} label={t().close} data-testid="viewer-close" onClick={() => props.onClose()} />
      </header>
      <div
        ref={stage}
        class="viewer-stage"
        tabindex="-1"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
        onDblClick={(event) => {
          if ((event.target as Element).closest('button')) return;
          if (view().scale > 1) setView(IDLE);
          else zoom(2.5, fromMiddle(event));
        }}
      >
        <Show when={current()} keyed>
          {(p) => (
            <div
              class="viewer-picture"
              style={{
                width: `${fit().width}px`,
                height: `${fit().height}px`,
                'margin-left': `${-fit().width / 2}px`,
                'margin-top': `${-fit().height / 2}px`,
                transform: transform(),
              }}
            >
              <AgainImage src={props.url(p.picture.media, 'preview')} alt={t().pictureFrom(p.senderName)} draggable={false} />
              <AgainImage
                class="original"
                classList={{ shown: sharp() }}
                src={props.url(p.picture.media, 'original')}
                alt=""
                draggable={false}
                decoding="async"
                data-testid="viewer-original"
                data-loaded={sharp() ? 'true' : undefined}
                onLoad={() => {
                  setSharp(true);
                  setSaid(null);
                }}
                onFailed={() => setSaid(t().originalFailed)}
              />
            </div>
          )}
        </Show>
        <Show when={canGo(-1)}>
          <IconButton class="viewer-step previous" icon={ChevronLeft} size={28} label={t().viewerPrevious} data-testid="viewer-previous" onClick={() => go(-1)} />
        </Show>
        <Show when={canGo(1)}>
          <IconButton class="viewer-step next" icon={ChevronRight} size={28} label={t().viewerNext} data-testid="viewer-next" onClick={() => go(1)} />
        </Show>
        <p class="viewer-said" role="status">
          {said() ?? ''}
        </p>
      </div>
      <Show when={pictures().length > 1}>
        <div ref={strip} class="viewer-strip">
          <For each={pictures()}>
            {(p, i) => (
              <button
                type="button"
                aria-label={counted() ? t().pictureOf(i() + 1, pictures().length) : t().pictureFrom(p.senderName)}
                aria-current={i() === at() ? 'true' : undefined}
                onClick={() => setAt(i())}
              >
                <AgainImage src={props.url(p.picture.media, 'thumb')} alt="" loading="lazy" draggable={false} />
              </button>
            )}
          </For>
        </div>
      </Show>
    </dialog>
  );
}
