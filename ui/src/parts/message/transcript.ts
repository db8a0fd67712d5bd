// Messages as text, for the clipboard.

import type { MessageRow } from '../../bindings';
import { language } from '../../i18n/language';
import { moment } from '../../i18n/time';
import { kindOf } from './kinds';

/** The words of a message; of one that has none, what it is and what is known of it. */
function wordsOf(message: MessageRow): string {
  const kind = kindOf(message.body);
  const words = kind.words(message.body);
  const name = `[${kind.list.name()}]`;
  // A picture is called after whatever a camera or a phone made up.
  if (words === '') return kind.form === 'media' ? name : `[${kind.spoken(message.body, message)}]`;
  return kind.form === 'media' ? `${name} ${words}` : words;
}

/** The words of these messages, in this order. Who wrote them, and when, stands with them when several people did. */
export function transcript(messages: readonly MessageRow[]): string {
  const several = new Set(messages.map((message) => message.sender)).size > 1;
  if (!several) return messages.map(wordsOf).join('\n');
  const blocks: string[] = [];
  for (const [at, message] of messages.entries()) {
    const head = `${message.senderName}  ${moment(message.time, language())}`;
    const before = messages[at - 1];
    // What somebody wrote in the same minute stands under one name.
    if (before && `${before.senderName}  ${moment(before.time, language())}` === head && before.sender === message.sender) {
      blocks.push(`${blocks.pop() ?? ''}\n${wordsOf(message)}`);
    } else blocks.push(`${head}\n${wordsOf(message)}`);
  }
  return blocks.join('\n\n');
}
