import { Contact } from 'lucide';
import { Show } from 'solid-js';

import { t } from '../../../i18n/language';
import { Card } from '../card';
import { kind } from '../kind';
import { known } from '../known';

export default kind('contact', {
  form: 'words',
  words: (body) => body.name,
  list: { icon: Contact, name: () => t().kindContact },
  spoken: (body) => known(t().kindContact, body.name),
  open: (_, body, context) => {
    if (body.user !== null) context.actions.openPerson(body.user);
  },
  View: (props) => (
    <>
      <Card icon={Contact} title={props.body.name} facts={[t().kindContact]}>
        <Show when={props.body.user}>
          {(user) => (
            <button
              type="button"
              class="text-button card-open"
              data-testid="contact-open"
              tabindex={props.context.isActive(props.message.id) ? 0 : -1}
              onClick={() => props.context.actions.openPerson(user())}
            >
              {t().contactOpen}
            </button>
          )}
        </Show>
      </Card>
      {props.meta()}
    </>
  ),
});
