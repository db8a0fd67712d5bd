import { Ticket } from 'lucide';
import { Show } from 'solid-js';

import { t } from '../../../i18n/language';
import { Card } from '../card';
import { kind } from '../kind';
import { known } from '../known';

const state = (taken: boolean) => (taken ? t().couponTaken : t().couponFree);

export default kind('coupon', {
  form: 'words',
  words: (body) => body.text,
  list: { icon: Ticket, name: () => t().kindCoupon },
  spoken: (body) => known(t().kindCoupon, body.text, state(body.taken)),
  open: (message, _body, context) => {
    if (message.canClaim) context.actions.claim(message.id);
  },
  View: (props) => (
    <>
      <Card icon={Ticket} title={props.body.text} facts={[state(props.body.taken)]}>
        <Show when={props.message.canClaim}>
          <button
            type="button"
            class="text-button card-open"
            data-testid="coupon-claim"
            tabindex={props.context.isActive(props.message.id) ? 0 : -1}
            onClick={() => props.context.actions.claim(props.message.id)}
          >
            {t().couponClaim}
          </button>
        </Show>
      </Card>
      {props.meta()}
    </>
  ),
});
