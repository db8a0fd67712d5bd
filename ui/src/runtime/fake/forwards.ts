// What is sent on in the fake.

import type { HistoryRow, MessageRow } from '../../bindings';
import type { Runtime } from '../runtime';
import { failure } from './base';
import { linksIn } from './links';
import { FakeMessages } from './messages';

const said = (row: MessageRow): string =>
  row.body.kind === 'text' ? row.body.text : row.body.kind === 'picture' ? row.body.picture.caption : '';

/** Forwarding, and the cards that become of it. */
export class FakeForwards extends FakeMessages {
  private readonly cards = new Map<string, HistoryRow[]>();
  private readonly forwarded = new Set<string>();

  private put(conversation: string, body: MessageRow['body']): string {
    const c = this.find(conversation);
    const row = this.own(crypto.randomUUID(), body, null);
    this.windows.append(c, row);
    c.row = { ...c.row, time: row.time, preview: { kind: body.kind, text: said(row), sender: null, own: true, happened: null } };
    this.sortAndTell();
    this.deliver(c, row);
    return row.id;
  }

  forwardMessages: Runtime['forwardMessages'] = async (_account, submission, messages, to, together, comment) => {
    await this.wait(null);
    if (this.forwarded.has(submission)) return;
    const chosen = messages.map((id) => this.message(id)?.row).filter((row) => row !== undefined);
    if (chosen.length < messages.length) throw failure('not_found', '这条消息已不在。', 'This message is no longer there.');
    this.forwarded.add(submission);
    for (const conversation of to) {
      if (together) {
        const names = [...new Set(chosen.map((row) => row.senderName))].slice(0, 2);
        const lines = chosen.slice(0, 4).map((row) => ({ name: row.senderName, kind: row.body.kind, text: said(row) }));
        const id = this.put(conversation, { kind: 'history', group: false, names, lines, count: chosen.length });
        this.cards.set(
          id,
          chosen.map((row) => ({
            name: row.senderName,
            time: row.time,
            kind: row.body.kind,
            text: said(row),
            links: linksIn(said(row)),
            picture: row.body.kind === 'picture' ? row.body.picture : null,
          })),
        );
      } else for (const row of chosen) this.put(conversation, structuredClone(row.body));
      if (comment.trim() !== '') this.put(conversation, { kind: 'text', text: comment });
    }
  };

  historyCard: Runtime['historyCard'] = (_account, message) => this.wait(this.cards.get(message) ?? []);
}
