import { File } from 'lucide';

import { t } from '../../../i18n/language';
import { fileSize } from '../../../i18n/size';
import { FileBox } from '../file-box';
import { fileMenu, isHere } from '../file-menu';
import { kind } from '../kind';
import { known } from '../known';

const size = (bytes: number) => (bytes > 0 ? fileSize(bytes) : '');

export default kind('file', {
  form: 'words',
  words: () => '',
  list: { icon: File, name: () => t().kindFile },
  spoken: (body) => known(t().kindFile, body.file.name, size(body.file.bytes)),
  open: (message, body, context) => {
    if (isHere(context.files.state(body.file.media))) context.files.open(message.id, body.file);
    else context.files.load(message.id);
  },
  menu: (message, body, context) => fileMenu(message, body.file, context, t().openFile),
  View: (props) => (
    <>
      <FileBox
        file={props.body.file}
        state={props.context.files.state(props.body.file.media)}
        delivery={props.message.delivery}
        reachable={props.context.isActive(props.message.id)}
        byItself={props.body.file.bytes > 0 && props.body.file.bytes <= props.context.loadsFiles}
        onFetch={() => props.context.files.fetch(props.message.id)}
        onOpen={() => props.context.files.open(props.message.id, props.body.file)}
        onLoad={() => props.context.files.load(props.message.id)}
        onPause={() => props.context.files.pause(props.body.file.media)}
        onCancel={() => props.context.actions.cancel(props.message.id)}
      />
      {props.meta()}
    </>
  ),
});
