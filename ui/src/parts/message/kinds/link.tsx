import { Link } from 'lucide';

import { t } from '../../../i18n/language';
import { Card } from '../card';
import { kind } from '../kind';
import { known } from '../known';

export default kind('link', {
  form: 'words',
  words: (body) => body.url,
  address: (body) => body.url,
  list: { icon: Link, name: () => t().kindLink },
  spoken: (body) => known(t().kindLink, body.title, body.host),
  View: (props) => (
    <>
      <Card icon={Link} title={props.body.title} facts={[props.body.text]}>
        <button
          type="button"
          class="text-button card-open"
          data-testid="card-open"
          title={props.body.url}
          tabindex={props.context.isActive(props.message.id) ? 0 : -1}
          // Asks first unless the words are the address itself: the title is whatever the sender wrote.
          onClick={(event) => props.context.actions.link(props.body.url, props.body.host, event.currentTarget)}
        >
          {props.body.host}
        </button>
      </Card>
      {props.meta()}
    </>
  ),
});
