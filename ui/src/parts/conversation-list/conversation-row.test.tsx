import { render, screen } from '@solidjs/testing-library';
import { beforeEach, describe, expect, it } from 'vitest';

import type { DraftLine } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import { demoWorld } from '../../runtime/fake/world';
import { ConversationLine } from './conversation-row';

beforeEach(() => setLanguage('en'));

/** The line under the name, of a conversation with this draft. */
function line(draft: DraftLine | null, said = 'said last'): string | undefined {
  const now = Date.now();
  const row = demoWorld({ size: 'rich', signedIn: true, now, delayMs: 0 }).conversations[0]?.row;
  if (!row) throw new Error('the world is empty');
  const { unmount } = render(() => (
    <ConversationLine
      row={{ ...row, draft, preview: { kind: 'text', text: said, sender: null, own: false } }}
      now={now}
      selected={false}
      tabbable
      position={3}
      size={300}
      mediaUrl={() => ''}
      onOpen={() => undefined}
      onMenu={() => undefined}
    />
  ));
  const text = screen.getByTestId('conversation-preview').textContent?.trim();
  unmount();
  return text;
}

describe('the line of a draft', () => {
  it('says what was typed and that pictures wait', () => {
    expect(line(null)).toBe('said last');
    expect(line(null, '')).toBe('Blank message');
    expect(line({ text: 'so', pictures: false })).toBe('[Draft] so');
    expect(line({ text: '', pictures: true })).toBe('[Draft] Picture');
    expect(line({ text: 'so', pictures: true })).toBe('[Draft] Picture so');
  });
});
