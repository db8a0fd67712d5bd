import { Sticker } from 'lucide';

import { t } from '../../../i18n/language';
import { Card } from '../card';
import { kind } from '../kind';
import { known } from '../known';

export default kind('sticker', {
  form: 'words',
  words: (body) => body.text,
  list: { icon: Sticker, name: () => t().kindSticker },
  spoken: (body) => known(t().kindSticker, body.text),
  View: (props) => (
    <>
      <Card icon={Sticker} title={t().kindSticker} facts={[props.body.text]} />
      {props.meta()}
    </>
  ),
});
