import { Film, Play, X } from 'lucide';
import { createMemo, createSignal, onMount, Show, type JSX } from 'solid-js';

import type { Delivery, VideoRow } from '../../bindings';
import { playTime } from '../../i18n/duration';
import { t } from '../../i18n/language';
import { fileSize } from '../../i18n/size';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import { attempted, whenAgain } from '../picture-again/again';
import { boxSize } from './picture-box';
import { Ring } from './ring';
import { decodeThumbhash } from './thumbhash';
import { VideoPlayer } from './video-player';
import { displayed } from './words';
import './video.css';

/** How long it is and how large; what is not known is left out. */
export const videoFacts = (video: VideoRow): string =>
  [playTime(video.seconds), video.file.bytes > 0 ? fileSize(video.file.bytes) : ''].filter((fact) => fact !== '').join(' · ');

/** A video with its place kept: blurred placeholder, then its cover, then itself while somebody looks at it. */
export function VideoBox(props: {
  video: VideoRow;
  delivery: Delivery | null;
  /** Where its cover is; null without one. */
  cover: string | null;
  /** It fills its place in an album instead of having its real proportions. */
  tile?: boolean;
  /** What can be pressed in it is reached with Tab. */
  reachable?: boolean;
  /** Where it plays from; null while it does not play. */
  playing: string | null;
  onPlay: () => void;
  onEnd: () => void;
  onCancel: () => void;
  onOpenElsewhere: () => void;
}): JSX.Element {
  let box!: HTMLDivElement;
  let canvas!: HTMLCanvasElement;
  const [shown, setShown] = createSignal(false);
  const [failed, setFailed] = createSignal(false);
  const [attempt, setAttempt] = createSignal(0);
  const size = createMemo(() => boxSize(props.video.width, props.video.height));

  onMount(() => {
    const pixels = props.video.thumbhash ? decodeThumbhash(props.video.thumbhash) : null;
    const context = pixels && canvas.getContext('2d');
    if (!pixels || !context) return;
    canvas.width = pixels.width;
    canvas.height = pixels.height;
    context.putImageData(new ImageData(pixels.rgba, pixels.width, pixels.height), 0, 0);
  });

  whenAgain(failed, () => {
    setAttempt(attempt() + 1);
    setFailed(false);
  });

  const tab = () => (props.reachable ? 0 : -1);
  const uploading = () => (props.delivery?.kind === 'uploading' ? props.delivery.percent : null);
  const label = () => t().playVideo(displayed(props.video.file.name));

  /** Back to its cover; the keys go on where they were. */
  function end(): void {
    const focused = box.contains(document.activeElement);
    props.onEnd();
    if (focused) box.querySelector<HTMLElement>('.video-open')?.focus({ preventScroll: true });
  }

  return (
    <div
      ref={box}
      class="picture-box video-box"
      classList={{ tile: props.tile }}
      style={props.tile ? undefined : { width: `${size().width}px`, 'aspect-ratio': `${size().width} / ${size().height}` }}
      data-testid="video-box"
      data-media={props.video.file.media}
      data-loaded={shown() ? 'true' : undefined}
    >
      <canvas ref={canvas} aria-hidden="true" width="1" height="1" />
      <Show
        when={props.playing}
        fallback={
          <>
            <button type="button" class="picture-open video-open" tabindex={tab()} aria-label={label()} data-testid="play-video" onClick={() => props.onPlay()}>
              <Show when={!failed() && props.cover} fallback={<span class="video-blank"><Icon of={Film} size={32} /></span>}>
                {(cover) => (
                  <img
                    src={attempted(cover(), attempt())}
                    alt=""
                    loading="lazy"
                    decoding="async"
                    draggable={false}
                    classList={{ shown: shown() }}
                    onLoad={() => setShown(true)}
                    onError={() => setFailed(true)}
                  />
                )}
              </Show>
              <Show when={uploading() === null}>
                <span class="video-play">
                  <Icon of={Play} size={24} />
                </span>
              </Show>
            </button>
            <Show when={uploading() === null && videoFacts(props.video)}>
              {(facts) => (
                <span class="video-facts numbers" aria-hidden="true">
                  {facts()}
                </span>
              )}
            </Show>
          </>
        }
      >
        {(src) => <VideoPlayer src={src()} label={displayed(props.video.file.name)} onEnd={end} onOpenElsewhere={props.onOpenElsewhere} />}
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
