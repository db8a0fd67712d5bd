import { render } from '@solidjs/testing-library';
import { beforeEach, expect, it } from 'vitest';

import type { Body, MessageRow } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import type { MessageContext } from '../message/context';
import { EntryView } from './entry';

beforeEach(() => setLanguage('en'));

function shown(body: Body, senderName = 'Bob'): HTMLElement {
  const message: MessageRow = {
    id: 's:1',
    serverId: null,
    sender: '10009',
    senderName,
    senderAvatar: { media: null, initials: 'B', hue: 0 },
    own: false,
    time: 0,
    body,
    delivery: null,
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
  };
  const context = {
    group: true,
    now: 0,
    formatted: true,
    loadsPictures: true,
    showsStickers: () => false,
    loadsFiles: 0,
    me: 'Alice',
    isActive: () => false,
    isMarked: () => false,
    isSelected: () => false,
    place: () => null,
    mediaUrl: () => '',
    connection: () => ({ kind: 'online' }),
    actions: {},
  } as unknown as MessageContext;
  const row = { type: 'message' as const, ...message };
  const entry = { key: row.id, row, day: null, first: true, last: true, messages: [row], places: 1 };
  return render(() => <EntryView entry={entry} context={context} />).container;
}

it('has a word for a message of which nothing can be seen', () => {
  expect(shown({ kind: 'text', text: '' }).querySelector('.words')?.textContent).toBe('Blank message');
  expect(shown({ kind: 'notice', text: '', happened: null, saidBy: null }).querySelector('.notice-line')?.textContent).toBe('Blank message');
});

it('keeps a name from turning the sentence around it', () => {
  const line = shown({ kind: 'recalled' }, 'שלום').querySelector('.notice-line');
  expect(line?.textContent).toBe('\u2068שלום\u2069 recalled a message');
  // The sentence is ours: it has the page's direction, not that of the name it begins with.
  expect(line?.querySelector('bdi')).toBeNull();
});
