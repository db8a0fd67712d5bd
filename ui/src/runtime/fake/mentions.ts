// Who is called in the fake.

import type { MentionChoice } from '../../bindings';
import type { Runtime } from '../runtime';
import { FakeForwards } from './forwards';

/** Calling people in groups. */
export class FakeMentions extends FakeForwards {
  setMentioned: Runtime['setMentioned'] = (_account, conversation, people) => {
    this.drafts.set(conversation, { ...this.stored(conversation), mentioned: [...people] });
    return this.wait(undefined);
  };

  mentionChoices: Runtime['mentionChoices'] = (_account, conversation, words) => {
    const fits = (name: string) => name.toLowerCase().includes(words.toLowerCase());
    const people = this.find(conversation)
      .members.filter((member) => member.person.id !== this.account().user && fits(member.person.name))
      .map(({ person }): MentionChoice => ({ user: person.id, name: person.name, avatar: person.avatar, hint: '' }));
    const everyone: MentionChoice = { user: null, name: '', avatar: null, hint: '' };
    return this.wait(fits('everyone 所有人') || words === '' ? [everyone, ...people] : people);
  };

  unreadMentions: Runtime['unreadMentions'] = (_account, conversation) => {
    const { rows, row } = this.find(conversation);
    const called = rows.flatMap((one) => (one.type === 'message' && one.mentionsMe ? [one.id] : []));
    return this.wait(row.mentioned ? called : []);
  };
}
