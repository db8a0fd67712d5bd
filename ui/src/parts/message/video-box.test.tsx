import { fireEvent, render, screen } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { Delivery, VideoRow } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import { clean } from '../../test/axe';
import { VideoBox } from './video-box';

beforeEach(() => setLanguage('en'));

const video: VideoRow = {
  file: { media: 'a'.repeat(64), name: 'sea.mp4', bytes: 3_355_443, mayRun: false },
  cover: 'b'.repeat(64),
  width: 1280,
  height: 720,
  seconds: 42,
  thumbhash: null,
  caption: '',
};

function box(change: Partial<VideoRow> = {}, delivery: Delivery | null = null) {
  const [playing, setPlaying] = createSignal<string | null>(null);
  const does = { onPlay: vi.fn(() => setPlaying('http://127.0.0.1:9/f00')), onEnd: vi.fn(() => setPlaying(null)), onCancel: vi.fn(), onOpenElsewhere: vi.fn() };
  const shown = { ...video, ...change };
  const { container } = render(() => (
    <VideoBox video={shown} delivery={delivery} cover={shown.cover && 'linnet-media:cover'} reachable playing={playing()} {...does} />
  ));
  return { ...does, container };
}

const element = () => screen.getByTestId<HTMLVideoElement>('video');

describe('a video in a bubble', () => {
  it('shows its cover, how long it is and how large, and plays when it is pressed', async () => {
    const { container, onPlay } = box();
    expect(container.querySelector('img')?.getAttribute('src')).toBe('linnet-media:cover');
    expect(container.querySelector('.video-facts')?.textContent).toBe('0:42 · 3.2 MB');
    expect(container.querySelector<HTMLElement>('.video-box')?.style.width).toBe('360px');
    await clean(container);
    fireEvent.click(screen.getByRole('button', { name: 'Play sea.mp4' }));
    expect(onPlay).toHaveBeenCalledOnce();
    expect(element().src).toBe('http://127.0.0.1:9/f00');
    expect(document.activeElement).toBe(element());
  });

  it('is calm without a cover, and when its cover does not come', () => {
    const { container } = box({ cover: null, seconds: 0, file: { ...video.file, bytes: 0 } });
    expect(container.querySelector('.video-blank')).toBeTruthy();
    expect(container.querySelector('.video-facts')).toBeNull();
    const other = box();
    fireEvent.error(other.container.querySelector('img') as HTMLElement);
    expect(other.container.querySelector('.video-blank')).toBeTruthy();
  });

  it('is played with the keys, and gives the focus back to its cover', () => {
    const { onEnd } = box();
    fireEvent.click(screen.getByTestId('play-video'));
    const media = element();
    const play = vi.spyOn(media, 'play').mockResolvedValue();
    Object.defineProperty(media, 'duration', { value: 42 });
    fireEvent.keyDown(media, { key: ' ' });
    expect(play).toHaveBeenCalledOnce();
    media.currentTime = 10;
    fireEvent.keyDown(media, { key: 'ArrowRight' });
    expect(media.currentTime).toBe(15);
    for (let press = 0; press < 5; press++) fireEvent.keyDown(media, { key: 'ArrowLeft' });
    expect(media.currentTime).toBe(0);
    // What it does not know goes on to whoever does.
    const others = vi.fn();
    document.addEventListener('keydown', others, { once: true });
    fireEvent.keyDown(media, { key: 'ArrowRight' });
    expect(others).not.toHaveBeenCalled();
    fireEvent.keyDown(media, { key: 'Escape' });
    expect(onEnd).toHaveBeenCalledOnce();
    expect(document.activeElement).toBe(screen.getByTestId('play-video'));
  });

  it('says what is missing where it cannot be decoded, and opens elsewhere', async () => {
    const { container, onOpenElsewhere } = box();
    fireEvent.click(screen.getByTestId('play-video'));
    element().canPlayType = () => 'maybe';
    fireEvent.error(element());
    expect(screen.getByRole('alert').textContent).toContain('gstreamer1.0-libav');
    await clean(container);
    fireEvent.click(screen.getByTestId('open-elsewhere'));
    expect(onOpenElsewhere).toHaveBeenCalledOnce();
  });

  it('ends when somebody has scrolled far away', () => {
    let tell!: (entries: { isIntersecting: boolean }[]) => void;
    vi.stubGlobal(
      'IntersectionObserver',
      class {
        constructor(told: typeof tell) {
          tell = told;
        }
        observe(): void {}
        disconnect(): void {}
      },
    );
    const { onEnd } = box();
    fireEvent.click(screen.getByTestId('play-video'));
    tell([{ isIntersecting: true }]);
    expect(onEnd).not.toHaveBeenCalled();
    tell([{ isIntersecting: false }]);
    expect(onEnd).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
  });

  it('shows how far an upload is, with a way out', () => {
    const { onCancel } = box({}, { kind: 'uploading', percent: 45 });
    expect(screen.getByTestId('upload').textContent).toContain('45%');
    fireEvent.click(screen.getByTestId('upload-cancel'));
    expect(onCancel).toHaveBeenCalledOnce();
  });
});
