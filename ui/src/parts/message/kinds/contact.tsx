import { Contact } from 'lucide';

import { t } from '../../../i18n/language';
import { Card } from '../card';
import { kind } from '../kind';
import { known } from '../known';

export default kind('contact', {
  form: 'words',
  words: (body) => body.name,
  list: { icon: Contact, name: () => t().kindContact },
  spoken: (body) => known(t().kindContact, body.name),
  View: (props) => (
    <>
      <Card icon={Contact} title={props.body.name} facts={[t().kindContact]} />
      {props.meta()}
    </>
  ),
});
