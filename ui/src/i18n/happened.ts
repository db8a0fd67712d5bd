// The sentences about what happened to a group, with its people: oneself is "you" in them.

import type { Called, GroupEventKind, Happened } from '../bindings';
import { isolate } from './isolate';
import { language, t } from './language';
import { listed } from './listed';
import { clock, daysBetween, moment } from './time';

const acting = (who: Called | null) =>
  who === null ? t().happenedSomebody : who.me ? t().happenedYou : isolate(who.name);

function whom({ targets, others }: Happened): string {
  const names = targets.map((who) => (who.me ? t().happenedToYou : who.name));
  const said = listed(names);
  if (others === 0) return said;
  // The Chinese sentence counts all of them.
  return t().happenedOthers(said, language() === 'zh' ? others + targets.length : others);
}

/** `whom` may be several names; `detail` is a name of the group, or a moment, or empty. */
type Sentence = (actor: string, whom: string, detail: string) => string;

const sentences = (): Record<GroupEventKind, Sentence> => ({
  created: t().happenedCreated,
  joined: t().happenedJoined,
  invited: t().happenedInvited,
  left: t().happenedLeft,
  removed: t().happenedRemoved,
  manager: t().happenedManager,
  member: t().happenedMember,
  owner: t().happenedOwner,
  renamed: t().happenedRenamed,
  notice: t().happenedNotice,
  muted: t().happenedMuted,
  unmuted: t().happenedUnmuted,
  member_muted: t().happenedMemberMuted,
  member_unmuted: t().happenedMemberUnmuted,
  dissolved: t().happenedDissolved,
  new_chat: t().happenedNewChat,
  barred: t().happenedBarred,
  let_in: t().happenedLetIn,
  speaker: t().happenedSpeaker,
  no_speaker: t().happenedNoSpeaker,
  marked: t().happenedMarked,
  unmarked: t().happenedUnmarked,
  mark_added: t().happenedMarkAdded,
  mark_removed: t().happenedMarkRemoved,
});

/** A moment that is near: its day only when that is another one. */
export const soon = (time: number, now: number): string =>
  daysBetween(now, time) === 0 ? clock(time) : moment(time, language());

/** What happened, as one sentence. `at`: when it did. */
export function happenedWords(happened: Happened, at: number): string {
  const detail = happened.until !== null ? soon(happened.until, at) : happened.name === '' ? '' : isolate(happened.name);
  return sentences()[happened.kind](acting(happened.actor), whom(happened), detail);
}

/** Who did it, for a sentence about oneself; empty when it is not known, or was oneself. */
export const byWhom = (who: Called | null): string => (who === null || who.me ? '' : isolate(who.name));
