import { ChevronLeft, ChevronRight, File, FileWarning, Film, Folder, MapPin, Play, X } from 'lucide';
import { createSignal, For, Match, Show, Switch, type JSX } from 'solid-js';

import type { Intake, SendMode } from '../../bindings';
import { playTime } from '../../i18n/duration';
import { say, t } from '../../i18n/language';
import { fileSize } from '../../i18n/size';
import { sentAs } from '../../state/chat';
import { Segments } from '../field/segments';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import { endingOf } from '../message/ending';
import './tray.css';

/** What it weighs when pictures are sent this way. */
const sizeAs = (item: Intake, mode: SendMode): number =>
  sentAs(item, mode) === 'compress' ? (item.compressedBytes ?? item.bytes) : item.bytes;

/** Files before they are sent: in order, each as what it will be, with what it weighs. */
export function Tray(props: {
  items: Intake[];
  mode: SendMode;
  url: (handle: string) => string;
  onMode: (mode: SendMode) => void;
  onMove: (handle: string, to: number) => void;
  onRemove: (handle: string) => void;
  /** A folder is to be made into a file. */
  onPack: (handle: string) => void;
}): JSX.Element {
  const [dragged, setDragged] = createSignal<string | null>(null);
  let list!: HTMLUListElement;

  const good = () => props.items.filter((item) => item.problem === null && !item.looking && item.kind !== 'folder');
  const pictures = () => good().filter((item) => item.kind === 'picture');
  /** What can be shown, or sent as a file. */
  const shown = () => good().filter((item) => item.kind === 'picture' || item.kind === 'video');
  const weigh = (items: Intake[], mode: SendMode) => items.reduce((sum, item) => sum + sizeAs(item, mode), 0);
  const compressible = () => pictures().some((item) => item.compressedBytes !== null);
  /** Sent with everything that stands in it: by choice, or because compressing changes nothing. */
  const tellsPlace = () => pictures().some((item) => item.hasLocation && sentAs(item, props.mode) !== 'compress');
  const count = () => {
    const folders = props.items.filter((item) => item.kind === 'folder').length;
    const files = props.items.filter((item) => sentAs(item, props.mode) === 'file').length - folders;
    const videos = props.items.filter((item) => item.kind === 'video' && sentAs(item, props.mode) !== 'file').length;
    const pictures = props.items.length - files - folders - videos;
    return [t().pictureCount(pictures), t().videoCount(videos), t().fileCount(files), t().folderCount(folders)]
      .filter((words) => words !== '')
      .join(' · ');
  };
  const choices = () => {
    const all: { value: SendMode; label: string }[] = [
      {
        value: 'original',
        label: (pictures().length > 0 ? t().modeOriginal : t().modeVideo)(fileSize(weigh(shown(), 'original'))),
      },
      { value: 'file', label: t().modeFile },
    ];
    if (compressible()) all.unshift({ value: 'compress', label: t().modeCompress(fileSize(weigh(shown(), 'compress'))) });
    return all;
  };
  /** Without a smaller form they go as they are. */
  const chosen = () => (props.mode === 'compress' && !compressible() ? 'original' : props.mode);

  // Moved with the pointer rather than by native drag and drop: that belongs to the window here.
  function drag(event: PointerEvent): void {
    const handle = dragged();
    if (handle === null) return;
    const cells = [...list.querySelectorAll<HTMLElement>('li')];
    const over = cells.findIndex((cell) => {
      const box = cell.getBoundingClientRect();
      return event.clientX >= box.left && event.clientX < box.right;
    });
    const at = props.items.findIndex((item) => item.handle === handle);
    if (over >= 0 && over !== at) props.onMove(handle, over);
  }

  return (
    <section class="tray" aria-label={t().trayLabel} data-testid="tray">
      <ul ref={list} onPointerMove={drag} onPointerUp={() => setDragged(null)} onPointerCancel={() => setDragged(null)}>
        <For each={props.items}>
          {(item, at) => (
            <li
              class="tray-item"
              classList={{ bad: item.problem !== null, dragged: dragged() === item.handle }}
              aria-busy={item.looking}
              data-testid="tray-item"
              data-handle={item.handle}
            >
              <div
                class="tray-picture"
                onPointerDown={(event) => {
                  if (event.button === 0 && props.items.length > 1) setDragged(item.handle);
                }}
              >
                <Switch
                  fallback={
                    <>
                      <Show when={item.pictured} fallback={<span class="tray-file"><Icon of={Film} size={28} /></span>}>
                        <img src={props.url(item.handle)} alt="" draggable={false} />
                      </Show>
                      <Show when={item.kind === 'video'}>
                        <span class="tray-video numbers" data-testid="tray-video">
                          <Icon of={Play} size={12} /> {playTime(item.seconds)}
                        </span>
                      </Show>
                    </>
                  }
                >
                  <Match when={item.looking}>
                    <span class="spinner" />
                  </Match>
                  <Match when={item.problem !== null}>
                    <Icon of={FileWarning} size={28} />
                  </Match>
                  <Match when={item.kind === 'folder'}>
                    <span class="tray-file">
                      <Icon of={Folder} size={28} />
                      <span class="numbers">{t().fileCount(item.files)}</span>
                    </span>
                  </Match>
                  <Match when={sentAs(item, props.mode) === 'file'}>
                    <span class="tray-file" data-testid="tray-file">
                      <Icon of={File} size={28} />
                      <bdi>{endingOf(item.name)}</bdi>
                    </span>
                  </Match>
                </Switch>
              </div>
              <IconButton
                class="tray-remove"
                icon={X}
                size={14}
                label={t().trayRemove(item.name)}
                data-testid="tray-remove"
                onClick={() => props.onRemove(item.handle)}
              />
              <bdi class="tray-name ellipsis hint" title={item.name}>
                {item.name}
              </bdi>
              <Show
                when={item.problem}
                fallback={
                  <span class="tray-size hint numbers">
                    {item.looking ? t().trayLooking : fileSize(sizeAs(item, props.mode))}
                    <Show when={item.hasLocation}>
                      <Icon of={MapPin} size={12} />
                    </Show>
                  </span>
                }
              >
                {(problem) => <span class="field-error">{say(problem().text)}</span>}
              </Show>
              <Show when={item.kind === 'folder' && !item.looking && item.problem === null}>
                <button type="button" class="chip tray-pack" title={t().packHint} data-testid="tray-pack" onClick={() => props.onPack(item.handle)}>
                  {t().packFolder}
                </button>
              </Show>
              <Show when={props.items.length > 1}>
                <span class="tray-moves">
                  <IconButton
                    icon={ChevronLeft}
                    size={16}
                    label={t().trayEarlier(item.name)}
                    disabled={at() === 0}
                    onClick={() => props.onMove(item.handle, at() - 1)}
                  />
                  <IconButton
                    icon={ChevronRight}
                    size={16}
                    label={t().trayLater(item.name)}
                    disabled={at() === props.items.length - 1}
                    onClick={() => props.onMove(item.handle, at() + 1)}
                  />
                </span>
              </Show>
            </li>
          )}
        </For>
      </ul>
      <div class="tray-foot">
        <span class="hint">{count()}</span>
        <Show
          when={shown().length > 0}
          fallback={
            <Show when={good().length > 0}>
              <span class="hint numbers">{fileSize(weigh(good(), 'file'))}</span>
            </Show>
          }
        >
          <Segments<SendMode>
            label={t().trayMode}
            testid="tray-mode"
            value={chosen()}
            choices={choices()}
            onChange={props.onMode}
          />
        </Show>
        <Show when={props.items.some((item) => item.kind === 'folder')}>
          <span class="hint" role="status">{t().packHint}</span>
        </Show>
        <Show when={tellsPlace()}>
          <span class="tray-place" role="status">
            <Icon of={MapPin} size={14} /> {t().trayLocation}
          </span>
        </Show>
      </div>
    </section>
  );
}
