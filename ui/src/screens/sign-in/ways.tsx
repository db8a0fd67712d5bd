import { ChevronRight, Cloud, Monitor, Server, type IconNode } from 'lucide';
import { Show, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import { Icon } from '../../parts/icon/icon';

/** A way that asks for values. */
export type Way = 'cloud' | 'own';

/** The three ways to sign in. */
export function Ways(props: {
  /** The local server is being started. */
  starting: boolean;
  onTrial: () => void;
  onWay: (way: Way) => void;
}): JSX.Element {
  return (
    <div class="ways">
      <button
        type="button"
        class="way first"
        data-testid="sign-in-trial"
        disabled={props.starting}
        onClick={() => props.onTrial()}
      >
        <Show when={props.starting} fallback={<Icon of={Monitor} />}>
          <span class="spinner" aria-hidden="true" />
        </Show>
        <Words title={props.starting ? t().startingTrial : t().trialTitle} hint={t().trialHint} />
      </button>
      <WayButton icon={Cloud} way="cloud" title={t().wayCloud} hint={t().wayCloudHint} {...props} />
      <WayButton icon={Server} way="own" title={t().wayOwn} hint={t().wayOwnHint} {...props} />
    </div>
  );
}

function WayButton(props: {
  icon: IconNode;
  way: Way;
  title: string;
  hint: string;
  starting: boolean;
  onWay: (way: Way) => void;
}): JSX.Element {
  return (
    <button
      type="button"
      class="way"
      data-testid={`sign-in-${props.way}`}
      disabled={props.starting}
      onClick={() => props.onWay(props.way)}
    >
      <Icon of={props.icon} />
      <Words title={props.title} hint={props.hint} />
      <Icon of={ChevronRight} size={16} />
    </button>
  );
}

function Words(props: { title: string; hint: string }): JSX.Element {
  return (
    <span class="way-words">
      <strong>{props.title}</strong>
      <span class="way-hint">{props.hint}</span>
    </span>
  );
}
