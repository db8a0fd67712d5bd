import { Phone } from 'lucide';

import { t } from '../../../i18n/language';
import { kind } from '../kind';

export default kind('call', {
  form: 'line',
  words: () => '',
  list: { icon: Phone, name: () => t().kindCall, instead: true },
  spoken: () => t().callLine,
  View: () => <bdi>{t().callLine}</bdi>,
});
