import { MapPin } from 'lucide';

import { t } from '../../../i18n/language';
import { Card } from '../card';
import { kind } from '../kind';
import { known } from '../known';

export default kind('location', {
  form: 'words',
  words: (body) => [body.name, body.address, body.coordinates].filter((fact) => fact !== '').join('\n'),
  list: { icon: MapPin, name: () => t().kindLocation },
  spoken: (body) => known(t().kindLocation, body.name, body.address, body.coordinates),
  View: (props) => (
    <>
      <Card icon={MapPin} title={props.body.name || t().kindLocation} facts={[props.body.address, props.body.coordinates]} />
      {props.meta()}
    </>
  ),
});
