import { fireEvent, render, screen } from '@solidjs/testing-library';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { MessageRow, Quote, ReactionRow } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import { clean } from '../../test/axe';
import { EntryView } from '../timeline/entry';
import type { MessageActions, MessageContext } from './context';
import { HoverBar } from './hover-bar';
import { barPlace } from './hovering';
import { messageMenu } from './menu';

beforeEach(() => setLanguage('en'));

const quote: Quote = {
  message: 'm0',
  senderName: 'Carol',
  own: false,
  kind: 'text',
  text: 'the first words',
  media: null,
  state: 'there',
};
const thumbsUp: ReactionRow = { key: '👍', label: '👍', count: 3, own: true, pending: false, names: ['Bob', 'Carol'] };

function message(change: Partial<MessageRow> = {}): MessageRow {
  return {
    id: 'm1',
    serverId: '7',
    sender: '10009',
    senderName: 'Bob',
    senderAvatar: { media: null, initials: 'B', hue: 0 },
    own: false,
    time: 0,
    body: { kind: 'text', text: 'so it is' },
    delivery: null,
    album: null,
    canRecall: false,
    canEdit: false,
    canAnswer: true,
    canReact: true,
    canUnreact: true,
    canClaim: false,
    readBy: null,
    canMark: false,
    canPinForAll: false,
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
  };
}

const actions = () =>
  ({
    react: vi.fn(),
    reply: vi.fn(),
    goToQuoted: vi.fn(),
    rewrite: vi.fn(),
    discardEdit: vi.fn(),
    claim: vi.fn(),
    openPerson: vi.fn(),
    chooseReaction: vi.fn(),
    menu: vi.fn(),
    copy: vi.fn(),
  }) as unknown as MessageActions;

function shown(change: Partial<MessageRow>, act = actions()) {
  const context = {
    group: true,
    now: 0,
    formatted: true,
    loadsPictures: true,
    showsStickers: () => false,
    loadsFiles: 0,
    me: 'Alice',
    isActive: () => true,
    isMarked: () => false,
    isSelected: () => false,
    reshape: (_: Element, change: () => void) => change(),
    place: () => null,
    mediaUrl: (media: string) => `linnet-media://${media}`,
    connection: () => ({ kind: 'online' }),
    actions: act,
  } as unknown as MessageContext;
  const row = { type: 'message' as const, ...message(change) };
  const entry = { key: row.id, row, day: null, first: true, last: true, messages: [row], places: 1 };
  return { act, row, ...render(() => <EntryView entry={entry} context={context} />) };
}

describe('a quote', () => {
  it('says who and what, and leads there', async () => {
    const { act, row, container } = shown({ quote });
    const button = screen.getByTestId('quote');
    expect(button.textContent).toBe('In reply to Carolthe first words');
    expect(screen.getByTestId('message-row').getAttribute('aria-label')).toContain('In reply to Carol: the first words');
    await clean(container);
    fireEvent.click(button);
    expect(act.goToQuoted).toHaveBeenCalledWith(expect.objectContaining({ id: row.id }));
  });

  it('has the word of a kind without words, and a small picture', () => {
    shown({ quote: { ...quote, kind: 'picture', text: '', media: 'cat' } });
    const button = screen.getByTestId('quote');
    expect(button.textContent).toContain('Picture');
    expect(button.querySelector('img')?.getAttribute('src')).toBe('linnet-media://cat');
  });

  it('says that what it quotes was recalled, or is gone and leads nowhere', () => {
    const first = shown({ quote: { ...quote, state: 'recalled', text: '' } });
    expect(screen.getByTestId('quote').textContent).toContain('Message recalled');
    first.unmount();
    shown({ quote: { ...quote, state: 'gone', text: '' } });
    expect(screen.getByTestId<HTMLButtonElement>('quote').disabled).toBe(true);
  });

  it('has a bubble around it, also where large emoji alone have none', () => {
    const body = { kind: 'text' as const, text: '👍' };
    const alone = shown({ body });
    expect(alone.container.querySelector('.bubble.bare')).not.toBeNull();
    alone.unmount();
    expect(shown({ body, quote }).container.querySelector('.bubble.bare')).toBeNull();
  });

  it('is text, whatever is in it', () => {
    const { container } = shown({ quote: { ...quote, text: '<img src=x onerror=alert(1)>' } });
    expect(container.querySelector('.quote img')).toBeNull();
  });
});

describe('reactions', () => {
  it('count, name who has them, and are joined or left with a click', async () => {
    const other: ReactionRow = { key: 'se:🐦', label: '🐦', count: 9, own: false, pending: false, names: ['Bob'] };
    const { act, container } = shown({ reactions: [thumbsUp, other] });
    const [mine, theirs] = screen.getAllByTestId('reaction');
    expect(mine?.getAttribute('aria-pressed')).toBe('true');
    const title = (element?: HTMLElement) => element?.title.replace(/[\u2068\u2069]/g, '');
    expect(title(mine)).toBe('You, Bob, Carol');
    expect(title(theirs)).toBe('Bob and 8 others');
    await clean(container);
    fireEvent.click(mine as HTMLElement);
    fireEvent.click(theirs as HTMLElement);
    expect(vi.mocked(act.react).mock.calls).toEqual([
      ['m1', '👍', false],
      ['m1', 'se:🐦', true],
    ]);
  });

  it('are joined by nobody who is muted, and taken back by whom they are of', () => {
    const other: ReactionRow = { key: 'se:🐦', label: '🐦', count: 9, own: false, pending: false, names: ['Bob'] };
    shown({ reactions: [thumbsUp, other], canReact: false });
    const [mine, theirs] = screen.getAllByTestId<HTMLButtonElement>('reaction');
    expect([mine?.disabled, theirs?.disabled]).toEqual([false, true]);
  });

  it('show that one is not confirmed', () => {
    shown({ reactions: [{ ...thumbsUp, pending: true }] });
    expect(screen.getByTestId('reaction').classList).toContain('pending');
  });
});

describe('the bar over a bubble', () => {
  it('has six reactions, all others, reply and more', async () => {
    const act = actions();
    const row = message({ reactions: [thumbsUp] });
    const { container } = render(() => <HoverBar message={row} place={{ top: 0, left: 0 }} actions={act} />);
    const quick = screen.getAllByTestId('quick-reaction');
    expect(quick).toHaveLength(6);
    await clean(container);
    fireEvent.click(quick[0] as HTMLElement);
    fireEvent.click(quick[1] as HTMLElement);
    expect(vi.mocked(act.react).mock.calls).toEqual([
      ['m1', '👍', false],
      ['m1', '❤️', true],
    ]);
    fireEvent.click(screen.getByTestId('reply'));
    expect(act.reply).toHaveBeenCalledWith('m1');
    fireEvent.click(screen.getByTestId('react-more'));
    expect(act.chooseReaction).toHaveBeenCalled();
  });

  it('offers a muted member no reaction, and in a muted group no answer', () => {
    const { unmount } = render(() => (
      <HoverBar message={message({ canAnswer: false })} place={{ top: 0, left: 0 }} actions={actions()} />
    ));
    expect(screen.queryByTestId('reply')).toBeNull();
    expect(screen.getAllByTestId('quick-reaction')).toHaveLength(6);
    unmount();
    render(() => <HoverBar message={message({ canReact: false })} place={{ top: 0, left: 0 }} actions={actions()} />);
    expect(screen.queryByTestId('quick-reaction')).toBeNull();
    expect(screen.queryByTestId('react-more')).toBeNull();
  });

  it('stands over the bubble and stays in view', () => {
    const frame = { top: 100, bottom: 700, left: 300, right: 1000 };
    const bubble = { top: 400, bottom: 440, left: 700, right: 980 };
    expect(barPlace(bubble, frame, true)).toEqual({ top: 274, left: 418 });
    expect(barPlace({ ...bubble, left: 320 }, frame, false)).toEqual({ top: 274, left: 20 });
    // A short bubble at the edge, and one that begins above the view.
    expect(barPlace({ ...bubble, left: 960 }, frame, false).left).toBe(434);
    expect(barPlace({ ...bubble, top: -50 }, frame, true).top).toBe(4);
  });
});

describe('the menu', () => {
  const labels = (change: Partial<MessageRow>) =>
    messageMenu(message(change), null, { actions: actions() } as unknown as MessageContext, { x: 0, y: 0 }).map((item) => item.testid);

  it('shows only what is allowed', () => {
    expect(labels({})).toEqual([
      'menu-reply',
      'menu-react',
      'menu-forward',
      'menu-copy',
      'menu-select',
      'menu-details',
      'menu-delete-message',
    ]);
    expect(labels({ own: true, canEdit: true })).toContain('menu-rewrite');
    // In a muted group everybody may react; who is muted may not.
    expect(labels({ canAnswer: false })).toContain('menu-react');
    expect(labels({ canAnswer: false })).not.toContain('menu-reply');
    expect(labels({ canAnswer: false, canReact: false, canForward: false })).toEqual(['menu-copy', 'menu-select', 'menu-details', 'menu-delete-message']);
    expect(labels({ answers: 2 })).toContain('menu-thread');
    expect(labels({ quote })).toContain('menu-thread');
    expect(labels({ body: { kind: 'recalled' }, canAnswer: false, canReact: false, canForward: false })).toEqual(['menu-details', 'menu-delete-message']);
    expect(labels({ canMark: true })).toEqual(
      expect.arrayContaining(['menu-favourite', 'menu-pin']) as unknown as string[],
    );
    expect(labels({ canMark: true })).not.toContain('menu-pin_for_all');
    expect(labels({ canMark: true, canPinForAll: true })).toContain('menu-pin_for_all');
    expect(labels({})).not.toContain('menu-readers');
    expect(labels({ own: true, readBy: { count: 0, of: 2 } })).toContain('menu-readers');
  });
});

describe('an edit', () => {
  it('is marked', () => {
    shown({ edited: true });
    expect(screen.getByTestId('edited').textContent).toBe('edited');
  });

  it('that was refused stands below with its reason and its ways out', async () => {
    const reason = { code: 'edited_elsewhere', text: { zh: '改动了。', en: 'It was changed elsewhere.' }, logId: null };
    const { act, container } = shown({ own: true, canEdit: true, unsavedEdit: { text: 'three', reason } });
    expect(screen.getByTestId('unsaved-edit').textContent).toContain('It was changed elsewhere.');
    await clean(container);
    fireEvent.click(screen.getByTestId('edit-again'));
    expect(act.rewrite).toHaveBeenCalledWith(expect.objectContaining({ id: 'm1' }), 'three');
    fireEvent.click(screen.getByTestId('discard-edit'));
    expect(act.discardEdit).toHaveBeenCalledWith('m1');
  });

  it('of a message that was recalled can be copied', () => {
    const reason = { code: 'not_found', text: { zh: '', en: '' }, logId: null };
    const { act } = shown({ own: true, body: { kind: 'recalled' }, canAnswer: false, unsavedEdit: { text: 'three', reason } });
    fireEvent.click(screen.getByTestId('copy-edit'));
    expect(act.copy).toHaveBeenCalledWith('three');
  });
});

describe('a message that the server wanted later', () => {
  it('says why and when it is tried again, and nothing while it is tried', async () => {
    vi.useFakeTimers();
    try {
      const reason = { code: 'too_fast', text: { zh: '太快。', en: 'Too fast.' }, logId: null };
      const until = Date.now() + 2_400;
      shown({ own: true, delivery: { kind: 'held_back', reason, until } });
      expect(screen.getByTestId('held-back').textContent).toBe('Sent too fast. Trying again in 3 s.');
      expect(screen.getByTestId('delivery').dataset['state']).toBe('held_back');
      vi.advanceTimersByTime(1_500);
      expect(screen.getByTestId('held-back').textContent).toContain('in 1 s');
      vi.advanceTimersByTime(1_000);
      expect(screen.queryByTestId('held-back')).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });
});
