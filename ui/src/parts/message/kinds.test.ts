import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import type { Body } from '../../bindings';
import { isLine, kindOf } from './kinds';

it('has one file for each kind the core has rows for, under its name', () => {
  const [, body] = readFileSync('src/bindings/index.ts', 'utf8').match(/export type Body = ([\s\S]*?) \};\n\n\/\*\*/) ?? [];
  const nouns = [...(body ?? '').matchAll(/"kind": "(\w+)"/g)].map((found) => found[1] as string);
  expect(nouns.length).toBeGreaterThan(4);
  const files = readdirSync('src/parts/message/kinds').map((file) => file.replace('.tsx', ''));
  expect(files.sort()).toEqual([...nouns].sort());
  for (const noun of nouns) expect(kindOf({ kind: noun } as Body), noun).toBeDefined();
});

it('shows what a newer core may tell as the core shows what it does not know', () => {
  expect(kindOf({ kind: 'hologram' } as unknown as Body)).toBe(kindOf({ kind: 'unsupported', messageType: 99 }));
  expect(isLine({ kind: 'recalled' })).toBe(true);
  expect(isLine({ kind: 'text', text: '' })).toBe(false);
});
