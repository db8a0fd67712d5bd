import { Image } from 'lucide';
import { createMemo, For, Show, type JSX } from 'solid-js';

import type { MessageRow, Picture } from '../../../bindings';
import { t } from '../../../i18n/language';
import { albumLayout, type Box } from '../album';
import type { MessageContext } from '../context';
import { MessageElement } from '../element';
import { kind } from '../kind';
import { MessageText } from '../message-text';
import { PictureBox } from '../picture-box';

const pictureOf = (message: MessageRow): Picture | null =>
  message.body.kind === 'picture' ? message.body.picture : null;

const percent = (share: number) => `${share * 100}%`;

/** The caption of pictures that were sent together goes with one of them. */
function Caption(props: { message: MessageRow; text: string; link: Parameters<typeof MessageText>[0]['onLink']; me: string; reachable: boolean; reshape: MessageContext['reshape']; meta: JSX.Element }): JSX.Element {
  return (
    <div class="caption">
      <MessageText
        text={props.text}
        links={props.message.links}
        mention={props.message.mentionsMe ? props.me : null}
        reachable={props.reachable}
        reshape={props.reshape}
        onLink={props.link}
      />
      {props.meta}
    </div>
  );
}

export default kind('picture', {
  form: 'media',
  words: (body) => body.picture.caption,
  picture: (body) => (body.picture.problem ? null : body.picture.media),
  list: { icon: Image, name: () => t().kindPicture },
  spoken: (body) => [t().kindPicture, body.picture.caption || body.picture.name].filter((words) => words !== '').join(', '),
  open: (message, _body, context) => context.actions.openPicture(message.id),
  View: (props) => {
    const several = () => (props.message.album?.count ?? 1) > 1;
    const captioned = () => props.messages.find((message) => pictureOf(message)?.caption) ?? null;
    const layout = createMemo(() => {
      const shapes = props.messages.map((message) => {
        const picture = pictureOf(message);
        return picture && picture.width > 0 && picture.height > 0 ? picture.width / picture.height : 1;
      });
      // Others may still come to stand here: the frame keeps its size for them.
      while (shapes.length < props.places) shapes.push(1);
      return albumLayout(shapes);
    });

    const one = (message: MessageRow) => (
      <Show when={pictureOf(message)}>
        {(picture) => (
          <PictureBox
            picture={picture()}
            delivery={message.delivery}
            tile={several()}
            src={props.context.mediaUrl(picture().media, 'preview')}
            reachable={props.context.isActive(message.id)}
            onOpen={() => props.context.actions.openPicture(message.id)}
            onCancel={() => props.context.actions.cancel(message.id)}
          />
        )}
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
            <For each={props.messages}>
              {(message, index) => (
                <MessageElement message={message} context={props.context} class="picture-cell" style={at(index())}>
                  {one(message)}
                </MessageElement>
              )}
            </For>
          </div>
        </Show>
        <Show when={captioned()} fallback={props.meta(true)}>
          {(message) => (
            <Caption
              message={message()}
              text={pictureOf(message())?.caption ?? ''}
              link={props.context.actions.link}
              me={props.context.me}
              reachable={props.context.isActive(message().id)}
              reshape={props.context.reshape}
              meta={props.meta()}
            />
          )}
        </Show>
      </>
    );
  },
});
