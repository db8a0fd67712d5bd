import { Download, File, FolderOpen, Save, SquareArrowOutUpRight } from 'lucide';

import type { FileState } from '../../../bindings';
import { t } from '../../../i18n/language';
import { fileSize } from '../../../i18n/size';
import { FileBox } from '../file-box';
import { kind } from '../kind';
import { known } from '../known';

const size = (bytes: number) => (bytes > 0 ? fileSize(bytes) : '');

const isHere = (state: FileState | undefined) => state?.state === 'here';

export default kind('file', {
  form: 'words',
  words: () => '',
  list: { icon: File, name: () => t().kindFile },
  spoken: (body) => known(t().kindFile, body.file.name, size(body.file.bytes)),
  open: (message, body, context) => {
    if (isHere(context.files.state(body.file.media))) context.files.open(message.id, body.file);
    else context.files.load(message.id);
  },
  menu: (message, body, context) => {
    // What is still being written here is where it was.
    if (message.serverId === null) return [];
    const { files } = context;
    const { file } = body;
    const state = files.state(file.media);
    return [
      isHere(state)
        ? { label: t().openFile, icon: SquareArrowOutUpRight, testid: 'menu-open-file', run: () => files.open(message.id, file) }
        : { label: t().loadFile, icon: Download, testid: 'menu-load-file', run: () => files.load(message.id) },
      { label: t().showInFolder, icon: FolderOpen, testid: 'menu-show-file', run: () => files.show(message.id) },
      { label: t().saveAs, icon: Save, testid: 'menu-save-file', run: () => files.saveAs(message.id) },
    ];
  },
  View: (props) => (
    <>
      <FileBox
        file={props.body.file}
        state={props.context.files.state(props.body.file.media)}
        delivery={props.message.delivery}
        reachable={props.context.isActive(props.message.id)}
        onOpen={() => props.context.files.open(props.message.id, props.body.file)}
        onLoad={() => props.context.files.load(props.message.id)}
        onPause={() => props.context.files.pause(props.body.file.media)}
        onCancel={() => props.context.actions.cancel(props.message.id)}
      />
      {props.meta()}
    </>
  ),
});
