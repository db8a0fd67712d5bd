import { File } from 'lucide';

import { t } from '../../../i18n/language';
import { fileSize } from '../../../i18n/size';
import { Card } from '../card';
import { kind } from '../kind';
import { known } from '../known';

const size = (bytes: number) => (bytes > 0 ? fileSize(bytes) : '');

export default kind('file', {
  form: 'words',
  words: (body) => body.name,
  list: { icon: File, name: () => t().kindFile },
  spoken: (body) => known(t().kindFile, body.name, size(body.bytes)),
  View: (props) => (
    <>
      <Card icon={File} title={props.body.name || t().kindFile} facts={[size(props.body.bytes), t().notHereYet]} />
      {props.meta()}
    </>
  ),
});
