import { describe, expect, it } from 'vitest';

import { colonName } from './colon';

const at = (text: string) => colonName(text, text.length);

describe('the name behind a colon', () => {
  it.each([
    [':sm', 'sm'],
    ['hello :smile', 'smile'],
    ['line\n:ta', 'ta'],
    ['👍:ta', 'ta'],
    ['❤️:ta', 'ta'],
    ['好！:大笑', '大笑'],
    ['(:+1', '+1'],
    [':thumbs_up', 'thumbs_up'],
  ])('%s', (text, name) => {
    expect(at(text)).toEqual({ from: text.length - name.length - 1, name });
  });

  it.each([
    ':s',
    ':笑',
    ': smile',
    'http://x:80',
    'http://x/ab,:cd',
    'see http://host:port',
    'anna@x.example,:ab',
    'time:am',
    '12:30',
    '地点:中国',
    '地点：中国',
    'std::vec',
    ':smile:',
    '::ab',
  ])('is none in %s', (text) => {
    expect(at(text)).toBeNull();
  });

  it('is the one at the caret', () => {
    expect(colonName(':smile and :tada', 4)).toEqual({ from: 0, name: 'smi' });
    expect(colonName(':smile and :tada', 10)).toBeNull();
  });
});
