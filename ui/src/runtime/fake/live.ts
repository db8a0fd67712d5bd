// Live groups of the fake. Nobody else is in one; a test lets others speak.

import type { Diff, LiveGroupRow, LiveRow, Person } from '../../bindings';
import type { Runtime } from '../runtime';
import { avatar } from './base';
import { FakePlanned } from './planned';

export class FakeLive extends FakePlanned {
  readonly liveWorld: LiveGroupRow[] = [];
  private inside: LiveGroupRow | null = null;
  private said: LiveRow[] = [];
  /** Messages that were left out. */
  liveDropped = 0;

  /** What the stream says of the live group. */
  tellLive(diffs: Diff<LiveRow>[], ended = false): void {
    const state = { group: this.inside && { ...this.inside }, dropped: this.liveDropped, hasOlder: false, ended };
    this.push({ kind: 'live', account: this.account().id, diffs: structuredClone(diffs), state });
  }

  private hear(row: LiveRow): void {
    this.said.push(row);
    this.tellLive([{ op: 'insert', at: this.said.length - 1, rows: [row] }]);
  }

  /** Somebody else says something there. */
  receiveLive(from: Person, text: string): void {
    const { id, name, avatar } = from;
    this.hear({ id: crypto.randomUUID(), sender: id, name, avatar, own: false, text, priority: 'normal', time: Date.now(), sent: { kind: 'sent' } });
  }

  /** It was dissolved by its owner. */
  endLive(): void {
    this.go(true);
  }

  private go(ended: boolean): void {
    this.inside = null;
    this.said = [];
    this.tellLive([{ op: 'reset', rows: [] }], ended);
  }

  liveGroups: Runtime['liveGroups'] = (_account, own, words) => {
    const takes = (group: LiveGroupRow) => (!own || group.own) && group.name.toLowerCase().includes(words.trim().toLowerCase());
    return this.wait({ rows: structuredClone(this.liveWorld.filter(takes)), next: null });
  };

  createLiveGroup: Runtime['createLiveGroup'] = (_account, _nonce, name) => {
    const made = { id: String(9_000 + this.liveWorld.length), name, avatar: avatar(name, 200), own: true, online: 0 };
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
    this.go(false);
    return this.wait(undefined);
  };

  dissolveLiveGroup: Runtime['dissolveLiveGroup'] = (_account, group) => {
    const at = this.liveWorld.findIndex((one) => one.id === group);
    if (at >= 0) this.liveWorld.splice(at, 1);
    this.go(false);
    return this.wait(undefined);
  };

  sendLive: Runtime['sendLive'] = (_account, text, priority) => {
    const { user, name, avatar } = this.account();
    this.hear({ id: crypto.randomUUID(), sender: user, name, avatar, own: true, text, priority, time: Date.now(), sent: { kind: 'sent' } });
    return this.wait(undefined);
  };

  retryLive: Runtime['retryLive'] = () => this.wait(undefined);

  olderLive: Runtime['olderLive'] = () => this.wait(undefined);
}
