// The demonstration build: which scene is shown stands in the address, e.g.
// `?size=rich&lang=en&theme=dark&open=0:1:10001:10009&connection=offline`.

import type { Language, Theme } from '../../bindings';
import type { Runtime } from '../runtime';
import { FakeRuntime } from './fake';
import { ACCOUNT, BOB, demoWorld } from './world';

export function demoRuntime(query: URLSearchParams): Runtime {
  const world = demoWorld({
    size: query.get('size') ?? 'rich',
    signedIn: query.get('screen') !== 'sign-in',
    now: Date.now(),
    delayMs: Number(query.get('delay') ?? 60),
  });
  world.settings.language = query.get('lang') as Language | null;
  world.settings.theme = (query.get('theme') as Theme | null) ?? 'system';
  const runtime = new FakeRuntime(world);
  // For scripts that drive the demonstration.
  Object.assign(window, { linnetDemo: runtime });

  const after = (ms: number, run: () => void) => setTimeout(run, ms);
  const open = query.get('open');
  if (open) {
    after(150, () => runtime.push({ kind: 'open_conversation', account: ACCOUNT.id, conversation: open, message: null }));
  }
  if (query.get('connection') === 'offline') {
    after(300, () =>
      runtime.push({
        kind: 'connection',
        account: ACCOUNT.id,
        connection: {
          kind: 'offline',
          since: Date.now() - 65_000,
          nextTry: Date.now() + 12_000,
          reason: { code: 'network', text: { zh: '无法连接服务器。', en: 'The server cannot be reached.' }, logId: null },
        },
      }),
    );
  }
  if (query.get('connection') === 'token') {
    after(300, () =>
      runtime.push({
        kind: 'connection',
        account: ACCOUNT.id,
        connection: {
          kind: 'sign_in_needed',
          reason: { code: 'token_expired', text: { zh: 'Token 已过期。', en: 'The token has expired.' }, logId: null },
        },
      }),
    );
  }
  if (open && query.has('drop')) {
    after(500, () => {
      const files = [runtime.intake(), runtime.intake(), runtime.intake({ name: '合同扫描件最终版最终版.png', mime: 'image/png', compressedBytes: null, hasLocation: false })];
      if (query.get('drop') === 'bad') {
        files.push(
          runtime.intake({
            name: 'notes.jpg',
            mime: 'text/plain',
            width: 0,
            height: 0,
            compressedBytes: null,
            problem: { code: 'not_a_picture', text: { zh: '这不是图片。', en: 'This is not a picture.' }, logId: null },
          }),
        );
      }
      if (query.get('drop') === 'looking') {
        files.push(runtime.intake({ name: 'DSC_0412.JPG', bytes: 0, looking: true }), runtime.intake({ bytes: 0, looking: true }));
      }
      runtime.attach(open, files);
    });
  }
  if (query.has('over')) after(500, () => runtime.push({ kind: 'drag_over', over: true }));
  if (query.has('typing') && open) {
    after(500, () => runtime.push({ kind: 'activity', account: ACCOUNT.id, conversation: open, person: BOB, activity: 'typing' }));
  }
  if (query.has('loading')) {
    after(300, () => runtime.push({ kind: 'loading', account: ACCOUNT.id, done: 420, total: 1000, finished: false }));
  }
  // A click or key after the scene stands, for screenshots of what opens.
  query.getAll('click').forEach((selector, i) =>
    after(900 + i * 300, () => document.querySelector<HTMLElement>(selector)?.click()),
  );
  const key = query.get('key');
  if (key) {
    after(900, () =>
      window.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey: query.has('ctrl'), bubbles: true })),
    );
  }
  return runtime;
}
