import { Info } from 'lucide';

import { t } from '../../../i18n/language';
import { kind } from '../kind';
import { displayed } from '../words';

const shown = (text: string) => displayed(text) || t().blankMessage;

export default kind('notice', {
  form: 'line',
  words: (body) => body.text,
  list: { icon: Info, name: () => t().kindNotice, instead: true },
  spoken: (body) => shown(body.text),
  // It has the direction of its words.
  View: (props) => <bdi>{shown(props.body.text)}</bdi>,
});
