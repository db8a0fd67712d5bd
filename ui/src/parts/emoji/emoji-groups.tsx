import { Clock, Coffee, Flag, Hand, type IconNode, Lightbulb, PawPrint, Plane, Shapes, Smile, Trophy } from 'lucide';
import { For, type JSX } from 'solid-js';

import { t } from '../../i18n/language';
import { IconButton } from '../icon/icon-button';

interface Group {
  id: string;
  /** Its number in the list of emoji; null for those used last. */
  number: number | null;
  icon: IconNode;
  label: string;
}

/** The groups there are, in their order. Number 2 is skin tones and hair, which nobody writes alone. */
export const emojiGroups = (): Group[] => [
  { id: 'recent', number: null, icon: Clock, label: t().recent },
  { id: 'smileys', number: 0, icon: Smile, label: t().emojiSmileys },
  { id: 'people', number: 1, icon: Hand, label: t().emojiPeople },
  { id: 'nature', number: 3, icon: PawPrint, label: t().emojiNature },
  { id: 'food', number: 4, icon: Coffee, label: t().emojiFood },
  { id: 'travel', number: 5, icon: Plane, label: t().emojiTravel },
  { id: 'activities', number: 6, icon: Trophy, label: t().emojiActivities },
  { id: 'objects', number: 7, icon: Lightbulb, label: t().emojiObjects },
  { id: 'symbols', number: 8, icon: Shapes, label: t().emojiSymbols },
  { id: 'flags', number: 9, icon: Flag, label: t().emojiFlags },
];

/** Buttons that lead to the groups; one stop for Tab, arrows between them. */
export function EmojiGroups(props: {
  groups: readonly Group[];
  current: string | null;
  onGroup: (id: string) => void;
}): JSX.Element {
  let bar!: HTMLDivElement;
  const currentOrFirst = () => props.groups.find((group) => group.id === props.current)?.id ?? props.groups[0]?.id;

  function onKey(event: KeyboardEvent): void {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    const buttons = [...bar.querySelectorAll<HTMLButtonElement>('button')];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[(at + by + buttons.length) % buttons.length]?.focus();
    event.preventDefault();
  }

  return (
    <div ref={bar} class="emoji-groups" role="toolbar" aria-label={t().emojiGroups} onKeyDown={onKey}>
      <For each={props.groups}>
        {(group) => (
          <IconButton
            icon={group.icon}
            size={18}
            label={group.label}
            tabindex={group.id === currentOrFirst() ? 0 : -1}
            aria-pressed={group.id === props.current}
            data-testid={`emoji-group-${group.id}`}
            onClick={() => props.onGroup(group.id)}
          />
        )}
      </For>
    </div>
  );
}
