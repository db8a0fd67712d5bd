import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import type { Body } from '../../bindings';
import { isLine, kindOf } from './kinds';

it('has one file for each kind the core has rows for, under its name', () => {
  const [, nouns = ''] = readFileSync('src/bindings/index.ts', 'utf8').match(/export type Noun = (.*);/) ?? [];
  const names = [...nouns.matchAll(/"(\w+)"/g)].map((found) => found[1] as string);
  expect(names.length).toBeGreaterThan(4);
  const files = readdirSync('src/parts/message/kinds').map((file) => file.replace('.tsx', ''));
  expect(files.sort()).toEqual([...names].sort());
  for (const noun of names) expect(kindOf({ kind: noun } as Body), noun).toBeDefined();
});

it('calls a kind as the file of the core that reads it', () => {
  const read = readdirSync('../crates/core/src/model/kind').map((file) => file.replace('.rs', ''));
  const shown = readdirSync('src/parts/message/kinds').map((file) => file.replace('.tsx', ''));
  // What all kinds have in common, and by what they are found.
  const common = ['mod', 'search', 'tests'];
  // What is left of a message that was withdrawn has no content to read.
  expect([...read.filter((name) => !common.includes(name)), 'recalled'].sort()).toEqual(shown.sort());
});

it('shows what a newer core may tell as the core shows what it does not know', () => {
  expect(kindOf({ kind: 'hologram' } as unknown as Body)).toBe(kindOf({ kind: 'unsupported', messageType: 99, raw: '' }));
  expect(isLine({ kind: 'recalled' })).toBe(true);
  expect(isLine({ kind: 'text', text: '' })).toBe(false);
});
