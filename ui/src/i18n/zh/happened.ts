// 群里发生了什么，以及为什么不能发言。

import type { happened as english } from '../en/happened';

export const happened: typeof english = {
  happenedCreated: (actor, whom) => (whom === '' ? `${actor}创建了群聊` : `${actor}创建了群聊，并邀请了${whom}`),
  happenedJoined: (actor) => `${actor}加入了群聊`,
  happenedInvited: (actor, whom) => `${actor}邀请${whom}加入了群聊`,
  happenedLeft: (actor) => `${actor}退出了群聊`,
  happenedRemoved: (actor, whom) => `${actor}将${whom}移出了群聊`,
  happenedManager: (actor, whom) => `${actor}将${whom}设为管理员`,
  happenedMember: (actor, whom) => `${actor}取消了${whom}的管理员身份`,
  happenedOwner: (actor, whom) => `${actor}将群主转让给了${whom}`,
  happenedRenamed: (actor, _whom, name) => `${actor}将群名改为“${name}”`,
  happenedNotice: (actor) => `${actor}修改了群公告`,
  happenedMuted: (actor) => `${actor}开启了全员禁言，只有群主和管理员可以发言`,
  happenedUnmuted: (actor) => `${actor}关闭了全员禁言`,
  happenedMemberMuted: (actor, whom, until) => (until === '' ? `${actor}将${whom}禁言` : `${actor}将${whom}禁言至 ${until}`),
  happenedMemberUnmuted: (actor, whom) => `${actor}解除了${whom}的禁言`,
  happenedDissolved: (actor) => `${actor}解散了群聊`,
  happenedNewChat: () => '新的对话',
  happenedYou: '你',
  happenedToYou: '你',
  happenedSomebody: '有人',
  happenedOthers: (names, others) => `${names}等 ${others} 人`,
  closedGroupMuted: '全员禁言中，只有群主和管理员可以发言。',
  closedMuted: '你在这个群里被禁言。',
  closedMutedUntil: (moment, left) => (left === '' ? `你被禁言至 ${moment}。` : `你被禁言至 ${moment}（还剩 ${left}）。`),
  closedReason: (reason) => `原因：${reason}`,
  closedRemoved: (by) => (by === '' ? '你已被移出这个群。' : `${by}将你移出了这个群。`),
  closedDissolved: (by) => (by === '' ? '这个群已解散。' : `${by}解散了这个群。`),
  closedReadable: '你仍可查看这里的内容。',
};
