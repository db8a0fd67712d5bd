import { File, Image, Link, Mic, Play, X } from 'lucide';
import { createEffect, For, on, onCleanup, Show, type JSX } from 'solid-js';

import type { MessageFilter, SharedItem, SharedItems } from '../../bindings';
import { clockTime, playTime } from '../../i18n/duration';
import { language, say, t } from '../../i18n/language';
import { fileSize } from '../../i18n/size';
import { listTime, moment } from '../../i18n/time';
import { asFailure } from '../../runtime/runtime';
import { createShared, SHARED, type SharedKind } from '../../state/shared';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import { kindNamed } from '../message/kinds';
import { AgainImage } from '../picture-again/again';
import '../side-panel/side-panel.css';
import './shared-panel.css';

const TABS = Object.keys(SHARED) as SharedKind[];
const ICONS = { media: Image, files: File, voice: Mic, links: Link };

const tabName = (kind: SharedKind) =>
  ({ media: t().sharedMedia, files: t().searchFiles, voice: t().searchVoice, links: t().searchLinks })[kind];

/** The line that says what it is. */
function nameOf({ body, links }: SharedItem): string {
  const [link] = links;
  if (link) return link.url;
  if (body.kind === 'file') return body.file.name || t().kindFile;
  if (body.kind === 'voice') return clockTime(body.voice.millis);
  if (body.kind === 'link') return body.title || body.url;
  return kindNamed(body.kind).list.name();
}

/** What was shared in a chat: pictures and videos, files, recordings, links. */
export function SharedPanel(props: {
  load: (filter: MessageFilter, after: string | null) => Promise<SharedItems>;
  /** Changes when there may be something new. */
  news: unknown;
  now: number;
  mediaUrl: (media: string) => string;
  onPicture: (message: string) => void;
  onGo: (message: string) => void;
  onClose: () => void;
}): JSX.Element {
  const shared = createShared(props.load);
  let tabs!: HTMLDivElement;
  createEffect(on(() => props.news, shared.refresh));

  // More comes by itself when the end of the list is near.
  let observer: IntersectionObserver | undefined;
  const watch = (end: Element) => {
    observer?.disconnect();
    observer = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && shared.further(), {
      rootMargin: '400px',
    });
    observer.observe(end);
  };
  onCleanup(() => observer?.disconnect());

  function onTabKey(event: KeyboardEvent): void {
    const at = TABS.indexOf(shared.kind());
    const to: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: TABS.length - 1 };
    const next = TABS[((to[event.key] ?? NaN) + TABS.length) % TABS.length];
    if (next === undefined) return;
    shared.show(next);
    tabs.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
    event.preventDefault();
  }

  return (
    <aside class="side-panel" aria-label={t().shared} data-testid="shared-panel">
      <header>
        <h2>{t().shared}</h2>
        <IconButton icon={X} label={t().close} data-testid="panel-close" onClick={() => props.onClose()} />
      </header>
      <div ref={tabs} class="shared-tabs" role="tablist" aria-label={t().shared} onKeyDown={onTabKey}>
        <For each={TABS}>
          {(kind) => (
            <button
              type="button"
              role="tab"
              aria-selected={kind === shared.kind()}
              tabindex={kind === shared.kind() ? 0 : -1}
              data-testid={`shared-${kind}`}
              onClick={() => shared.show(kind)}
            >
              {tabName(kind)}
            </button>
          )}
        </For>
      </div>
      <div class="panel-scroll" role="tabpanel" aria-label={tabName(shared.kind())}>
        <Show when={shared.failure()}>
          {(error) => (
            <p class="field-error" role="alert">
              {say(asFailure(error()).reason.text)}
            </p>
          )}
        </Show>
        <Show when={(shared.percent() ?? 100) < 100}>
          <p class="hint numbers">{t().searchReading(shared.percent() ?? 0)}</p>
        </Show>
        <Show when={shared.percent() !== null && shared.items().length === 0}>
          <p class="hint" data-testid="shared-nothing">
            {t().sharedNothing}
          </p>
        </Show>
        <ul classList={{ 'shared-grid': shared.kind() === 'media', 'shared-rows': shared.kind() !== 'media' }}>
          <For each={shared.items()}>
            {(item) => (
              <li>
                <Show
                  when={shared.kind() === 'media'}
                  fallback={
                    <button type="button" class="shared-row" data-testid="shared-item" onClick={() => props.onGo(item.message)}>
                      <Icon of={ICONS[shared.kind()]} size={20} />
                      <span class="shared-lines">
                        <bdi class="ellipsis">{nameOf(item)}</bdi>
                        <span class="hint ellipsis">
                          <bdi>{item.senderName}</bdi>
                          {' · '}
                          <time title={moment(item.time, language())}>{listTime(item.time, props.now, t())}</time>
                          <Show when={item.body.kind === 'file' && item.body.file.bytes}>
                            {(bytes) => ` · ${fileSize(bytes())}`}
                          </Show>
                        </span>
                      </span>
                    </button>
                  }
                >
                  <Tile item={item} mediaUrl={props.mediaUrl} onPicture={props.onPicture} onGo={props.onGo} />
                </Show>
              </li>
            )}
          </For>
        </ul>
        <Show when={shared.more()}>
          <button
            ref={(button) => typeof IntersectionObserver !== 'undefined' && watch(button)}
            type="button"
            class="text-button"
            data-testid="shared-more"
            onClick={shared.further}
          >
            {t().searchMore}
          </button>
        </Show>
      </div>
    </aside>
  );
}

/** A picture, or the cover of a video. */
function Tile(props: {
  item: SharedItem;
  mediaUrl: (media: string) => string;
  onPicture: (message: string) => void;
  onGo: (message: string) => void;
}): JSX.Element {
  const body = () => props.item.body;
  const cover = () => {
    const of = body();
    if (of.kind === 'picture') return of.picture.media;
    return of.kind === 'video' ? of.video.cover : null;
  };
  const seconds = () => {
    const of = body();
    return of.kind === 'video' ? of.video.seconds : null;
  };
  const label = () => {
    const of = body();
    return of.kind === 'picture' ? t().openPicture(of.picture.name) : kindNamed(of.kind).list.name();
  };
  return (
    <button
      type="button"
      aria-label={label()}
      data-testid="shared-item"
      onClick={() => (body().kind === 'picture' ? props.onPicture : props.onGo)(props.item.message)}
    >
      <Show when={cover()}>
        {(media) => <AgainImage src={props.mediaUrl(media())} alt="" loading="lazy" draggable={false} />}
      </Show>
      <Show when={seconds() !== null}>
        <span class="shared-length numbers" aria-hidden="true">
          <Icon of={Play} size={12} /> {playTime(seconds() ?? 0)}
        </span>
      </Show>
    </button>
  );
}
