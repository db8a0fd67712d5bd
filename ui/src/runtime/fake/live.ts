// Live groups of the fake. Nobody else is in one; a test lets others speak.

import type { Diff, LiveEnd, LiveGroupRow, LiveMemberRow, LiveRow, LiveState, Person } from '../../bindings';
import type { Runtime } from '../runtime';
import { avatar } from './base';
import { FakePlanned } from './planned';

/** What is the same of all that is said. */
const SAID = { happened: null, priority: 'normal', sent: { kind: 'sent' } } as const;

export class FakeLive extends FakePlanned {
  readonly liveWorld: LiveGroupRow[] = [];
  private inside: LiveGroupRow | null = null;
  private said: LiveRow[] = [];
  /** Messages that were left out. */
  liveDropped = 0;
  /** What the person is in it, and why they can write nothing. */
  liveOwn: Pick<LiveState, 'role' | 'muted' | 'marks' | 'closed'> = { role: 'owner', muted: false, marks: [], closed: null };
  /** Everybody whom the group knows of. */
  livePeople: LiveMemberRow[] = [];
  /** People of one page. */
  livePage = 50;

  /** What the stream says of the live group. */
  tellLive(diffs: Diff<LiveRow>[], ended: LiveEnd | null = null): void {
    const state: LiveState = {
      group: this.inside && { ...this.inside },
      dropped: this.liveDropped,
      hasOlder: false,
      ended,
      ...structuredClone(this.liveOwn),
    };
    this.push({ kind: 'live', account: this.account().id, diffs: structuredClone(diffs), state });
  }

  private hear(row: LiveRow): void {
    this.said.push(row);
    this.tellLive([{ op: 'insert', at: this.said.length - 1, rows: [row] }]);
  }

  /** Somebody else says something there. */
  receiveLive(from: Person, text: string): void {
    const { id, name, avatar } = from;
    this.hear({ ...SAID, id: crypto.randomUUID(), sender: id, name, avatar, own: false, text, time: Date.now() });
  }

  /** A line that says what happened. */
  happenLive(happened: NonNullable<LiveRow['happened']>): void {
    const nobody = { sender: '0', name: '', avatar: avatar('', 0), own: false };
    this.hear({ ...SAID, ...nobody, id: crypto.randomUUID(), text: null, happened, time: Date.now() });
  }

  /** It was dissolved by its owner, or the person was put out. */
  endLive(why: LiveEnd = { why: 'dissolved' }): void {
    this.go(why);
  }

  private go(ended: LiveEnd | null): void {
    this.inside = null;
    this.said = [];
    this.tellLive([{ op: 'reset', rows: [] }], ended);
  }

  liveGroups: Runtime['liveGroups'] = (_account, own, words) => {
    const takes = (group: LiveGroupRow) => (!own || group.own) && group.name.toLowerCase().includes(words.trim().toLowerCase());
    return this.wait({ rows: structuredClone(this.liveWorld.filter(takes)), next: null });
  };

  createLiveGroup: Runtime['createLiveGroup'] = (_account, _nonce, name) => {
    const made = { id: String(9_000 + this.liveWorld.length), name, avatar: avatar(name, 200), owner: this.account().user, own: true, online: 0 };
    this.liveWorld.unshift(made);
    return this.wait({ ...made });
  };

  joinLiveGroup: Runtime['joinLiveGroup'] = (_account, group) => {
    const found = this.liveWorld.find((one) => one.id === group);
    this.inside = found ? { ...found, online: found.online + 1 } : null;
    this.said = [];
    this.tellLive([{ op: 'reset', rows: [] }]);
    return this.wait(undefined);
  };

  leaveLiveGroup: Runtime['leaveLiveGroup'] = () => {
    this.go(null);
    return this.wait(undefined);
  };

  dissolveLiveGroup: Runtime['dissolveLiveGroup'] = (_account, group) => {
    const at = this.liveWorld.findIndex((one) => one.id === group);
    if (at >= 0) this.liveWorld.splice(at, 1);
    this.go(null);
    return this.wait(undefined);
  };

  sendLive: Runtime['sendLive'] = (_account, text, priority) => {
    const { user, name, avatar } = this.account();
    this.hear({ ...SAID, id: crypto.randomUUID(), sender: user, name, avatar, own: true, text, priority, time: Date.now() });
    return this.wait(undefined);
  };

  retryLive: Runtime['retryLive'] = () => this.wait(undefined);

  olderLive: Runtime['olderLive'] = () => this.wait(undefined);

  liveMembers: Runtime['liveMembers'] = (_account, _group, list, after) => {
    const takes = (member: LiveMemberRow) =>
      ({
        present: member.here,
        muted: member.muted !== null,
        speakers: member.speaks,
        barred: member.barred !== null,
        marked: list.kind === 'marked' && member.marks.includes(list.mark),
      })[list.kind];
    const found = this.livePeople.filter(takes);
    const from = after === null ? 0 : found.findIndex((member) => member.person.id === after) + 1;
    const rows = found.slice(from, from + this.livePage);
    const next = from + rows.length < found.length ? (rows.at(-1)?.person.id ?? null) : null;
    return this.wait({ rows: structuredClone(rows), next });
  };

  private changeLive(user: string, change: Partial<LiveMemberRow>): Promise<void> {
    this.livePeople = this.livePeople.map((member) => (member.person.id === user ? { ...member, ...change } : member));
    return this.wait(undefined);
  }

  private changeLiveOwn(change: Partial<FakeLive['liveOwn']>): Promise<void> {
    this.liveOwn = { ...this.liveOwn, ...change };
    this.tellLive([]);
    return this.wait(undefined);
  }

  muteLiveGroup: Runtime['muteLiveGroup'] = (_account, _group, muted) => this.changeLiveOwn({ muted });

  muteLiveMember: Runtime['muteLiveMember'] = (_account, _group, user) => this.changeLive(user, { muted: { until: null } });

  unmuteLiveMember: Runtime['unmuteLiveMember'] = (_account, _group, user) => this.changeLive(user, { muted: null });

  setLiveSpeaker: Runtime['setLiveSpeaker'] = (_account, _group, user, speaks) => this.changeLive(user, { speaks });

  setLiveRole: Runtime['setLiveRole'] = (_account, _group, user, role) => this.changeLive(user, { role });

  markLiveMember: Runtime['markLiveMember'] = (_account, _group, user, add, remove) => {
    const known = this.livePeople.find((member) => member.person.id === user)?.marks ?? [];
    return this.changeLive(user, { marks: [...known.filter((mark) => !remove.includes(mark)), ...add] });
  };

  setLiveMarks: Runtime['setLiveMarks'] = (_account, _group, add, remove) =>
    this.changeLiveOwn({ marks: [...this.liveOwn.marks.filter((mark) => !remove.includes(mark)), ...add] });

  removeLiveMember: Runtime['removeLiveMember'] = (_account, _group, user) => this.changeLive(user, { here: false });

  barLiveMember: Runtime['barLiveMember'] = (_account, _group, user) =>
    this.changeLive(user, { here: false, barred: { until: null } });

  letLiveMemberIn: Runtime['letLiveMemberIn'] = (_account, _group, user) => this.changeLive(user, { barred: null });
}
