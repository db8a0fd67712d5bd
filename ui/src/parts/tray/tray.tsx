import { ChevronLeft, ChevronRight, FileWarning, MapPin, X } from 'lucide';
import { createSignal, For, Match, Show, Switch, type JSX } from 'solid-js';

import type { Intake, PictureMode } from '../../bindings';
import { say, t } from '../../i18n/language';
import { fileSize } from '../../i18n/size';
import { Segments } from '../field/segments';
import { Icon } from '../icon/icon';
import { IconButton } from '../icon/icon-button';
import './tray.css';

/** Pictures before they are sent: in order, with what they weigh. */
export function Tray(props: {
  items: Intake[];
  mode: PictureMode;
  url: (handle: string) => string;
  onMode: (mode: PictureMode) => void;
  onMove: (handle: string, to: number) => void;
  onRemove: (handle: string) => void;
}): JSX.Element {
  const [dragged, setDragged] = createSignal<string | null>(null);
  let list!: HTMLUListElement;

  const good = () => props.items.filter((item) => item.problem === null && !item.looking);
  const original = () => good().reduce((sum, item) => sum + item.bytes, 0);
  const compressed = () =>
    good().reduce((sum, item) => sum + (item.compressedBytes ?? item.bytes), 0);
  const compressible = () => good().some((item) => item.compressedBytes !== null);
  const sizeOf = (intake: Intake) =>
    props.mode === 'compress' ? (intake.compressedBytes ?? intake.bytes) : intake.bytes;
  /** Sent as it is: by choice, or because compressing changes nothing. */
  const tellsPlace = () =>
    good().some(
      (item) => item.hasLocation && (props.mode === 'original' || item.compressedBytes === null),
    );

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
                <Switch fallback={<img src={props.url(item.handle)} alt="" draggable={false} />}>
                  <Match when={item.looking}>
                    <span class="spinner" />
                  </Match>
                  <Match when={item.problem !== null}>
                    <Icon of={FileWarning} size={28} />
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
                    {item.looking ? t().trayLooking : fileSize(sizeOf(item))}
                    <Show when={item.hasLocation}>
                      <Icon of={MapPin} size={12} />
                    </Show>
                  </span>
                }
              >
                {(problem) => <span class="field-error">{say(problem().text)}</span>}
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
        <span class="hint">{t().pictureCount(props.items.length)}</span>
        <Show
          when={compressible()}
          fallback={
            <Show when={original() > 0}>
              <span class="hint numbers">{t().modeOriginal(fileSize(original()))}</span>
            </Show>
          }
        >
          <Segments<PictureMode>
            label={t().trayMode}
            testid="tray-mode"
            value={props.mode}
            choices={[
              { value: 'compress', label: t().modeCompress(fileSize(compressed())) },
              { value: 'original', label: t().modeOriginal(fileSize(original())) },
            ]}
            onChange={props.onMode}
          />
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
