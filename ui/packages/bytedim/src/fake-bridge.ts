// A bridge for tests: answers what it was told to, keeps what it was asked, and tells what the test wants.

import { BytedIM } from './bytedim.ts';
import type { ConversationTold } from './conversation.ts';
import { IMEvent } from './event.ts';
import type { MessageTold } from './message.ts';
import type { IMOption } from './option.ts';
import type { Plugin } from './plugins/plugin.ts';
import type { Socket } from './texts.ts';

type Answer = (params: Record<string, unknown>) => unknown;

/** Thrown by an answer: the bridge refuses. */
export class Refuse {
  readonly code: string;
  readonly status: number | null;
  constructor(code: string, status: number | null = null) {
    this.code = code;
    this.status = status;
  }
}

export class FakeBridge {
  readonly asked: { method: string; params: Record<string, unknown> }[] = [];
  readonly answers: Record<string, Answer> = {
    hello: () => ({}),
    'conversation.list': () => ({ list: [] }),
  };
  #socket: Socket | null = null;

  readonly open = async (): Promise<Socket> => {
    const socket: Socket = {
      onMessage: () => {},
      onClose: () => {},
      send: (text) => this.#take(text),
      close: () => socket.onClose(),
    };
    this.#socket = socket;
    return socket;
  };

  #take(text: string): void {
    const { id, method, params } = JSON.parse(text) as { id: number; method: string; params: Record<string, unknown> };
    this.asked.push({ method, params });
    const answer = this.answers[method];
    queueMicrotask(() => {
      try {
        if (answer === undefined) throw new Refuse('no_method');
        this.#say({ id, result: answer(params) });
      } catch (refused) {
        if (!(refused instanceof Refuse)) throw refused;
        const { code, status } = refused;
        const error = { code, status, checkCode: '0', text: { zh: code, en: code }, logId: null };
        this.#say({ id, error });
      }
    });
  }

  #say(told: object): void {
    this.#socket?.onMessage(JSON.stringify(told));
  }

  tell(event: string, data: unknown = null): void {
    this.#say({ event, data });
  }

  lose(): void {
    this.#socket?.close();
  }

  client(plugins: readonly Plugin[] = [], more: Partial<IMOption> = {}): BytedIM {
    const option = { appId: 1, userId: '10001', deviceId: '1', apiUrl: 'ws://127.0.0.1:9', token: 'the secret', ...more };
    return new BytedIM(option, plugins, this.open);
  }
}

/** Everything that a client is told from now on. */
export function listen(im: BytedIM): { name: IMEvent; payload: unknown }[] {
  const told: { name: IMEvent; payload: unknown }[] = [];
  for (const name of Object.values(IMEvent)) im.event.subscribe(name, (payload) => told.push({ name, payload }));
  return told;
}

export const CHAT = '0:1:10001:10009';

export function message(more: Partial<MessageTold> = {}): MessageTold {
  return {
    id: 'm1',
    conversationId: CHAT,
    serverId: '7001',
    index: '1000',
    type: 10001,
    sender: '10009',
    content: '{"text":"hello"}',
    ext: {},
    created: 1_700_000_000_000,
    recalled: false,
    state: 'sent',
    reason: null,
    reactions: [],
    quote: null,
    media: null,
    ...more,
  };
}

export function chat(more: Partial<ConversationTold> = {}): ConversationTold {
  return {
    id: CHAT,
    shortId: '9007199254740993',
    type: 1,
    listed: true,
    peer: '10009',
    isMember: true,
    isDissolved: false,
    memberCount: 2,
    name: '',
    desc: '',
    notice: '',
    icon: '',
    owner: null,
    blockStatus: false,
    blockNormalOnly: false,
    ext: {},
    myRole: 0,
    myMutedUntil: 0,
    pinned: false,
    muted: false,
    lowDisturb: null,
    favourite: false,
    unread: 0,
    readIndex: '0',
    minIndex: '0',
    newestIndex: '0',
    newest: null,
    time: 1,
    ...more,
  };
}
