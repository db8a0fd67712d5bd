import { Image } from 'lucide';

import { t } from '../../../i18n/language';
import { AlbumView } from '../album-view';
import { kind } from '../kind';
import { PictureBox } from '../picture-box';

/** Largest picture that moves in the chat, bytes; others move in the viewer. */
const MOVES = 8 * 1024 * 1024;

export default kind('picture', {
  form: 'media',
  words: (body) => body.picture.caption,
  picture: (body) => (body.picture.problem ? null : body.picture.media),
  list: { icon: Image, name: () => t().kindPicture },
  spoken: (body) => [t().kindPicture, body.picture.caption || body.picture.name].filter((words) => words !== '').join(', '),
  open: (message, _body, context) => context.actions.openPicture(message.id),
  tile: {
    shape: ({ picture }) => (picture.width > 0 && picture.height > 0 ? picture.width / picture.height : 1),
    View: (props) => (
      <PictureBox
        picture={props.body.picture}
        delivery={props.message.delivery}
        tile={props.several}
        byItself={props.context.loadsPictures || props.message.own}
        here={props.context.mediaUrl(props.body.picture.media, 'here')}
        src={props.context.mediaUrl(props.body.picture.media, 'preview')}
        moving={
          props.body.picture.animated && props.body.picture.bytes <= MOVES && (props.context.loadsPictures || props.message.own)
            ? props.context.mediaUrl(props.body.picture.media, 'moving')
            : undefined
        }
        reachable={props.context.isActive(props.message.id)}
        onOpen={() => props.context.actions.openPicture(props.message.id)}
        onCancel={() => props.context.actions.cancel(props.message.id)}
      />
    ),
  },
  View: AlbumView,
});
