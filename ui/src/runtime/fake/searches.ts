// What is found in the fake: whatever holds the words.

import type { FoundRow, MarkedPart, MessageFilter, MessageRow } from '../../bindings';
import type { Runtime } from '../runtime';
import { FakeMentions } from './mentions';

const said = (row: MessageRow): string => {
  const { body } = row;
  if (body.kind === 'text' || body.kind === 'notice') return body.text;
  if (body.kind === 'picture') return body.picture.caption;
  return body.kind === 'file' ? body.file.name : '';
};

const marked = (text: string, words: string): MarkedPart[] => {
  const at = words === '' ? -1 : text.toLowerCase().indexOf(words.toLowerCase());
  return at < 0 ? [] : [{ from: at, to: at + words.length }];
};

/** Searching, everywhere and in one conversation. */
export class FakeSearches extends FakeMentions {
  /** How much has been read. */
  read = 100;

  private matching(words: string, filter: MessageFilter): { row: MessageRow; found: FoundRow }[] {
    const all = this.world.conversations
      .filter((c) => !filter.conversation || c.row.id === filter.conversation)
      .flatMap((c) => c.rows.flatMap((row) => (row.type === 'message' ? [{ c, row }] : [])))
      .filter(({ row }) => said(row).toLowerCase().includes(words.toLowerCase()) && row.body.kind !== 'recalled')
      .filter(({ row }) => !filter.sender || row.sender === filter.sender)
      .filter(({ row }) => !filter.kinds || filter.kinds.includes(row.body.kind))
      .filter(({ row }) => !filter.links || row.links.length > 0 || row.body.kind === 'link')
      .filter(({ row }) => row.time >= (filter.from ?? 0) && row.time < (filter.before ?? Infinity));
    return all
      .sort((a, b) => b.row.time - a.row.time)
      .map(({ c, row }) => ({
        row,
        found: {
          message: row.id,
          conversation: c.row.id,
          title: c.row.title,
          avatar: c.row.avatar,
          sender: row.sender,
          senderName: row.senderName,
          own: row.own,
          kind: row.body.kind,
          text: said(row),
          marks: marked(said(row), words),
          time: row.time,
        },
      }));
  }

  searchMessages: Runtime['searchMessages'] = (_account, words, filter, after, limit) => {
    const all = this.matching(words, filter).map(({ found }) => found);
    const from = after === null ? 0 : all.findIndex((row) => row.message === after) + 1;
    return this.wait({
      rows: all.slice(from, from + limit),
      more: all.length > from + limit,
      forgiving: false,
      percent: this.read,
    });
  };

  /** Messages of this conversation that are not on this computer come when they are asked for. */
  older: { conversation: string; come: () => void } | null = null;
  private historyCancelled = false;

  lacksHistory: Runtime['lacksHistory'] = (_account, conversation) =>
    this.wait(this.older !== null && (conversation === null || conversation === this.older.conversation));

  loadHistory: Runtime['loadHistory'] = async (account) => {
    this.historyCancelled = false;
    for (let loaded = 0; loaded <= 100; loaded += 50) {
      this.push({ kind: 'loading_history', account, loaded });
      await this.wait(undefined);
      if (this.historyCancelled) return null;
    }
    this.older?.come();
    this.older = null;
    return true;
  };

  cancelHistory: Runtime['cancelHistory'] = () => {
    this.historyCancelled = true;
    return this.wait(undefined);
  };

  findNames: Runtime['findNames'] = (_account, words) => {
    const holds = (name: string) => words !== '' && name.toLowerCase().includes(words.toLowerCase());
    return this.wait({
      people: this.world.people.filter((person) => holds(person.name) || person.id === words),
      groups: this.world.conversations
        .filter(({ row }) => row.kind === 'group' && holds(row.title))
        .map(({ row }) => ({ id: row.id, title: row.title, avatar: row.avatar, members: row.members })),
    });
  };

  sharedItems: Runtime['sharedItems'] = (_account, filter, after, limit) => {
    const all = this.matching('', filter).map(({ row }) => ({
      message: row.id,
      sender: row.sender,
      senderName: row.senderName,
      time: row.time,
      body: row.body,
      links: row.links,
    }));
    const from = after === null ? 0 : all.findIndex((item) => item.message === after) + 1;
    return this.wait({ items: all.slice(from, from + limit), more: all.length > from + limit, percent: this.read });
  };

  messageAt: Runtime['messageAt'] = (_account, conversation, time) => {
    const rows = this.find(conversation).rows.flatMap((row) => (row.type === 'message' ? [row] : []));
    return this.wait((rows.find((row) => row.time >= time) ?? rows[rows.length - 1])?.id ?? null);
  };
}
