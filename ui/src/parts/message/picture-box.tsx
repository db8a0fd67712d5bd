import { ImageOff, X } from 'lucide';
import { createMemo, createSignal, onMount, Show, type JSX } from 'solid-js';

import type { Delivery, Picture } from '../../bindings';
import { say, t } from '../../i18n/language';
import { fileSize } from '../../i18n/size';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import { attempted, whenAgain } from '../picture-again/again';
import { isLong } from '../viewer/zoom';
import { MovingImage } from './moving-image';
import { Ring } from './ring';
import { decodeThumbhash } from './thumbhash';

/** Longest side of a picture in a bubble. */
const MAX_SIDE = 360;
/** A strip of a picture still has to be hit with a pointer. */
const MIN_SIDE = 96;
/** Of a tall picture, such as a screenshot of a whole page, the box shows the top: at most this many times its width. */
const TALLEST = 2.5;
/** For a picture whose size nobody told. */
const UNKNOWN_SIDE = 240;

/** The size of the box, known before anything is loaded: real proportions but for long pictures, at most 360 x 360. */
export function boxSize(width: number, height: number): { width: number; height: number } {
  if (width <= 0 || height <= 0) return { width: UNKNOWN_SIDE, height: UNKNOWN_SIDE };
  const scale = Math.min(1, MAX_SIDE / width, MAX_SIDE / height);
  return {
    width: Math.round(Math.min(MAX_SIDE, Math.max(MIN_SIDE, (height * scale) / TALLEST, width * scale))),
    height: Math.round(Math.min(MAX_SIDE, Math.max(MIN_SIDE, height * scale))),
  };
}

/** A picture with its place kept: blurred placeholder, then the picture, or a sentence why there is none. */
export function PictureBox(props: {
  picture: Picture;
  delivery: Delivery | null;
  src: string;
  /** It loads without being asked for; otherwise only what is on this computer is shown until somebody asks. */
  byItself?: boolean;
  /** Where it can be had when it is on this computer. */
  here?: string;
  /** The picture as it was sent, when that moves and may be loaded for it. */
  moving?: string;
  /** It fills its place in an album instead of having its real proportions. */
  tile?: boolean;
  /** What can be pressed in it is reached with Tab. */
  reachable?: boolean;
  onOpen: () => void;
  onCancel: () => void;
}): JSX.Element {
  let canvas!: HTMLCanvasElement;
  const [shown, setShown] = createSignal(false);
  const [failed, setFailed] = createSignal(false);
  const [attempt, setAttempt] = createSignal(0);
  const [asked, setAsked] = createSignal(false);
  const [away, setAway] = createSignal(false);
  const waits = () => props.byItself === false && !asked();
  const size = createMemo(() => boxSize(props.picture.width, props.picture.height));

  onMount(() => {
    const pixels = props.picture.thumbhash ? decodeThumbhash(props.picture.thumbhash) : null;
    const context = pixels && canvas.getContext('2d');
    if (!pixels || !context) return;
    canvas.width = pixels.width;
    canvas.height = pixels.height;
    context.putImageData(new ImageData(pixels.rgba, pixels.width, pixels.height), 0, 0);
  });

  function tryAgain(): void {
    setAttempt(attempt() + 1);
    setFailed(false);
  }
  whenAgain(failed, tryAgain);

  const tab = () => (props.reachable ? 0 : -1);
  const uploading = () => (props.delivery?.kind === 'uploading' ? props.delivery.percent : null);

  return (
    <div
      class="picture-box"
      classList={{ tile: props.tile, long: isLong(props.picture.width, props.picture.height) }}
      style={
        props.tile
          ? undefined
          : { width: `${size().width}px`, 'aspect-ratio': `${size().width} / ${size().height}` }
      }
      data-testid="picture"
      data-media={props.picture.media}
      data-loaded={shown() ? 'true' : undefined}
    >
      <canvas ref={canvas} aria-hidden="true" width="1" height="1" />
      <Show
        when={props.picture.problem}
        fallback={
          <Show
            when={!failed() && !(waits() && away())}
            fallback={
              <div class="picture-problem">
                <Show
                  when={failed()}
                  fallback={
                    <button type="button" class="text-button" tabindex={tab()} data-testid="load-picture" onClick={() => setAsked(true)}>
                      {props.picture.bytes > 0 ? t().loadPictureOf(fileSize(props.picture.bytes)) : t().loadPicture}
                    </button>
                  }
                >
                  <Icon of={ImageOff} />
                  <span>{t().pictureFailed}</span>
                  <button type="button" class="text-button" tabindex={tab()} onClick={tryAgain}>
                    {t().tryAgain}
                  </button>
                </Show>
              </div>
            }
          >
            <button
              type="button"
              class="picture-open"
              tabindex={tab()}
              aria-label={t().openPicture(props.picture.name)}
              onClick={() => props.onOpen()}
            >
              <img
                src={waits() ? (props.here ?? props.src) : attempted(props.src, attempt())}
                alt=""
                loading="lazy"
                decoding="async"
                draggable={false}
                classList={{ shown: shown() }}
                onLoad={() => setShown(true)}
                onError={() => (waits() ? setAway(true) : setFailed(true))}
              />
              <Show when={shown() && props.moving}>{(src) => <MovingImage src={src()} />}</Show>
            </button>
          </Show>
        }
      >
        {(problem) => (
          <div class="picture-problem">
            <Icon of={ImageOff} />
            <span>{say(problem().text)}</span>
          </div>
        )}
      </Show>
      <Show when={uploading() !== null}>
        <div class="upload" data-testid="upload">
          <Ring percent={uploading() ?? 0} label={t().uploading(uploading() ?? 0)} />
          <IconButton icon={X} size={18} label={t().cancelUpload} tabindex={tab()} data-testid="upload-cancel" onClick={() => props.onCancel()} />
          <span class="upload-percent numbers" aria-hidden="true">
            {uploading()}%
          </span>
        </div>
      </Show>
    </div>
  );
}
