import { Video } from 'lucide';

import { t } from '../../../i18n/language';
import { playTime } from '../../../i18n/duration';
import { fileSize } from '../../../i18n/size';
import { AlbumView } from '../album-view';
import { fileMenu } from '../file-menu';
import { kind } from '../kind';
import { known } from '../known';
import { VideoBox } from '../video-box';

const size = (bytes: number) => (bytes > 0 ? fileSize(bytes) : '');

export default kind('video', {
  form: 'media',
  words: (body) => body.video.caption,
  list: { icon: Video, name: () => t().kindVideo },
  spoken: ({ video }) => known(t().kindVideo, video.caption, playTime(video.seconds), size(video.file.bytes)),
  open: (message, _body, context) => context.files.play(message.id),
  menu: (message, { video }, context) => fileMenu(message, video.file, context, t().openInPlayer),
  tile: {
    shape: ({ video }) => (video.width > 0 && video.height > 0 ? video.width / video.height : 1),
    View: (props) => (
      <VideoBox
        video={props.body.video}
        delivery={props.message.delivery}
        tile={props.several}
        cover={props.body.video.cover && props.context.mediaUrl(props.body.video.cover, props.context.loadsPictures || props.message.own ? 'preview' : 'here')}
        reachable={props.context.isActive(props.message.id)}
        playing={props.context.files.playing(props.message.id)}
        onPlay={() => props.context.files.play(props.message.id)}
        onEnd={() => props.context.files.stop(props.message.id)}
        onCancel={() => props.context.actions.cancel(props.message.id)}
        onOpenElsewhere={() => props.context.files.open(props.message.id, props.body.video.file)}
      />
    ),
  },
  View: AlbumView,
});
