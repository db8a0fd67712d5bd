// docs/SDK.md says what is here of the SDK: what it names must exist, and what exists must be named.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

import { BytedIM } from './bytedim.ts';
import { IMEvent } from './event.ts';
import { FakeBridge } from './fake-bridge.ts';
import { BotPlugin } from './plugins/bot.ts';
import { ContactPlugin } from './plugins/contact.ts';
import { LivePlugin } from './plugins/live.ts';
import { MultimediaPlugin } from './plugins/multimedia.ts';

// Tests run in `ui/`.
const ROOT = resolve('..');
const PLUGINS = { MultimediaPlugin, ContactPlugin, LivePlugin, BotPlugin };
/** Methods of the client that are for plugins and not of the SDK. */
const OWN = ['constructor', 'userId', 'request', 'make', 'uploadOf', 'keepConversation', 'keepMessage'];

interface Row {
  readonly table: string;
  readonly name: string;
  readonly rust: string;
  readonly bytedim: string;
  readonly shown: string;
}

function rows(): Row[] {
  const found: Row[] = [];
  let table = '';
  for (const line of readFileSync(join(ROOT, 'docs/SDK.md'), 'utf8').split('\n')) {
    const title = /^#+ (.*)/.exec(line)?.[1];
    if (title !== undefined) table = title;
    const cells = line.split('|').map((cell) => cell.trim());
    const name = /^`(.+)`$/.exec(cells[1] ?? '')?.[1];
    if (cells.length !== 6 || name === undefined) continue;
    const [, , rust = '', bytedim = '', shown = ''] = cells;
    found.push({ table, name, rust, bytedim, shown });
  }
  return found;
}

const quoted = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');

/** All sources with this ending below a folder. */
function sources(folder: string, ending: string): string {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  const wanted = files.filter((file) => file.endsWith(ending) && !file.includes('node_modules'));
  return wanted.map((file) => readFileSync(join(ROOT, folder, file), 'utf8')).join('\n');
}

describe('the table of the SDK', () => {
  const all = rows();
  const names = (table: string): string[] => all.filter((row) => row.table === table).map(({ name }) => name);

  it('has all methods, options and events, each once', () => {
    const im = new FakeBridge().client();
    const members = Object.getOwnPropertyNames(BytedIM.prototype).filter((name) => !OWN.includes(name));
    expect(names('Methods').sort()).toEqual([...members, 'event'].sort());
    expect('event' in im).toBe(true);
    for (const [plugin, { methods }] of Object.entries(PLUGINS)) {
      expect(names(plugin).sort(), plugin).toEqual(Object.keys(methods).sort());
    }
    expect(names('Events').sort()).toEqual(Object.keys(IMEvent).sort());
    const option = readFileSync(join(ROOT, 'ui/packages/bytedim/src/option.ts'), 'utf8');
    const options = [...option.matchAll(/readonly (\w+)\??:/g)].map((match) => match[1]);
    expect(names('Options').sort()).toEqual(options.sort());
  });

  it('names what exists in Rust, or says why there is nothing', () => {
    const rust = sources('crates/core/src', '.rs');
    for (const row of all) {
      const items = quoted(row.rust).filter((item) => item.includes('::'));
      if (items.length === 0) expect(row.rust, row.name).toMatch(/^(none|always)\b.*: ?|^always /);
      for (const item of items) {
        const [type = '', member = ''] = item.split('::');
        expect(rust, `${row.name}: ${item}`).toMatch(new RegExp(`pub (struct|enum|trait) ${type}\\b`));
        const method = `pub (async )?fn ${member}\\b`;
        const variant = `^    ${member}(,| \\{|\\()`;
        const field = `^    pub ${member}:`;
        expect(rust, `${row.name}: ${item}`).toMatch(new RegExp(`${method}|${variant}|${field}`, 'm'));
      }
    }
  });

  it('names tests that exist, or says why there is none', () => {
    const rust = ['crates', 'tests/tests'].map((folder) => sources(folder, '.rs')).join('\n');
    const page = sources('ui/packages/bytedim/src', '.test.ts');
    const titles = [...page.matchAll(/\bit\('([^']+)'/g)].map((match) => match[1]);
    for (const row of all) {
      const tests = quoted(row.shown);
      if (tests.length === 0) expect(row.shown, row.name).toMatch(/nothing to show$/);
      for (const test of tests) {
        const exists = titles.includes(test) || rust.includes(`fn ${test}(`);
        expect(exists, `${row.name}: ${test}`).toBe(true);
      }
    }
  });
});
