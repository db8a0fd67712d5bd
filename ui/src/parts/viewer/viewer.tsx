import { ChevronLeft, ChevronRight } from 'lucide';
import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show, type JSX } from 'solid-js';

import type { PicturePart, ViewerPage } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure, type MediaVariant } from '../../runtime/runtime';
import { keyOf } from '../../state/keys';
import { IconButton } from '../icon/icon-button';
import { AgainImage } from '../picture-again/again';
import { createGallery } from './gallery';
import { createPointers } from './pointers';
import { type PictureActions, ViewerHeader } from './viewer-header';
import { ViewerStrip } from './viewer-strip';
import { fitted, IDLE, isLong, mostScale, opened, scrolled, turned, zoomedAt, type View } from './zoom';
import './viewer.css';

interface Props extends PictureActions {
  start: string;
  /** Pictures beside one of the messages. */
  load: (message: string, part: PicturePart) => Promise<ViewerPage>;
  url: (media: string, variant: MediaVariant) => string;
  onClose: () => void;
}

/** One picture large: the preview at once, the original when it is there. */
export function Viewer(props: Props): JSX.Element {
  let dialog!: HTMLDialogElement;
  let stage!: HTMLDivElement;
  const before = document.activeElement;
  const [view, setView] = createSignal<View>(IDLE);
  const [stageSize, setStageSize] = createSignal({ width: 1, height: 1 });
  const [sharp, setSharp] = createSignal(false);
  const [said, setSaid] = createSignal<string | null>(null);

  const gallery = createGallery({
    start: props.start,
    load: (message, part) => props.load(message, part),
    waits: () => setSaid(t().loadingDetails),
    came: () => setSaid(null),
    failed: (error) => setSaid(say(asFailure(error).reason.text)),
  });
  const { current } = gallery;
  const fit = createMemo(() => {
    const picture = current()?.picture;
    return fitted(picture?.width || 1200, picture?.height || 900, stageSize(), view().turns);
  });

  createEffect(
    on(() => current()?.message, () => {
      setView(IDLE);
      setSharp(false);
      setSaid(null);
    }),
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

  async function tell(work: Promise<string | null>): Promise<void> {
    try {
      setSaid(await work);
    } catch (error) {
      setSaid(say(asFailure(error).reason.text));
    }
  }

  const pointers = createPointers({
    stage: () => stage,
    zoom,
    change: setView,
    close: () => props.onClose(),
  });

  function onWheel(event: WheelEvent): void {
    event.preventDefault();
    if (long() && !event.ctrlKey) {
      scroll(event.deltaY + event.deltaX);
      return;
    }
    // A pinch on a touchpad comes as a wheel with Ctrl and smaller steps.
    const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0018));
    zoom(factor, pointers.fromMiddle(event));
  }

  function onKey(event: KeyboardEvent): void {
    switch (keyOf(event)) {
      case 'ArrowLeft':
        gallery.go(-1);
        break;
      case 'ArrowRight':
        gallery.go(1);
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
    gallery.begin();
    onCleanup(() => sizes.disconnect());
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
      <ViewerHeader
        picture={current()}
        position={gallery.counted() ? t().pictureOf(gallery.at() + 1, gallery.pictures().length) : null}
        actions={props}
        zoom={zoom}
        fit={() => setView(IDLE)}
        turn={() => setView(turned)}
        tell={(work) => void tell(work)}
        onClose={props.onClose}
      />
      <div
        ref={stage}
        class="viewer-stage"
        tabindex="-1"
        onPointerDown={pointers.down}
        onPointerMove={pointers.move}
        onPointerUp={pointers.up}
        onPointerCancel={pointers.up}
        onDblClick={(event) => {
          if ((event.target as Element).closest('button')) return;
          if (view().scale > 1) setView(IDLE);
          else zoom(2.5, pointers.fromMiddle(event));
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
        <Show when={gallery.canGo(-1)}>
          <IconButton class="viewer-step previous" icon={ChevronLeft} size={28} label={t().viewerPrevious} data-testid="viewer-previous" onClick={() => gallery.go(-1)} />
        </Show>
        <Show when={gallery.canGo(1)}>
          <IconButton class="viewer-step next" icon={ChevronRight} size={28} label={t().viewerNext} data-testid="viewer-next" onClick={() => gallery.go(1)} />
        </Show>
        <p class="viewer-said" role="status">
          {said() ?? ''}
        </p>
      </div>
      <Show when={gallery.pictures().length > 1}>
        <ViewerStrip gallery={gallery} thumb={(media) => props.url(media, 'thumb')} />
      </Show>
    </dialog>
  );
}
