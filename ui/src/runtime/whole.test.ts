import { expect, it } from 'vitest';

import { whole } from './whole';

it('gives the shell whole characters only, wherever they stand', () => {
  const channel = new (class {
    name = 'x\ud83d';
  })();
  const given = { text: 'hi \ud83d', list: ['\ude00', '😀', 7], inside: { name: '\ud83d' }, none: null, channel };
  expect(whole(given)).toEqual({
    text: 'hi \ufffd',
    list: ['\ufffd', '😀', 7],
    inside: { name: '\ufffd' },
    none: null,
    channel,
  });
  // What is no plain value stays the very same.
  expect(whole(given).channel).toBe(channel);
});
