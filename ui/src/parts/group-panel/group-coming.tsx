import { History, UserPlus } from 'lucide';
import { Show, type JSX } from 'solid-js';

import type { WhoAdds } from '../../bindings';
import { t } from '../../i18n/language';
import { Icon } from '../icon/icon';

/** Who comes into the group, for those who lead it, and what happened to it, for everybody. */
export function GroupComing(props: {
  leads: boolean;
  whoAdds: WhoAdds;
  approval: boolean;
  /** Requests that wait and were not seen. */
  waiting: number;
  setWhoAdds: (who: WhoAdds) => void;
  setApproval: (on: boolean) => void;
  onRequests: () => void;
  onChanges: () => void;
}): JSX.Element {
  return (
    <section class="panel-end">
      <Show when={props.leads}>
        <h3>
          <Icon of={UserPlus} size={16} /> {t().comingIn}
        </h3>
        <label class="panel-choice">
          <input
            type="checkbox"
            checked={props.whoAdds === 'leaders'}
            data-testid="leaders-add"
            onChange={(event) => props.setWhoAdds(event.currentTarget.checked ? 'leaders' : 'everybody')}
          />
          {t().leadersAdd}
        </label>
        <label class="panel-choice">
          <input
            type="checkbox"
            checked={props.approval}
            data-testid="join-approval"
            onChange={(event) => props.setApproval(event.currentTarget.checked)}
          />
          {t().joinApproval}
        </label>
        <Show when={props.approval}>
          <button type="button" class="panel-action" data-testid="join-requests" onClick={() => props.onRequests()}>
            <Icon of={UserPlus} size={16} /> {t().joinRequests}
            <Show when={props.waiting > 0}>
              <span class="badge numbers" data-testid="join-waiting">
                {props.waiting}
              </span>
            </Show>
          </button>
        </Show>
      </Show>
      <button type="button" class="panel-action" data-testid="group-changes" onClick={() => props.onChanges()}>
        <Icon of={History} size={16} /> {t().groupChanges}
      </button>
    </section>
  );
}
