import { Sticker } from 'lucide';
import { Show } from 'solid-js';

import { t } from '../../../i18n/language';
import { Card } from '../card';
import { kind } from '../kind';
import { known } from '../known';
import { StickerBox } from '../sticker-box';

export default kind('sticker', {
  form: 'words',
  bare: (body, context) => body.picture !== null && context.showsStickers(body.picture.host),
  words: (body) => body.text,
  list: { icon: Sticker, name: () => t().kindSticker },
  spoken: (body) => known(t().kindSticker, body.text),
  View: (props) => (
    <>
      <Show
        when={props.body.picture}
        fallback={<Card icon={Sticker} title={t().kindSticker} facts={[props.body.text]} />}
      >
        {(picture) => (
          <StickerBox
            picture={picture()}
            words={props.body.text}
            shows={props.context.showsStickers(picture().host)}
            byItself={props.context.loadsPictures || props.message.own}
            reachable={props.context.isActive(props.message.id)}
            url={props.context.mediaUrl}
            onShow={() => props.context.actions.showStickers(picture().host)}
          />
        )}
      </Show>
      {props.meta()}
    </>
  ),
});
