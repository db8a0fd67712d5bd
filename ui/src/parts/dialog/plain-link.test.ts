import { expect, it } from 'vitest';

import { opensAsShown } from './plain-link';

it.each([
  ['https://example.com/a?x=1', 'https://example.com/a?x=1', 'example.com'],
  ['HTTPS://Example.com', 'https://example.com/', 'example.com'],
  ['www.example.com', 'https://www.example.com/', 'www.example.com'],
  ['www.example.com/', 'http://www.example.com/', 'www.example.com'],
  ['http://build.example.com:8080/x', 'http://build.example.com:8080/x', 'build.example.com:8080'],
  ['https://example.com/文档', 'https://example.com/%E6%96%87%E6%A1%A3', 'example.com'],
])('%s opens without a question', (shown, url, host) => expect(opensAsShown(shown, url, host)).toBe(true));

it.each([
  // The words say another address than the one it leads to.
  ['https://bank.example', 'https://evil.example/', 'evil.example'],
  ['our list', 'https://example.com/', 'example.com'],
  ['https://example.com/a', 'https://example.com/b', 'example.com'],
  // Whose it is cannot be read.
  ['https://xn--80ak6aa92e.com/', 'https://xn--80ak6aa92e.com/', 'xn--80ak6aa92e.com'],
  ['https://аpple.com/', 'https://xn--pple-43d.com/', 'xn--pple-43d.com'],
  ['https://例子.com/', 'https://xn--fsqu00a.com/', '例子.com'],
  ['http://192.0.2.7/', 'http://192.0.2.7/', '192.0.2.7'],
  ['http://[2001:db8::1]/', 'http://[2001:db8::1]/', '[2001:db8::1]'],
  ['http://localhost/', 'http://localhost/', 'localhost'],
  // Signs that turn the rest around.
  ['https://example.com/\u202egpj.exe', 'https://example.com/%E2%80%AEgpj.exe', 'example.com'],
  ['https://example.com/שלום', 'https://example.com/%D7%A9%D7%9C%D7%95%D7%9D', 'example.com'],
])('%s asks first', (shown, url, host) => expect(opensAsShown(shown, url, host)).toBe(false));
