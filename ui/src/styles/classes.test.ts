import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('gives no class its looks in two files: the card of a trouble once wore those of a line below a message', () => {
  const places = new Map<string, Set<string>>();
  for (const path of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.css')) continue;
    const file = `src/${path}`;
    for (const [, name] of readFileSync(file, 'utf8').matchAll(/^\.([\w-]+) \{/gm)) {
      places.set(name as string, (places.get(name as string) ?? new Set()).add(file));
    }
  }
  expect(places.size).toBeGreaterThan(50);
  const twice = [...places].filter(([, files]) => files.size > 1).map(([name, files]) => `${name}: ${[...files].join(', ')}`);
  expect(twice).toEqual([]);
});
