// The conversations of the fake.

import type { Avatar, ConversationDetails, ConversationRow, Member, Person, Role } from '../../bindings';
import type { Runtime } from '../runtime';
import { avatar, failure } from './base';
import { FakeKeeping } from './keeping';

/** Timelines, conversations, groups and people. */
export class FakeConversations extends FakeKeeping {
  openTimeline: Runtime['openTimeline'] = async (view, _account, conversation, anchor) => {
    await this.wait(null);
    this.windows.open(view, this.find(conversation), anchor);
  };

  timelineOlder: Runtime['timelineOlder'] = async (view) => {
    await this.wait(null);
    this.windows.older(view);
  };

  timelineNewer: Runtime['timelineNewer'] = async (view) => {
    await this.wait(null);
    this.windows.newer(view);
  };

  timelineEnd: Runtime['timelineEnd'] = async (view) => {
    this.windows.end(view);
    await this.wait(null);
  };

  timelineRetryGap: Runtime['timelineRetryGap'] = async (view, gap) => {
    this.windows.gap(view, gap);
    await this.wait(null);
  };

  timelineAttend: Runtime['timelineAttend'] = () => Promise.resolve();

  timelineClose: Runtime['timelineClose'] = (view) => {
    this.windows.close(view);
    return Promise.resolve();
  };

  markRead: Runtime['markRead'] = async (_account, conversation) => {
    const c = this.find(conversation);
    if (c.row.unread === 0) return;
    c.row = { ...c.row, unread: 0, mentioned: false };
    this.sortAndTell();
  };

  conversationDetails: Runtime['conversationDetails'] = (_account, conversation) => {
    const c = this.find(conversation);
    const details: ConversationDetails = {
      row: c.row,
      description: c.description ?? '',
      notice: c.notice,
      memberCount: c.members.length,
      myRole: c.myRole,
      groupMuted: c.groupMuted ?? false,
      whoAdds: c.whoAdds ?? 'everybody',
      joinApproval: c.joinApproval ?? false,
    };
    return this.wait(structuredClone(details));
  };

  private readonly memberViews = new Map<number, string>();

  openMembers: Runtime['openMembers'] = async (view, _account, conversation) => {
    await this.wait(null);
    this.memberViews.set(view, conversation);
    this.tellMembers(conversation);
  };

  closeMembers: Runtime['closeMembers'] = (view) => {
    this.memberViews.delete(view);
    return Promise.resolve();
  };

  private tellMembers(conversation: string): void {
    const rows = structuredClone(this.find(conversation).members);
    for (const [view, of] of this.memberViews) {
      if (of === conversation) this.push({ kind: 'members', view, diffs: [{ op: 'reset', rows }] });
    }
  }

  /** Somebody is another member than before. */
  private changeMembers(conversation: string, change: (member: Member) => Member): void {
    const c = this.find(conversation);
    c.members = c.members.map(change);
    this.tellMembers(conversation);
  }

  setPinned: Runtime['setPinned'] = (_a, c, pinned) => this.changeRow(c, { pinned });
  setMuted: Runtime['setMuted'] = (_a, c, muted) => this.changeRow(c, { muted });
  markConversationRead: Runtime['markConversationRead'] = (_a, c) =>
    this.changeRow(c, { unread: 0, mentioned: false, markedUnread: false });

  clearHistory: Runtime['clearHistory'] = (_account, conversation) => {
    const c = this.find(conversation);
    this.windows.clear(c);
    return this.changeRow(conversation, { preview: null, unread: 0 });
  };

  deleteConversation: Runtime['deleteConversation'] = (_account, conversation) => {
    this.world.conversations = this.world.conversations.filter((c) => c.row.id !== conversation);
    this.sortAndTell();
    return this.wait(undefined);
  };

  deleteConversationHere: Runtime['deleteConversationHere'] = (account, conversation) =>
    this.deleteConversation(account, conversation);

  leaveGroup: Runtime['leaveGroup'] = (_a, c) => this.changeRow(c, { member: false, closed: { why: 'no_member' } });
  dissolveGroup: Runtime['dissolveGroup'] = (_a, c) =>
    this.changeRow(c, { member: false, closed: { why: 'dissolved', by: null } });
  renameGroup: Runtime['renameGroup'] = (_a, c, title) => this.changeRow(c, { title });

  setGroupNotice: Runtime['setGroupNotice'] = (_account, conversation, text) => {
    this.find(conversation).notice = text;
    return this.wait(undefined);
  };

  addMembers: Runtime['addMembers'] = (_account, conversation, users) => {
    const c = this.find(conversation);
    for (const user of users) {
      const person = this.world.people.find((p) => p.id === user);
      if (person) c.members.push({ person, role: 'member', alias: null, nickname: null, muted: null });
    }
    this.tellMembers(conversation);
    return this.changeRow(conversation, { members: c.members.length }).then(() => 'in' as const);
  };

  removeMember: Runtime['removeMember'] = (_account, conversation, user) => {
    const c = this.find(conversation);
    c.members = c.members.filter((m) => m.person.id !== user);
    this.tellMembers(conversation);
    return this.changeRow(conversation, { members: c.members.length });
  };

  setRole: Runtime['setRole'] = (_account, conversation, user, role) => {
    const me = this.account().user;
    if (role === 'owner') this.find(conversation).myRole = 'member';
    this.changeMembers(conversation, (m) => {
      if (m.person.id === user) return { ...m, role };
      return role === 'owner' && m.person.id === me ? { ...m, role: 'member' } : m;
    });
    return this.wait(undefined);
  };

  setGroupDescription: Runtime['setGroupDescription'] = (_account, conversation, text) => {
    this.find(conversation).description = text;
    return this.wait(undefined);
  };

  setOwnAlias: Runtime['setOwnAlias'] = (_account, conversation, alias) => {
    const me = this.account().user;
    this.changeMembers(conversation, (m) => (m.person.id === me ? { ...m, alias: alias || null } : m));
    return this.wait(undefined);
  };

  setWhoAdds: Runtime['setWhoAdds'] = (_account, conversation, who) => {
    this.find(conversation).whoAdds = who;
    return this.wait(undefined);
  };

  setJoinApproval: Runtime['setJoinApproval'] = (_account, conversation, on) => {
    this.find(conversation).joinApproval = on;
    return this.wait(undefined);
  };

  askToJoin: Runtime['askToJoin'] = () => this.wait(undefined);
  joinRequests: Runtime['joinRequests'] = () => this.wait([]);
  answerJoinRequest: Runtime['answerJoinRequest'] = () => this.wait(undefined);
  groupChanges: Runtime['groupChanges'] = () => this.wait({ rows: [], more: false });
  announcement: Runtime['announcement'] = () => this.wait(null);

  muteGroup: Runtime['muteGroup'] = (_account, conversation, on) => {
    this.find(conversation).groupMuted = on;
    return this.wait(undefined);
  };

  muteMember: Runtime['muteMember'] = (_account, conversation, user, seconds) => {
    const until = seconds === null ? null : Date.now() + seconds * 1_000;
    this.changeMembers(conversation, (m) => (m.person.id === user ? { ...m, muted: { until } } : m));
    return this.wait(undefined);
  };

  unmuteMember: Runtime['unmuteMember'] = (_account, conversation, user) => {
    this.changeMembers(conversation, (m) => (m.person.id === user ? { ...m, muted: null } : m));
    return this.wait(undefined);
  };

  contacts: Runtime['contacts'] = () => {
    const peers = this.world.conversations.map((c) => c.row.peer);
    const people = this.world.people.filter((p) => peers.includes(p.id));
    return this.wait(structuredClone(people.sort((a, b) => a.name.localeCompare(b.name))));
  };

  openContacts: Runtime['openContacts'] = async (account) => {
    const people = await this.contacts(account);
    const rows = people.map((person, at) => ({
      id: person.id,
      name: person.name,
      avatar: person.avatar,
      nickname: null,
      letter: /^[A-Za-z]/.test(person.name) ? (person.name[0] as string).toUpperCase() : '#',
      friend: at !== 0,
      bot: false,
      blocked: false,
      chat: true,
    }));
    this.push({ kind: 'contacts', account, diffs: [{ op: 'reset', rows }] });
  };
  askContact: Runtime['askContact'] = () => this.wait(undefined);
  answerRequest: Runtime['answerRequest'] = () => this.wait(undefined);
  seeRequests: Runtime['seeRequests'] = () => this.wait(undefined);
  setRemark: Runtime['setRemark'] = () => this.wait(undefined);
  setContactNote: Runtime['setContactNote'] = () => this.wait(undefined);
  setBlocked: Runtime['setBlocked'] = () => this.wait(undefined);
  deleteFriend: Runtime['deleteFriend'] = () => this.wait(undefined);
  /** Everybody with an odd number is there. */
  watchPresence: Runtime['watchPresence'] = (account, _place, users) => {
    const people = users.map((user) => ({
      user,
      presence: Number(user) % 2 === 1 ? ({ kind: 'online' } as const) : ({ kind: 'away', last: Date.now() - 7 * 60_000 } as const),
    }));
    if (people.length > 0) this.push({ kind: 'presence', account, whole: false, people });
    return this.wait(undefined);
  };

  awaitPortrait: Runtime['awaitPortrait'] = () => this.wait(undefined);
  pickPortrait: Runtime['pickPortrait'] = () =>
    this.wait({ handle: 'chosen', media: 'chosen', width: 600, height: 200 });
  setPortrait: Runtime['setPortrait'] = (_account, group) => this.picture(group, 'chosen');
  removePortrait: Runtime['removePortrait'] = (_account, group) => this.picture(group, null);

  private picture(group: string | null, media: string | null): Promise<void> {
    if (group === null) {
      const { accounts } = this.world;
      this.world.accounts = accounts.map((one) => ({ ...one, avatar: { ...one.avatar, media } }));
      this.world.accounts.forEach((account) => this.push({ kind: 'account', account }));
    } else {
      const c = this.find(group);
      c.row = { ...c.row, avatar: { ...c.row.avatar, media } };
      this.sortAndTell();
    }
    return this.wait(undefined);
  }

  setProfile: Runtime['setProfile'] = () => this.wait(undefined);
  profileCard: Runtime['profileCard'] = async (_account, user) => {
    const me = this.account();
    const self = user === me.user ? { id: me.user, name: me.name, avatar: me.avatar } : null;
    const person = self ?? (await this.findPerson(_account, user)) ?? { id: user, name: user, avatar: avatar(user, 1) };
    return {
      person,
      nickname: person.name,
      remark: '',
      note: '',
      description: '',
      own: self !== null,
      friend: false,
      bot: false,
      blocked: false,
      missing: false,
      request: null,
      chat: null,
      muted: false,
      groups: [],
    };
  };

  findPerson: Runtime['findPerson'] = (_account, user) =>
    this.wait(structuredClone(this.world.people.find((p) => p.id === user) ?? null));

  createOneToOne: Runtime['createOneToOne'] = (_account, user) => {
    const found = this.world.conversations.find((c) => c.row.peer === user);
    if (found) return this.wait(found.row.id);
    const own = this.account();
    const self = user === own.user ? { id: own.user, name: own.name, avatar: own.avatar } : undefined;
    const person = self ?? this.world.people.find((p) => p.id === user);
    if (!person) return Promise.reject(failure('no_user', '没有这个用户。', 'There is no such person.'));
    const me = this.account();
    const id = `0:1:${[me.user, user].sort().join(':')}`;
    this.add(id, 'one_to_one', person.name, person.avatar, [person], 'member', user);
    return this.wait(id);
  };

  bots: Runtime['bots'] = () => this.wait(this.world.people.slice(-1));
  startBotChat: Runtime['startBotChat'] = (account, bot) => this.createOneToOne(account, bot);
  newBotChat: Runtime['newBotChat'] = () => this.wait(undefined);

  openNotes: Runtime['openNotes'] = (account) => this.createOneToOne(account, this.account().user);

  createGroup: Runtime['createGroup'] = (_account, nonce, name, users) => {
    const people = this.world.people.filter((p) => users.includes(p.id));
    const id = `7${nonce.replace(/\D/g, '').slice(0, 17)}`;
    this.add(id, 'group', name, avatar(name, 200), people, 'owner', null);
    return this.wait(id);
  };

  private add(
    id: string,
    kind: ConversationRow['kind'],
    title: string,
    picture: Avatar,
    people: Person[],
    myRole: Role,
    peer: string | null,
  ): void {
    const me = this.account();
    this.world.conversations.push({
      row: {
        id,
        kind,
        title,
        avatar: picture,
        peer,
        unread: 0,
        mentioned: false,
        pinned: false,
        muted: false,
        member: true,
        closed: null,
        letThrough: null,
        favourite: false,
        markedUnread: false,
        archived: false,
        joinRequests: 0,
        bot: false,
        folders: [],
        notes: peer === me.user,
        members: kind === 'group' ? people.length + 1 : 0,
        preview: null,
        draft: null,
        outgoing: null,
        time: Date.now(),
      },
      rows: [],
      members: [
        { person: { id: me.user, name: me.name, avatar: me.avatar }, role: myRole, alias: null, nickname: null, muted: null },
        ...people.map((person) => ({ person, role: 'member' as const, alias: null, nickname: null, muted: null })),
      ],
      notice: '',
      myRole,
    });
    this.sortAndTell();
  }
}
