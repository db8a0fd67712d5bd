import { Video } from 'lucide';

import { playTime } from '../../../i18n/duration';
import { t } from '../../../i18n/language';
import { fileSize } from '../../../i18n/size';
import { Card } from '../card';
import { kind } from '../kind';
import { known } from '../known';

const size = (bytes: number) => (bytes > 0 ? fileSize(bytes) : '');

export default kind('video', {
  form: 'words',
  words: () => '',
  list: { icon: Video, name: () => t().kindVideo },
  spoken: (body) => known(t().kindVideo, playTime(body.seconds), size(body.bytes)),
  View: (props) => (
    <>
      <Card
        icon={Video}
        title={t().kindVideo}
        facts={[[playTime(props.body.seconds), size(props.body.bytes)].filter((fact) => fact !== '').join(' · '), t().notHereYet]}
      />
      {props.meta()}
    </>
  ),
});
