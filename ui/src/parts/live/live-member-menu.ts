// What can be done with somebody of a live group, by what one is oneself there.

import { Ban, Crown, DoorOpen, MicOff, MicVocal, ShieldCheck, ShieldOff, Tag, Trash2, Volume2 } from 'lucide';

import type { LiveMemberRow, Role } from '../../bindings';
import { t } from '../../i18n/language';
import type { Confirm } from '../dialog/confirm';
import type { MenuItem } from '../menu/menu';

export interface LiveDeeds {
  setRole(user: string, role: Role): Promise<void>;
  unmute(user: string): Promise<void>;
  speak(user: string, on: boolean): Promise<void>;
  mark(user: string, mark: string, on: boolean): Promise<void>;
  remove(user: string): Promise<void>;
  letIn(user: string): Promise<void>;
  /** Asks for how long. */
  mute(member: LiveMemberRow): void;
  /** Asks for how long. */
  bar(member: LiveMemberRow): void;
  confirm(confirm: Confirm): void;
  /** Carries it out, and shows what came of it. */
  run(deed: () => Promise<void>): void;
}

/** What needs a right is only offered to those who have it; a manager decides about nobody who leads. */
export function liveMemberItems(member: LiveMemberRow, role: Role, marks: string[], deeds: LiveDeeds): MenuItem[] {
  if (role === 'member') return [];
  const { id, name } = member.person;
  const items: MenuItem[] = [];
  const barred = member.barred !== null;
  if (role === 'owner' && !member.me && !barred) {
    const manager = member.role === 'manager';
    items.push({
      label: manager ? t().makeMember : t().makeManager,
      icon: manager ? ShieldOff : ShieldCheck,
      testid: 'live-manager',
      run: () => deeds.run(() => deeds.setRole(id, manager ? 'member' : 'manager')),
    });
    if (member.here) {
      items.push({
        label: t().handOver,
        icon: Crown,
        testid: 'live-hand-over',
        run: () =>
          deeds.confirm({
            title: t().handOverTitle(name),
            text: t().liveHandOverText,
            label: t().handOverDo,
            run: () => deeds.setRole(id, 'owner'),
          }),
      });
    }
  }
  if (!barred && member.role === 'member') {
    items.push({
      label: member.speaks ? t().liveSpeakNoMore : t().liveSpeak,
      icon: MicVocal,
      testid: 'live-speak',
      run: () => deeds.run(() => deeds.speak(id, !member.speaks)),
    });
  }
  for (const mark of marks) {
    const has = member.marks.includes(mark);
    items.push({
      label: has ? t().liveUnmark(mark) : t().liveMark(mark),
      icon: Tag,
      testid: 'live-mark',
      run: () => deeds.run(() => deeds.mark(id, mark, !has)),
    });
  }
  if (member.me || (role !== 'owner' && member.role !== 'member')) return items;
  if (barred) {
    items.push({ label: t().liveLetIn, icon: DoorOpen, testid: 'live-let-in', run: () => deeds.run(() => deeds.letIn(id)) });
    return items;
  }
  items.push(
    member.muted === null
      ? { label: t().muteMember, icon: MicOff, testid: 'live-mute', run: () => deeds.mute(member) }
      : { label: t().unmuteMember, icon: Volume2, testid: 'live-unmute', run: () => deeds.run(() => deeds.unmute(id)) },
  );
  if (member.here) {
    items.push({
      label: t().liveRemove,
      icon: Trash2,
      danger: true,
      testid: 'live-remove',
      run: () =>
        deeds.confirm({
          title: t().liveRemoveAsk(name),
          text: t().liveRemoveText,
          label: t().liveRemove,
          run: () => deeds.remove(id),
        }),
    });
  }
  items.push({ label: t().liveBar, icon: Ban, danger: true, testid: 'live-bar', run: () => deeds.bar(member) });
  return items;
}
