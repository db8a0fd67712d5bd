import { FileLock } from 'lucide';

import { t } from '../../../i18n/language';
import { Card } from '../card';
import { kind } from '../kind';
import { known } from '../known';

export default kind('encrypted', {
  form: 'words',
  words: (body) => body.name,
  list: { icon: FileLock, name: () => t().kindEncrypted },
  spoken: (body) => known(t().kindEncrypted, body.name, t().encryptedHint),
  View: (props) => (
    <>
      <Card icon={FileLock} title={props.body.name || t().kindEncrypted} facts={[t().encryptedHint]} />
      {props.meta()}
    </>
  ),
});
