import { fireEvent, render, screen } from '@solidjs/testing-library';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { Body, MessageRow } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import type { MessageContext } from './context';
import { kindOf } from './kinds';

beforeEach(() => setLanguage('en'));

const link = vi.fn();
const claim = vi.fn();
const openPerson = vi.fn();

function shown(body: Body, more: Partial<MessageRow> = {}): HTMLElement {
  const { View } = kindOf(body);
  const message = { id: 'm1', body, own: false, canAnswer: false, ...more } as MessageRow;
  const context = { isActive: () => true, actions: { link, claim, openPerson } } as unknown as MessageContext;
  const { container } = render(() => (
    <View message={message} body={body} messages={[message]} places={1} context={context} meta={() => null} />
  ));
  return container;
}

const texts = (body: Body) => [...shown(body).querySelectorAll('bdi, button')].map((part) => part.textContent);

const spoken = (body: Body) => kindOf(body).spoken(body, {} as MessageRow);

describe('kinds that are only shown', () => {
  it('say what they are and what is known of them', () => {
    expect(texts({ kind: 'sticker', text: 'haha', picture: null })).toEqual(['Sticker', 'haha']);
    expect(texts({ kind: 'location', name: 'The Bund', address: '', coordinates: '31.23039, 121.47370' })).toEqual([
      'The Bund',
      '31.23039, 121.47370',
    ]);
    expect(texts({ kind: 'contact', name: 'Carol', user: null })).toEqual(['Carol', 'Contact card']);
    expect(texts({ kind: 'coupon', text: '10 % off', taken: false })).toEqual(['10 % off', 'Not claimed yet']);
    expect(texts({ kind: 'coupon', text: '10 % off', taken: true })).toEqual(['10 % off', 'Claimed']);
  });

  it('are named in Chinese too', () => {
    setLanguage('zh');
    expect(texts({ kind: 'sticker', text: '', picture: null })).toEqual(['贴纸']);
    expect(spoken({ kind: 'coupon', text: '九折', taken: true })).toBe('优惠券, 九折, 已领取');
  });

  it('are text, whatever is in their names', () => {
    const container = shown({ kind: 'contact', name: '<img src=x onerror=alert(1)>', user: null });
    expect(container.querySelector('img')).toBeNull();
  });

  it('say the host of a card before it is opened', () => {
    const body: Body = { kind: 'link', title: 'https://bank.example', text: 'Sign in', url: 'https://evil.example/bank', host: 'evil.example' };
    shown(body);
    const open = screen.getByTestId('card-open');
    expect(open.textContent).toBe('evil.example');
    fireEvent.click(open);
    expect(link).toHaveBeenCalledWith('https://evil.example/bank', 'evil.example', open);
    expect(spoken(body)).toBe('Link, https://bank.example, evil.example');
  });
});

describe('what can be done with a card', () => {
  it('claims a coupon that is free, of somebody else', () => {
    const free: Body = { kind: 'coupon', text: '10 % off', taken: false };
    shown(free, { canClaim: true });
    fireEvent.click(screen.getByTestId('coupon-claim'));
    expect(claim).toHaveBeenCalledWith('m1');
    for (const [body, more] of [
      [{ ...free, taken: true }, {}],
      [free, { canAnswer: true }],
    ] as const) {
      claim.mockClear();
      const container = shown(body, more);
      expect(container.querySelector('[data-testid=coupon-claim]')).toBeNull();
      kindOf(body).open?.({ id: 'm1', own: false, canClaim: false, ...more } as MessageRow, body, { actions: { claim } } as unknown as MessageContext);
      expect(claim).not.toHaveBeenCalled();
    }
  });

  it('opens the chat with somebody whose id is on it', () => {
    shown({ kind: 'contact', name: 'Carol', user: '10017' });
    fireEvent.click(screen.getByTestId('contact-open'));
    expect(openPerson).toHaveBeenCalledWith('10017');
  });

  it('says calmly what cannot be opened here', () => {
    expect(texts({ kind: 'encrypted', name: 'cat.png' })).toEqual(['cat.png', 'Cannot be opened here']);
    expect(texts({ kind: 'encrypted', name: '' })).toEqual(['Encrypted attachment', 'Cannot be opened here']);
    expect(texts({ kind: 'call' })).toEqual(['A call in another app']);
  });
});

describe('a kind that is not known', () => {
  it('shows what came when somebody asks', () => {
    const container = shown({ kind: 'unsupported', messageType: 77, raw: '{"a":"<b>"}' });
    expect(container.textContent).not.toContain('"a"');
    fireEvent.click(screen.getByTestId('raw-toggle'));
    expect(screen.getByTestId('raw').textContent).toBe('{"a":"<b>"}');
    fireEvent.click(screen.getByTestId('raw-toggle'));
    expect(screen.queryByTestId('raw')).toBeNull();
  });

  it('offers nothing when nothing came', () => {
    shown({ kind: 'unsupported', messageType: 77, raw: '' });
    expect(screen.queryByTestId('raw-toggle')).toBeNull();
  });
});
