import { t } from '../../../i18n/language';
import { kind } from '../kind';

export default kind('unsupported', {
  form: 'words',
  words: () => '',
  list: { name: () => t().kindUnsupported },
  spoken: () => t().unsupported,
  View: (props) => (
    <>
      <span class="words soft">{t().unsupported}</span>
      {props.meta()}
    </>
  ),
});
