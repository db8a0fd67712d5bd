// What can be done with a member of a group, by what one is oneself.

import { Crown, MessageCircle, MicOff, ShieldCheck, ShieldOff, Trash2, Volume2 } from 'lucide';

import type { Member, Role } from '../../bindings';
import { t } from '../../i18n/language';
import type { Confirm } from '../dialog/confirm';
import type { MenuItem } from '../menu/menu';

export interface MemberDeeds {
  chatWith(user: string): void;
  setRole(user: string, role: Role): Promise<void>;
  remove(user: string): Promise<void>;
  unmute(user: string): Promise<void>;
  /** Asks for how long. */
  mute(member: Member): void;
  confirm(confirm: Confirm): void;
  failed(error: unknown): void;
}

/** Nothing can be done with oneself; what needs a right is only offered to those who have it. */
export function memberItems(member: Member, me: string, role: Role, leads: boolean, deeds: MemberDeeds): MenuItem[] {
  const { id, name } = member.person;
  if (id === me) return [];
  const items: MenuItem[] = [
    { label: t().sendMessage, icon: MessageCircle, testid: 'chat-with-member', run: () => deeds.chatWith(id) },
  ];
  if (!leads || (role !== 'owner' && member.role !== 'member')) return items;
  if (role === 'owner') {
    const manager = member.role === 'manager';
    items.push(
      {
        label: manager ? t().makeMember : t().makeManager,
        icon: manager ? ShieldOff : ShieldCheck,
        testid: 'make-manager',
        run: () => void deeds.setRole(id, manager ? 'member' : 'manager').catch(deeds.failed),
      },
      {
        label: t().handOver,
        icon: Crown,
        testid: 'hand-over',
        run: () =>
          deeds.confirm({
            title: t().handOverTitle(name),
            text: t().handOverText,
            label: t().handOverDo,
            run: () => deeds.setRole(id, 'owner'),
          }),
      },
    );
  }
  if (member.role === 'member') {
    items.push(
      member.muted === null
        ? { label: t().muteMember, icon: MicOff, testid: 'mute-member', run: () => deeds.mute(member) }
        : {
            label: t().unmuteMember,
            icon: Volume2,
            testid: 'unmute-member',
            run: () => void deeds.unmute(id).catch(deeds.failed),
          },
    );
  }
  items.push({
    label: t().removeMember,
    icon: Trash2,
    danger: true,
    testid: 'remove-member',
    run: () =>
      deeds.confirm({
        title: t().removeMemberTitle(name),
        text: t().removeMemberText,
        label: t().removeMember,
        run: () => deeds.remove(id),
      }),
  });
  return items;
}
