import { Ticket } from 'lucide';

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
  View: (props) => (
    <>
      <Card icon={Ticket} title={props.body.text} facts={[state(props.body.taken)]} />
      {props.meta()}
    </>
  ),
});
