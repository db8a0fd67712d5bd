import { render, screen } from '@solidjs/testing-library';
import { beforeEach, describe, expect, it } from 'vitest';

import type { ConversationRow, DraftLine, Noun } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import { demoWorld } from '../../runtime/fake/world';
import { ConversationLine } from './conversation-row';

beforeEach(() => setLanguage('en'));

const NOW = Date.now();

function firstRow(): ConversationRow {
  const row = demoWorld({ size: 'rich', signedIn: true, now: NOW, delayMs: 0 }).conversations[0]?.row;
  if (!row) throw new Error('the world is empty');
  return row;
}

/** The line under the name. */
function shown(row: ConversationRow): string | undefined {
  const { unmount } = render(() => (
    <ConversationLine
      row={row}
      now={NOW}
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

/** The line under the name, of a conversation with this draft. */
const line = (draft: DraftLine | null, text = 'said last') =>
  shown({ ...firstRow(), draft, preview: { kind: 'text', text, sender: null, own: false, happened: null } });

describe('the line of a draft', () => {
  it('says what was typed and that pictures wait', () => {
    expect(line(null)).toBe('said last');
    expect(line(null, '')).toBe('Blank message');
    expect(line({ text: 'so', pictures: false, voice: false })).toBe('[Draft] so');
    expect(line({ text: '', pictures: true, voice: false })).toBe('[Draft] Attachment');
    expect(line({ text: 'so', pictures: true, voice: false })).toBe('[Draft] Attachment so');
    expect(line({ text: '', pictures: false, voice: true })).toBe('[Draft] Voice message');
  });
});

/** The line under the name, of a conversation whose newest message is of this kind. */
function said(kind: Noun, text: string): string | undefined {
  const row = { ...firstRow(), draft: null, mentioned: false, preview: { kind, text, sender: null, own: false, happened: null } };
  return shown(row);
}

describe('the line of the newest message', () => {
  it('says what kind it is, and its words', () => {
    expect(said('file', 'report.pdf')).toBe('File report.pdf');
    expect(said('video', '')).toBe('Video');
    expect(said('voice', '')).toBe('Voice message');
    expect(said('link', 'Birds')).toBe('Link Birds');
    expect(said('notice', 'Bob left')).toBe('Bob left');
    expect(said('notice', '')).toBe('Notice');
    expect(said('recalled', '')).toBe('Message recalled');
    expect(said('hologram' as Noun, '')).toBe('Unsupported message');
    setLanguage('zh');
    expect(said('coupon', '九折')).toBe('优惠券 九折');
    expect(said('location', '外滩')).toBe('位置 外滩');
  });
});
