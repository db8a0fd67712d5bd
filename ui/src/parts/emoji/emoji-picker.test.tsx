import { fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { setLanguage } from '../../i18n/language';
import { createEmojiUse } from '../../state/emoji-use';
import { clean } from '../../test/axe';
import { EmojiPicker } from './emoji-picker';

beforeEach(() => setLanguage('en'));

async function open(recent: string[] = []) {
  const use = createEmojiUse({ getItem: () => JSON.stringify({ recent, tone: 0 }), setItem: () => undefined });
  const onInsert = vi.fn((_: string) => screen.getByTestId('text').focus());
  const outer = vi.fn();
  render(() => (
    <main onKeyDown={outer}>
      <textarea data-testid="text" aria-label="text" />
      <EmojiPicker use={use} onInsert={onInsert} onBack={() => screen.getByTestId('text').focus()} handle={() => undefined} />
      <button type="button" data-testid="other">
        other
      </button>
    </main>
  ));
  fireEvent.click(screen.getByTestId('emoji-open'));
  await waitFor(() => expect(screen.getAllByTestId('emoji').length).toBeGreaterThan(8));
  const search = screen.getByTestId<HTMLInputElement>('emoji-search');
  const key = (name: string, more: KeyboardEventInit & { keyCode?: number } = {}) => fireEvent.keyDown(document.activeElement as Element, { key: name, ...more });
  const find = (words: string) => fireEvent.input(search, { target: { value: words } });
  const active = () => document.getElementById(search.getAttribute('aria-activedescendant') as string);
  return { use, onInsert, outer, search, key, find, active };
}

const panel = () => screen.queryByTestId('emoji-panel');
const focused = () => (document.activeElement as HTMLElement).dataset['testid'];

describe('the panel', () => {
  it('has the keyboard in its field; Enter takes what arrows lead to, and the text has the keyboard again', async () => {
    const { onInsert, key, active } = await open();
    expect(focused()).toBe('emoji-search');
    expect(active()?.textContent).toBe('😀');
    key('ArrowDown');
    key('ArrowRight');
    key('ArrowLeft');
    key('ArrowLeft');
    const sign = active()?.textContent;
    expect(active()?.getAttribute('aria-selected')).toBe('true');
    key('Enter');
    expect(onInsert).toHaveBeenCalledExactlyOnceWith(sign);
    expect(panel()).toBeNull();
    expect(focused()).toBe('text');
  });

  it('is searched in both languages, whatever the page speaks', async () => {
    const { find, active } = await open();
    find('tada');
    expect(active()?.textContent).toBe('🎉');
    expect(screen.getByTestId('emoji-name').textContent).toBe('party popper');
    find('满地');
    expect(active()?.textContent).toBe('🤣');
    find('xyzzy');
    expect(active()).toBeNull();
    expect(await screen.findByText('No emoji found.')).toBeTruthy();
  });

  it('begins with those used last, and keeps their places while it is open', async () => {
    const { use, active, key } = await open(['🎉', '👍', 'no emoji']);
    expect(active()?.textContent).toBe('🎉');
    key('ArrowRight');
    key('Enter', { shiftKey: true });
    expect(active()?.textContent).toBe('👍');
    expect(use.recent().slice(0, 2)).toEqual(['👍', '🎉']);
  });

  it('stays for another one with Shift, with the keyboard in its field', async () => {
    const { onInsert, key } = await open();
    key('Enter', { shiftKey: true });
    expect(panel()).not.toBeNull();
    expect(focused()).toBe('emoji-search');
    fireEvent.click(screen.getAllByTestId('emoji')[3] as Element, { shiftKey: true });
    fireEvent.click(screen.getAllByTestId('emoji')[4] as Element);
    expect(onInsert).toHaveBeenCalledTimes(3);
    expect(panel()).toBeNull();
  });

  it('closes with Esc and takes nothing else with it', async () => {
    const { onInsert, outer, key } = await open();
    outer.mockClear();
    key('Escape');
    expect(panel()).toBeNull();
    expect(focused()).toBe('text');
    expect(outer).not.toHaveBeenCalled();
    expect(onInsert).not.toHaveBeenCalled();
  });

  it('leaves Enter and Esc to an input method', async () => {
    const { onInsert, key } = await open();
    key('Enter', { keyCode: 229 });
    key('Escape', { isComposing: true });
    key('ArrowDown', { keyCode: 229 });
    expect(onInsert).not.toHaveBeenCalled();
    expect(panel()).not.toBeNull();
  });

  it('closes when something else gets the keyboard or a click, and gives neither back', async () => {
    await open();
    screen.getByTestId('other').focus();
    expect(panel()).toBeNull();
    expect(focused()).toBe('other');
    fireEvent.click(screen.getByTestId('emoji-open'));
    expect(panel()).not.toBeNull();
    fireEvent.pointerDown(screen.getByTestId('other'));
    expect(panel()).toBeNull();
  });

  it('gives people and hands the chosen skin tone, and remembers it', async () => {
    const { use, onInsert, find, key, active, search } = await open();
    fireEvent.click(screen.getByTestId('skin-tone-4'));
    expect(use.tone()).toBe(4);
    find('+1');
    expect(active()?.textContent).toBe('👍🏾');
    search.focus();
    key('Enter');
    expect(onInsert).toHaveBeenCalledWith('👍🏾');
    // What was used is the hand; the tone is chosen apart.
    expect(use.recent()[0]).toBe('👍');
  });

  it('leads to a group, also from a search; arrows go from group to group with one stop for Tab', async () => {
    const { find, active, search } = await open();
    find('tada');
    fireEvent.click(screen.getByTestId('emoji-group-flags'));
    expect(search.value).toBe('');
    expect(active()?.textContent).toBe('🏁');
    const flags = screen.getByTestId('emoji-group-flags');
    expect(screen.getByRole('toolbar').querySelectorAll('[tabindex="0"]')).toHaveLength(1);
    flags.focus();
    fireEvent.keyDown(flags, { key: 'ArrowLeft' });
    expect(focused()).toBe('emoji-group-symbols');
  });

  it('takes letters typed on a button to its field', async () => {
    const { key } = await open();
    screen.getByTestId('emoji-group-flags').focus();
    key('c');
    expect(focused()).toBe('emoji-search');
  });

  it('paints what is seen and tells how many there are', async () => {
    const { active } = await open();
    expect(screen.getAllByTestId('emoji').length).toBeLessThan(120);
    expect(Number(active()?.getAttribute('aria-setsize'))).toBeGreaterThan(1_800);
    expect(active()?.getAttribute('aria-label')).toBe('grinning face');
    setLanguage('zh');
    expect(active()?.getAttribute('aria-label')).toBe('嘿嘿');
  });

  it('passes axe', async () => {
    await open(['🎉']);
    await clean();
  });
});
