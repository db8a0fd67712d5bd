import { fireEvent, render, screen } from '@solidjs/testing-library';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { Body, MessageRow } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import type { MessageContext } from './context';
import { kindOf } from './kinds';

beforeEach(() => setLanguage('en'));

const link = vi.fn();

function shown(body: Body): HTMLElement {
  const { View } = kindOf(body);
  const message = { id: 'm1', body } as MessageRow;
  const context = { isActive: () => true, actions: { link } } as unknown as MessageContext;
  const { container } = render(() => (
    <View message={message} body={body} messages={[message]} places={1} context={context} meta={() => null} />
  ));
  return container;
}

const texts = (body: Body) => [...shown(body).querySelectorAll('bdi, button')].map((part) => part.textContent);

const spoken = (body: Body) => kindOf(body).spoken(body, {} as MessageRow);

describe('kinds that are only shown', () => {
  it('say what they are and what is known of them', () => {
    expect(texts({ kind: 'video', seconds: 42, bytes: 3_355_443 })).toEqual(['Video', '0:42 · 3.2 MB', 'This version cannot open it yet.']);
    expect(texts({ kind: 'voice', seconds: 3_723 })).toEqual(['Voice message', '1:02:03', 'This version cannot open it yet.']);
    expect(texts({ kind: 'sticker', text: 'haha' })).toEqual(['Sticker', 'haha']);
    expect(texts({ kind: 'location', name: 'The Bund', address: '', coordinates: '31.23039, 121.47370' })).toEqual([
      'The Bund',
      '31.23039, 121.47370',
    ]);
    expect(texts({ kind: 'contact', name: 'Carol' })).toEqual(['Carol', 'Contact card']);
    expect(texts({ kind: 'coupon', text: '10 % off', taken: false })).toEqual(['10 % off', 'Not claimed yet']);
    expect(texts({ kind: 'coupon', text: '10 % off', taken: true })).toEqual(['10 % off', 'Claimed']);
  });

  it('say nothing of what is not known', () => {
    expect(texts({ kind: 'video', seconds: 0, bytes: 0 })).toEqual(['Video', 'This version cannot open it yet.']);
    expect(spoken({ kind: 'video', seconds: 7, bytes: 0 })).toBe('Video, 0:07');
  });

  it('are named in Chinese too', () => {
    setLanguage('zh');
    expect(texts({ kind: 'voice', seconds: 8 })).toEqual(['语音', '0:08', '当前版本还不能打开。']);
    expect(spoken({ kind: 'coupon', text: '九折', taken: true })).toBe('优惠券, 九折, 已领取');
  });

  it('are text, whatever is in their names', () => {
    const container = shown({ kind: 'contact', name: '<img src=x onerror=alert(1)>' });
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
