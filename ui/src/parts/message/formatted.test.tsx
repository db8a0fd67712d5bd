import { render, screen } from '@solidjs/testing-library';
import { beforeEach, expect, it, vi } from 'vitest';

import type { Block, Inline } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import { beginning } from './format';
import { MessageText } from './message-text';

beforeEach(() => setLanguage('en'));

const words = (text: string): Inline => ({ kind: 'words', text, links: [] });
const lines = (...parts: Inline[]): Block => ({ kind: 'lines', parts });
const link = vi.fn();

function show(text: string, format: Block[], mention: string | null = null): HTMLElement {
  render(() => (
    <MessageText
      text={text}
      links={[]}
      format={format}
      mention={mention}
      reshape={(_, change) => change()}
      onLink={link}
    />
  ));
  return screen.getByTestId('message-text');
}

it('shows what is formatted as elements of its own, and markup as words', () => {
  const element = show('**<b>x</b>** `y`', [
    lines({ kind: 'bold', parts: [words('<b>x</b>')] }, words(' '), { kind: 'code', text: 'y' }),
    { kind: 'quoted', blocks: [lines({ kind: 'italic', parts: [words('his')] })] },
    { kind: 'list', start: 3, items: [[lines(words('c'))], [lines({ kind: 'struck', parts: [words('d')] })]] },
    { kind: 'code_block', language: 'rust', text: 'fn main() {}' },
  ]);
  expect(element.querySelector('strong')?.textContent).toBe('<b>x</b>');
  expect(element.querySelector('b')).toBeNull();
  expect(element.querySelector('blockquote em')?.textContent).toBe('his');
  expect(element.querySelector('ol')?.start).toBe(3);
  expect([...element.querySelectorAll('ol > li')].map((item) => item.textContent)).toEqual(['c', 'd']);
  expect(screen.getByTestId('code-block').textContent).toBe('rustfn main() {}');
});

it('has links and names in formatted words', () => {
  const url = 'https://birds.example/';
  const element = show('x', [
    lines({ kind: 'bold', parts: [{ kind: 'words', text: `${url} @Alice`, links: [{ from: 0, to: url.length, url, host: 'birds.example' }] }] }),
  ], 'Alice');
  const found = element.querySelector<HTMLElement>('strong a.link');
  found?.click();
  expect(link).toHaveBeenCalledWith(url, 'birds.example', found);
  expect(element.querySelector('strong .mention')?.textContent).toBe('@Alice');
});

it('gives what was written when all of it is copied, and the words when a part is', () => {
  const element = show('**x** and *y*', [lines({ kind: 'bold', parts: [words('x')] }, words(' and '), { kind: 'italic', parts: [words('y')] })]);
  const copy = (node: Node): unknown => {
    const range = document.createRange();
    range.selectNodeContents(node);
    document.getSelection()?.removeAllRanges();
    document.getSelection()?.addRange(range);
    const event = new Event('copy', { bubbles: true, cancelable: true });
    const setData = vi.fn();
    Object.assign(event, { clipboardData: { setData } });
    element.dispatchEvent(event);
    return event.defaultPrevented ? setData.mock.calls[0]?.[1] : null;
  };
  expect(copy(element)).toBe('**x** and *y*');
  expect(copy(element.querySelector('strong') as Node)).toBeNull();
});

it('lays out only the beginning of a long one', () => {
  const long = 'word '.repeat(300);
  const format: Block[] = [
    { kind: 'quoted', blocks: [lines(words(long))] },
    { kind: 'list', start: null, items: Array.from({ length: 50 }, () => [lines(words(long))]) },
  ];
  const element = show(long.repeat(51), format);
  expect(element.textContent?.length).toBeLessThanOrEqual(1_500);
  expect(element.textContent?.length).toBeGreaterThan(1_400);
  screen.getByTestId('show-more').click();
  expect(element.textContent?.length).toBe(51 * long.length);
});

it('cuts code and points where there is no more room', () => {
  const format: Block[] = [{ kind: 'code_block', language: '', text: 'abcdef' }, lines(words('gone'))];
  expect(beginning(format, 3)).toEqual([{ kind: 'code_block', language: '', text: 'abc' }]);
});
