import { RotateCw } from 'lucide';
import { createMemo, For, Show, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';

import type { MessageRow } from '../../bindings';
import { t } from '../../i18n/language';
import { IconButton } from '../icon/icon-button';
import { albumLayout, type Box } from './album';
import type { MessageContext } from './context';
import { MessageElement } from './element';
import type { KindProps } from './kind';
import { kindOf } from './kinds';
import { MessageText } from './message-text';

const percent = (share: number) => `${share * 100}%`;

const tileOf = (message: MessageRow) => kindOf(message.body).tile;

const captionOf = (message: MessageRow): string => kindOf(message.body).words(message.body);

/** Words that were sent with pictures and videos go with one of them. */
function Caption(props: { message: MessageRow; context: MessageContext; meta: JSX.Element }): JSX.Element {
  return (
    <div class="caption">
      <MessageText
        text={captionOf(props.message)}
        links={props.message.links}
        mention={props.message.mentionsMe ? props.context.me : null}
        reachable={props.context.isActive(props.message.id)}
        reshape={props.context.reshape}
        onLink={props.context.actions.link}
      />
      {props.meta}
    </div>
  );
}

/** A picture or video, or several of them that were sent together, whichever stands where. */
export function AlbumView(props: KindProps): JSX.Element {
  const several = () => (props.message.album?.count ?? 1) > 1;
  const shown = () => props.messages.filter((message) => tileOf(message));
  const captioned = () => shown().find((message) => captionOf(message) !== '') ?? null;
  const layout = createMemo(() => {
    const shapes = shown().map((message) => tileOf(message)?.shape(message.body) ?? 1);
    // Others may still come to stand here: the frame keeps its size for them.
    while (shapes.length < props.places) shapes.push(1);
    return albumLayout(shapes);
  });

  const one = (message: MessageRow) => (
    <Show when={tileOf(message)}>
      {(tile) => <Dynamic component={tile().View} message={message} body={message.body} several={several()} context={props.context} />}
    </Show>
  );

  const at = (index: number) => {
    const box = layout().boxes[index] as Box | undefined;
    if (!box) return undefined;
    return { left: percent(box.x), top: percent(box.y), width: percent(box.width), height: percent(box.height) };
  };

  return (
    <>
      <Show when={several()} fallback={one(props.message)}>
        <div class="album-grid" style={{ 'aspect-ratio': String(layout().shape) }}>
          <For each={shown()}>
            {(message, index) => (
              <MessageElement message={message} context={props.context} class="picture-cell" style={at(index())}>
                {one(message)}
                <Show when={message.delivery?.kind === 'failed'}>
                  <span class="tile-again">
                    <IconButton
                      icon={RotateCw}
                      size={18}
                      label={t().retry}
                      tabindex={props.context.isActive(message.id) ? 0 : -1}
                      data-testid="tile-again"
                      onClick={() => props.context.actions.retry(message.id)}
                    />
                  </span>
                </Show>
              </MessageElement>
            )}
          </For>
        </div>
      </Show>
      <Show when={captioned()} fallback={props.meta(true)}>
        {(message) => <Caption message={message()} context={props.context} meta={props.meta()} />}
      </Show>
    </>
  );
}
