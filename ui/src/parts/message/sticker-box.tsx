import { Sticker } from 'lucide';
import { createSignal, Match, Show, Switch, type JSX } from 'solid-js';

import type { StickerPicture } from '../../bindings';
import { t } from '../../i18n/language';
import { attempted, whenAgain } from '../picture-again/again';
import { Card } from './card';
import { MovingImage } from './moving-image';
import './sticker.css';

/** Longest side of a sticker in a chat. */
const MAX_SIDE = 160;

/** The size of its place, known before it is loaded. */
function place(picture: StickerPicture): { width: string; height: string } {
  const known = picture.width > 0 && picture.height > 0;
  const scale = known ? Math.min(1, MAX_SIDE / picture.width, MAX_SIDE / picture.height) : 1;
  const side = (pixels: number) => `${known ? Math.max(16, Math.round(pixels * scale)) : MAX_SIDE}px`;
  return { width: side(picture.width), height: side(picture.height) };
}

/** The picture of a sticker, or its words while it may not be loaded or cannot. */
export function StickerBox(props: {
  picture: StickerPicture;
  words: string;
  /** Stickers of its host are shown. */
  shows: boolean;
  /** It loads without being asked for; otherwise only one that is on this computer is shown until somebody asks. */
  byItself: boolean;
  reachable: boolean;
  url: (media: string, variant: 'preview' | 'here' | 'moving') => string;
  onShow: () => void;
}): JSX.Element {
  const [shown, setShown] = createSignal(false);
  const [failed, setFailed] = createSignal(false);
  const [attempt, setAttempt] = createSignal(0);
  const [asked, setAsked] = createSignal(false);
  const [away, setAway] = createSignal(false);
  const waits = () => !props.byItself && !asked();
  const tryAgain = () => {
    setAttempt(attempt() + 1);
    setFailed(false);
  };
  whenAgain(failed, tryAgain);
  const button = (words: string, testid: string, press: () => void) => (
    <button type="button" class="text-button card-open" tabindex={props.reachable ? 0 : -1} data-testid={testid} onClick={press}>
      {words}
    </button>
  );
  return (
    <Show
      when={props.shows && !failed() && !(waits() && away())}
      fallback={
        <Card icon={Sticker} title={t().kindSticker} facts={[props.words, failed() ? t().stickerFailed : '']}>
          <Switch fallback={button(t().showStickers(props.picture.host), 'show-stickers', () => props.onShow())}>
            <Match when={failed()}>{button(t().tryAgain, 'sticker-again', tryAgain)}</Match>
            <Match when={props.shows}>{button(t().loadPicture, 'load-sticker', () => setAsked(true))}</Match>
          </Switch>
        </Card>
      }
    >
      <span
        class="sticker"
        role="img"
        aria-label={props.words || t().kindSticker}
        style={place(props.picture)}
        data-testid="sticker"
        data-loaded={shown() ? 'true' : undefined}
      >
        <img
          src={waits() ? props.url(props.picture.media, 'here') : attempted(props.url(props.picture.media, 'preview'), attempt())}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          classList={{ shown: shown() }}
          onLoad={() => setShown(true)}
          onError={() => (waits() ? setAway(true) : setFailed(true))}
        />
        <Show when={shown()}>
          <MovingImage src={props.url(props.picture.media, 'moving')} />
        </Show>
      </span>
    </Show>
  );
}
