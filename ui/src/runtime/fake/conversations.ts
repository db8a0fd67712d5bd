// The conversations of the fake.

import type { Avatar, ConversationDetails, ConversationRow, Person, Role } from '../../bindings';
import type { Runtime } from '../runtime';
import { avatar, failure, FakeBase } from './base';

/** Timelines, conversations, groups and people. */
export class FakeConversations extends FakeBase {
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

  private changeRow(conversation: string, change: Partial<ConversationRow>): Promise<void> {
    const c = this.find(conversation);
    c.row = { ...c.row, ...change };
    this.sortAndTell();
    return this.wait(undefined);
  }

  conversationDetails: Runtime['conversationDetails'] = (_account, conversation) => {
    const c = this.find(conversation);
    const details: ConversationDetails = {
      row: c.row,
      description: '',
      notice: c.notice,
      members: c.members,
      memberCount: c.members.length,
      myRole: c.myRole,
    };
    return this.wait(structuredClone(details));
  };

  setPinned: Runtime['setPinned'] = (_a, c, pinned) => this.changeRow(c, { pinned });
  setMuted: Runtime['setMuted'] = (_a, c, muted) => this.changeRow(c, { muted });
  markConversationRead: Runtime['markConversationRead'] = (_a, c) =>
    this.changeRow(c, { unread: 0, mentioned: false });

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

  leaveGroup: Runtime['leaveGroup'] = (_a, c) => this.changeRow(c, { member: false });
  dissolveGroup: Runtime['dissolveGroup'] = (_a, c) => this.changeRow(c, { member: false });
  renameGroup: Runtime['renameGroup'] = (_a, c, title) => this.changeRow(c, { title });

  setGroupNotice: Runtime['setGroupNotice'] = (_account, conversation, text) => {
    this.find(conversation).notice = text;
    return this.wait(undefined);
  };

  addMembers: Runtime['addMembers'] = (_account, conversation, users) => {
    const c = this.find(conversation);
    for (const user of users) {
      const person = this.world.people.find((p) => p.id === user);
      if (person) c.members.push({ person, role: 'member', alias: null });
    }
    return this.changeRow(conversation, { members: c.members.length });
  };

  removeMember: Runtime['removeMember'] = (_account, conversation, user) => {
    const c = this.find(conversation);
    c.members = c.members.filter((m) => m.person.id !== user);
    return this.changeRow(conversation, { members: c.members.length });
  };

  setRole: Runtime['setRole'] = (_account, conversation, user, role) => {
    const c = this.find(conversation);
    c.members = c.members.map((m) => (m.person.id === user ? { ...m, role } : m));
    return this.wait(undefined);
  };

  contacts: Runtime['contacts'] = () => {
    const peers = this.world.conversations.map((c) => c.row.peer);
    const people = this.world.people.filter((p) => peers.includes(p.id));
    return this.wait(structuredClone(people.sort((a, b) => a.name.localeCompare(b.name))));
  };

  findPerson: Runtime['findPerson'] = (_account, user) =>
    this.wait(structuredClone(this.world.people.find((p) => p.id === user) ?? null));

  createOneToOne: Runtime['createOneToOne'] = (_account, user) => {
    const found = this.world.conversations.find((c) => c.row.peer === user);
    if (found) return this.wait(found.row.id);
    const person = this.world.people.find((p) => p.id === user);
    if (!person) return Promise.reject(failure('no_user', '没有这个用户。', 'There is no such person.'));
    const me = this.account();
    const id = `0:1:${[me.user, user].sort().join(':')}`;
    this.add(id, 'one_to_one', person.name, person.avatar, [person], 'member', user);
    return this.wait(id);
  };

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
        members: kind === 'group' ? people.length + 1 : 0,
        preview: null,
        draft: null,
        outgoing: null,
        time: Date.now(),
      },
      rows: [],
      members: [
        { person: { id: me.user, name: me.name, avatar: me.avatar }, role: myRole, alias: null },
        ...people.map((person) => ({ person, role: 'member' as const, alias: null })),
      ],
      notice: '',
      myRole,
    });
    this.sortAndTell();
  }
}
