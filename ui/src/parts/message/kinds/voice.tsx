import { Mic } from 'lucide';

import { playTime } from '../../../i18n/duration';
import { t } from '../../../i18n/language';
import { Card } from '../card';
import { kind } from '../kind';
import { known } from '../known';

export default kind('voice', {
  form: 'words',
  words: () => '',
  list: { icon: Mic, name: () => t().kindVoice },
  spoken: (body) => known(t().kindVoice, playTime(body.seconds)),
  View: (props) => (
    <>
      <Card icon={Mic} title={t().kindVoice} facts={[playTime(props.body.seconds), t().notHereYet]} />
      {props.meta()}
    </>
  ),
});
