import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { en } from './en';
import { zh } from './zh';

describe('words', () => {
  it('has the same keys in both languages, of the same kind', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      expect(typeof zh[key], key).toBe(typeof en[key]);
    }
  });

  it('has each key in one file: of two, one would silently win', () => {
    for (const language of ['en', 'zh']) {
      const keys = readdirSync(`src/i18n/${language}`).flatMap((file) =>
        [...readFileSync(`src/i18n/${language}/${file}`, 'utf8').matchAll(/^  (\w+):/gm)].map((match) => match[1]),
      );
      expect(keys.sort()).toEqual(Object.keys(en).sort());
    }
  });

  it('keeps no word that nobody says', () => {
    const said = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path) && !path.includes('.test.'))
      .map((path) => readFileSync(`src/${path}`, 'utf8'))
      .join('\n');
    const silent = Object.keys(en).filter((key) => !new RegExp(`\\.${key}\\b`).test(said));
    expect(silent).toEqual([]);
  });

  it('leaves no word empty', () => {
    for (const words of [en, zh]) {
      for (const [key, value] of Object.entries(words)) {
        const text = typeof value === 'string' ? value : (value as (...a: unknown[]) => string)(1, 2);
        expect(text.trim(), key).not.toBe('');
      }
    }
  });

  it('says one message and two messages', () => {
    expect(en.unreadCount(1)).toBe('1 unread message');
    expect(en.unreadCount(1200)).toBe('1,200 unread messages');
  });
});
