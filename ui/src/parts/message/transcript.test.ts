import { beforeEach, expect, it } from 'vitest';

import type { Body, MessageRow } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import { transcript } from './transcript';

beforeEach(() => setLanguage('en'));

const NOON = new Date(2026, 2, 10, 12, 0).getTime();

const message = (sender: string, minute: number, body: Body | string): MessageRow =>
  ({
    sender,
    senderName: sender,
    time: NOON + minute * 60_000,
    body: typeof body === 'string' ? { kind: 'text', text: body } : body,
  }) as MessageRow;

const picture = (caption: string) => ({ kind: 'picture', picture: { caption } }) as Body;

it('is only the words when one person wrote them', () => {
  expect(transcript([message('Bob', 0, 'one')])).toBe('one');
  expect(transcript([message('Bob', 0, 'one'), message('Bob', 9, 'two\nlines')])).toBe('one\ntwo\nlines');
});

it('says who wrote what and when, once for what somebody wrote together', () => {
  const all = [message('Bob', 0, 'one'), message('Bob', 0, 'two'), message('Alice', 0, 'three'), message('Bob', 5, 'four')];
  expect(transcript(all)).toBe(
    ['Bob  10 Mar 2026, 12:00\none\ntwo', 'Alice  10 Mar 2026, 12:00\nthree', 'Bob  10 Mar 2026, 12:05\nfour'].join('\n\n'),
  );
  setLanguage('zh');
  expect(transcript(all)).toContain('Bob  2026年3月10日 12:00\none');
});

it('names what has no words', () => {
  expect(transcript([message('Bob', 0, picture('')), message('Bob', 0, picture('the lake'))])).toBe('[Picture]\n[Picture] the lake');
  expect(transcript([message('Bob', 0, { kind: 'voice', voice: { media: 'v', millis: 8_000, wave: [], bytes: 0, played: true } })])).toBe('[Voice message, 0:08]');
  const file = { kind: 'file', file: { name: 'report.pdf', bytes: 4_300_000 } } as Body;
  expect(transcript([message('Bob', 0, file)])).toBe('[File, report.pdf, 4.1 MB]');
});
