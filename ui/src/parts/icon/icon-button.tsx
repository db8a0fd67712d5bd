import type { IconNode } from 'lucide';
import { splitProps, type JSX } from 'solid-js';

import { Icon } from './icon';

type Props = Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, 'children'> & {
  icon: IconNode;
  /** Read aloud and shown as a tooltip. */
  label: string;
  size?: number;
};

export function IconButton(props: Props): JSX.Element {
  const [own, rest] = splitProps(props, ['icon', 'label', 'size', 'class']);
  return (
    <button
      type="button"
      class={own.class ? `icon-button ${own.class}` : 'icon-button'}
      aria-label={own.label}
      title={own.label}
      {...rest}
    >
      <Icon of={own.icon} size={own.size} />
    </button>
  );
}
