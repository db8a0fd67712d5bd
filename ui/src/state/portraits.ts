// The picture that was dropped last while one of a person or a group is being chosen.

import { createSignal } from 'solid-js';

import type { PortraitChoice, Reason } from '../bindings';

export interface Dropped {
  account: string;
  choice: PortraitChoice | null;
  problem: Reason | null;
}

export function createPortraits() {
  // Each drop is another one, also of the same file.
  const [dropped, setDropped] = createSignal<Dropped>();
  return { dropped, arrived: (one: Dropped): void => void setDropped(one) };
}
