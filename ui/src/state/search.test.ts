import { expect, it } from 'vitest';

import { BOB } from '../runtime/fake/world';
import { finder, fitting } from './search';

it('finds a name however it is written', () => {
  for (const [name, typed] of [
    // Composed and decomposed, both ways.
    ['cafe\u0301', 'caf\u00e9'],
    ['caf\u00e9', 'cafe\u0301'],
    ['Café', 'cafe'],
    ['cafe', 'CAFÉ'],
    ['Åsa', 'åsa'],
    ['Nguyễn Thị', 'nguyen thi'],
    ['Straße', 'STRASSE'],
    ['ΟΔΟΣ', 'οδος'],
    ['Ёлкина', 'елкина'],
    ['ＡＢＣ', 'abc'],
    ['한글', '\u1112\u1161\u11ab\u1100\u1173\u11af'],
    ['が', 'か\u3099'],
    ['王小明', '小明'],
    ['🐦 Linnet', '🐦'],
    ['Bob', '  bob '],
  ] as const) {
    expect(finder(typed)(name), `${name} by ${typed}`).toBe(true);
  }
});

it('keeps apart what other letters are', () => {
  for (const [name, typed] of [
    ['が', 'か'],
    ['कि', 'का'],
    ['Bob', 'Rob'],
    ['王', '玉'],
  ] as const) {
    expect(finder(typed)(name), `${name} by ${typed}`).toBe(false);
  }
});

it('finds people by name or by their whole id', () => {
  const people = [BOB, { ...BOB, id: '10017', name: 'Zoe\u0308' }];
  expect(fitting(people, 'zoë').map((p) => p.id)).toEqual(['10017']);
  expect(fitting(people, '10009').map((p) => p.id)).toEqual([BOB.id]);
  expect(fitting(people, '100')).toEqual([]);
  expect(fitting(people, ' ')).toEqual(people);
});
