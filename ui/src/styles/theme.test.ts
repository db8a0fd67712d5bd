import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const script = readFileSync('public/theme.js', 'utf8');
const page = readFileSync('index.html', 'utf8');

/** The theme the page has before its own scripts run. */
function themeOf(query: string, systemIsDark: boolean): string | undefined {
  vi.spyOn(window, 'matchMedia').mockReturnValue({ matches: systemIsDark } as MediaQueryList);
  history.replaceState(null, '', `/index.html${query}`);
  new Function(script)();
  return document.documentElement.dataset['theme'];
}

beforeEach(() => delete document.documentElement.dataset['theme']);
afterEach(() => {
  vi.restoreAllMocks();
  history.replaceState(null, '', '/');
});

describe('the theme before the first paint', () => {
  it('is the chosen one, and without a choice the one of the system', () => {
    expect(themeOf('?theme=dark', false)).toBe('dark');
    expect(themeOf('?theme=light', true)).toBe('light');
    expect(themeOf('', true)).toBe('dark');
    expect(themeOf('', false)).toBe('light');
    expect(themeOf('?theme=%22%3E%3Cscript%3E', true)).toBe('dark');
  });

  it('is set by a script that holds the page back until it has run, and none stands in the page', () => {
    const scripts = [...new DOMParser().parseFromString(page, 'text/html').querySelectorAll('script')];
    expect(scripts[0]?.getAttribute('src')).toBe('/theme.js');
    expect(scripts[0]?.closest('head')).not.toBeNull();
    expect(['type', 'async', 'defer'].some((name) => scripts[0]?.hasAttribute(name))).toBe(false);
    expect(scripts.every((one) => one.textContent === '')).toBe(true);
  });
});
