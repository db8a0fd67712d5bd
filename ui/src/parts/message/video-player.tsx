import { SquareArrowOutUpRight, X } from 'lucide';
import { createSignal, onCleanup, onMount, Show, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import './video.css';

/** Seconds that an arrow key goes on or back. */
const STEP = 5;

/** What is missing when the usual coding of videos cannot be played, by the names of Debian. */
const missing = (video: HTMLVideoElement): string =>
  video.canPlayType('video/mp4') === '' ? 'gstreamer1.0-plugins-good' : 'gstreamer1.0-libav';

/** A video that plays where its cover was, while it loads. */
export function VideoPlayer(props: {
  src: string;
  label: string;
  onEnd: () => void;
  onOpenElsewhere: () => void;
}): JSX.Element {
  let place!: HTMLDivElement;
  let video!: HTMLVideoElement;
  const [failed, setFailed] = createSignal(false);

  onMount(() => {
    video.focus({ preventScroll: true });
    // Whoever has scrolled this far away does not look at it any more.
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting === false && props.onEnd(), { rootMargin: '100% 0px' });
    seen.observe(place);
    onCleanup(() => {
      seen.disconnect();
      // A video that is taken out goes on loading for a while unless it is told that it has nothing to play.
      video.pause();
      video.removeAttribute('src');
      video.load();
    });
  });

  const toggle = () => (video.paused ? void video.play().catch(() => undefined) : video.pause());
  const seek = (by: number) => (video.currentTime = Math.min(Math.max(0, video.currentTime + by), video.duration || 0));
  const fullScreen = () =>
    void (document.fullscreenElement ? document.exitFullscreen() : video.requestFullscreen()).catch(() => undefined);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const actions: Record<string, () => void> = {
      ' ': toggle,
      k: toggle,
      ArrowLeft: () => seek(-STEP),
      ArrowRight: () => seek(STEP),
      f: fullScreen,
      // It leaves the full screen first.
      Escape: () => (document.fullscreenElement ? fullScreen() : props.onEnd()),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  return (
    <div ref={place} class="video-player" data-testid="video-player" data-failed={failed() ? 'true' : undefined} on:keydown={onKeyDown}>
      <video
        ref={video}
        src={props.src}
        controls
        autoplay
        tabindex={0}
        aria-label={props.label}
        data-testid="video"
        onError={() => setFailed(true)}
      />
      <Show when={failed()}>
        <div class="video-problem" role="alert">
          <p>{t().videoCannotPlay}</p>
          <p class="hint">{t().videoNeeds(missing(video))}</p>
          <button type="button" class="chip" data-testid="open-elsewhere" onClick={() => props.onOpenElsewhere()}>
            <Icon of={SquareArrowOutUpRight} size={16} /> {t().openInPlayer}
          </button>
        </div>
      </Show>
      <IconButton class="video-close" icon={X} size={16} label={t().stopVideo} data-testid="video-close" onClick={() => props.onEnd()} />
    </div>
  );
}
