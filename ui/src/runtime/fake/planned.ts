// What is planned in the fake. Nothing becomes due by itself: a test says when.

import type { PlannedRow, ReminderRow } from '../../bindings';
import type { Runtime } from '../runtime';
import { failure } from './base';
import { FakeSearches } from './searches';

/** Sending later, and reminders. */
export class FakePlanned extends FakeSearches {
  private readonly texts = new Map<string, PlannedRow[]>();
  private reminded: ReminderRow[] = [];

  private told(conversation: string): void {
    this.push({ kind: 'planned', account: this.account().id, conversation });
  }

  private plannedAs(message: string): [string, PlannedRow] {
    for (const [conversation, rows] of this.texts) {
      const row = rows.find((one) => one.id === message);
      if (row) return [conversation, row];
    }
    throw failure('not_found', '没有找到。', 'Not found.');
  }

  private keep(conversation: string, rows: PlannedRow[]): void {
    this.texts.set(conversation, rows.sort((a, b) => a.due - b.due));
    this.told(conversation);
  }

  private check(due: number): void {
    if (due <= Date.now()) throw failure('time_passed', '这个时间已经过了。', 'This time has passed.');
  }

  sendLater: Runtime['sendLater'] = async (_account, conversation, submission, text, _base, due) => {
    await this.wait(null);
    this.check(due);
    const before = this.stored(conversation);
    const row: PlannedRow = { id: submission, text, quote: before.answers, due, tooLate: false, problem: null };
    const left = { revision: before.revision + 1, text: '', answers: null, mentioned: [] };
    this.drafts.set(conversation, left);
    this.keep(conversation, [...(this.texts.get(conversation) ?? []), row]);
    return structuredClone(left);
  };

  planned: Runtime['planned'] = (_account, conversation) => this.wait(structuredClone(this.texts.get(conversation) ?? []));

  changePlanned: Runtime['changePlanned'] = async (_account, message, text, due) => {
    await this.wait(null);
    if (due !== null) this.check(due);
    const [conversation, row] = this.plannedAs(message);
    Object.assign(row, { text: text ?? row.text, due: due ?? row.due, problem: null, tooLate: false });
    this.keep(conversation, this.texts.get(conversation) ?? []);
  };

  sendPlanned: Runtime['sendPlanned'] = async (account, message) => {
    const [conversation, row] = this.plannedAs(message);
    await this.discardPlanned(account, message);
    await this.sendText(account, conversation, row.id, row.text, this.stored(conversation).revision);
  };

  discardPlanned: Runtime['discardPlanned'] = async (_account, message) => {
    await this.wait(null);
    const [conversation] = this.plannedAs(message);
    this.keep(conversation, (this.texts.get(conversation) ?? []).filter((row) => row.id !== message));
  };

  /** What is planned was not sent in time. */
  holdPlanned(conversation: string): void {
    for (const row of this.texts.get(conversation) ?? []) row.tooLate = true;
    this.told(conversation);
  }

  remind: Runtime['remind'] = async (account, message, due) => {
    await this.wait(null);
    this.check(due);
    const found = this.message(message);
    if (!found) throw failure('not_found', '没有找到。', 'Not found.');
    const row: ReminderRow = {
      message,
      conversation: found.c.row.id,
      title: found.c.row.title,
      quote: this.asQuoted(found.row),
      due,
      told: false,
    };
    this.reminded = [...this.reminded.filter((one) => one.message !== message), row].sort((a, b) => a.due - b.due);
    this.push({ kind: 'reminders', account });
  };

  forgetReminder: Runtime['forgetReminder'] = async (account, message) => {
    await this.wait(null);
    this.reminded = this.reminded.filter((one) => one.message !== message);
    this.push({ kind: 'reminders', account });
  };

  reminders: Runtime['reminders'] = () => this.wait(structuredClone(this.reminded));
}
