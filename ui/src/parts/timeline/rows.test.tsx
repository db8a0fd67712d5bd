import { render, screen } from '@solidjs/testing-library';
import { beforeEach, expect, it, vi } from 'vitest';

import type { MessageRow, TimelineRow, TimelineState } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import * as time from '../../i18n/time';
import type { Runtime } from '../../runtime/runtime';
import { createSelection, type Selection } from '../../state/selection';
import { createTimeline } from '../../state/timeline';
import { Turns } from '../../state/turns';
import { Timeline } from './timeline';

// Every row says its time, so whatever is painted anew asks for it.
vi.mock('../../i18n/time', async (original) => {
  const real = await original<typeof time>();
  return { ...real, clock: vi.fn(real.clock) };
});

beforeEach(() => setLanguage('en'));

const ROWS = 300;
const NOON = new Date(2026, 2, 10, 12, 0).getTime();
const STATE: TimelineState = { atStart: true, atEnd: true, newBelow: 0, loadingOlder: false };

const message = (n: number, change: Partial<MessageRow> = {}): TimelineRow => ({
  type: 'message',
  id: `m${n}`,
  serverId: null,
  sender: n % 5 ? '10001' : '10009',
  senderName: n % 5 ? 'Alice' : 'Bob',
  senderAvatar: { media: null, initials: 'X', hue: 0 },
  own: n % 5 !== 0,
  time: NOON + n * 1_000,
  body: { kind: 'text', text: `message ${n}` },
  delivery: n % 5 ? { kind: 'sent' } : null,
  album: null,
  canRecall: false,
  canEdit: false,
  canAnswer: true,
  canReact: true,
  canUnreact: true,
  canClaim: false,
  readBy: null,
  canMark: true,
  canPinForAll: true,
  marks: { favourite: false, pinned: false, pinnedForAll: false },
  canForward: true,
  edited: false,
  editPending: false,
  canWriteAgain: false,
  answers: 0,
  unsavedEdit: null,
  quote: null,
  reactions: [],
  mentionsMe: false,
  links: [],
  format: [],
  streamed: null,
  lost: false,
  ...change,
});

let selection: Selection;

function open() {
  selection = createSelection(() => undefined);
  const model = createTimeline({} as Runtime, 1, 'alice', 'bob', new Turns(), () => undefined);
  model.change([{ op: 'reset', rows: Array.from({ length: ROWS }, (_, n) => message(n)) }], STATE);
  render(() => (
    <Timeline
      model={model}
      title="Bob"
      group={true}
      me="Alice"
      now={NOON}
      formatted
      loadsPictures
      showsStickers={() => false}
      loadsFiles={0}
      focused={false}
      connection={{ kind: 'online' }}
      mediaUrl={() => ''}
      actions={{} as never}
      files={{} as never}
      voice={{} as never}
      selection={selection}
      emoji={{} as never}
      wayBack={false}
      mentions={0}
      onToMention={() => undefined}
      onWayBack={() => undefined}
      onToEnd={() => undefined}
      selected={undefined}
      onSelect={() => undefined}
      marked={null}
      startAt={() => null}
      onLeave={() => undefined}
      onFailure={() => undefined}
      onSeen={() => undefined}
      handle={() => undefined}
    />
  ));
  return model;
}

const elements = () => screen.getAllByTestId('message-row');

/** Rows in which something on the page changed, and how many of them were asked for their time again. */
function painted(change: () => void): { changed: (string | undefined)[]; asked: number } {
  const observer = new MutationObserver(() => undefined);
  observer.observe(screen.getByTestId('timeline'), { subtree: true, childList: true, attributes: true, characterData: true });
  vi.mocked(time.clock).mockClear();
  change();
  const rows = observer.takeRecords().map((record) => {
    const element = record.target instanceof Element ? record.target : record.target.parentElement;
    return element?.closest<HTMLElement>('[data-id]')?.dataset['id'] ?? element?.querySelector<HTMLElement>('[data-id]')?.dataset['id'];
  });
  observer.disconnect();
  const asked = new Set(vi.mocked(time.clock).mock.calls.map(([at]) => at)).size;
  return { changed: [...new Set(rows)], asked };
}

it('paints one row when one of 300 has changed', () => {
  const model = open();
  expect(elements()).toHaveLength(ROWS);
  const before = elements();
  const read = painted(() => model.change([{ op: 'set', at: 151, row: message(151, { delivery: { kind: 'read' } }) }], STATE));
  expect(read).toEqual({ changed: ['m151'], asked: 1 });
  const edited = painted(() =>
    model.change([{ op: 'set', at: 152, row: message(152, { body: { kind: 'text', text: 'other words' } }) }], STATE),
  );
  expect(edited).toEqual({ changed: ['m152'], asked: 1 });
  expect(elements()[152]?.textContent).toContain('other words');
  expect(elements().every((element, n) => element === before[n])).toBe(true);
});

it('paints the new row and the one it joins when a message comes', () => {
  const model = open();
  const before = elements();
  // 299 is Alice's, and 300 would be Bob's: as hers it goes on with her group.
  const { asked } = painted(() =>
    model.change([{ op: 'insert', at: ROWS, rows: [message(ROWS, { sender: '10001', senderName: 'Alice', own: true })] }], STATE),
  );
  expect(asked).toBeLessThanOrEqual(2);
  expect(elements()).toHaveLength(ROWS + 1);
  expect(elements().slice(0, ROWS).every((element, n) => element === before[n])).toBe(true);
});

it('says who, what, when and how it stands, and where the row is that the keys act on', () => {
  open();
  const all = elements();
  expect(all[5]?.getAttribute('aria-label')).toBe('Bob, message 5, 12:00');
  expect(all[6]?.getAttribute('aria-label')).toBe('You, message 6, 12:00, Sent');
  expect(all[298]?.getAttribute('aria-posinset')).toBeNull();
  expect([all[299]?.getAttribute('aria-posinset'), all[299]?.getAttribute('aria-setsize')]).toEqual(['300', '300']);
});

it('tells a screen reader what comes, and not what was there', () => {
  const model = open();
  const news = () => screen.getByTestId('news').textContent;
  expect(news()).toBe('');
  model.change([{ op: 'insert', at: ROWS, rows: [message(ROWS)] }], STATE);
  expect(news()).toBe('Bob: message 300');
  // Own ones, older ones, and changes are no news.
  model.change([{ op: 'insert', at: ROWS + 1, rows: [message(ROWS + 1)] }], STATE);
  model.change([{ op: 'insert', at: 0, rows: [message(-5)] }], STATE);
  expect(news()).toBe('Bob: message 300');
});

it('paints the rows that are selected and no others, and says it', () => {
  open();
  const { changed } = painted(() => selection.toggle(['m10', 'm11']));
  // The timeline itself shows places for the marks.
  expect(changed.filter((id) => id !== 'm0')).toEqual(['m10', 'm11']);
  expect(elements()[10]?.getAttribute('aria-label')).toBe('Selected, Bob, message 10, 12:00');
  selection.end();
  expect(elements()[10]?.getAttribute('aria-label')).toBe('Bob, message 10, 12:00');
});
