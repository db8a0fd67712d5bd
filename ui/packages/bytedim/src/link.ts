// Requests and answers over one socket, and a new socket when it is lost.

import { IMError, type Refused } from './error.ts';
import type { Open, Socket } from './texts.ts';

/** Milliseconds between tries, from the second on; the last one again and again. */
const PAUSES = [500, 1_000, 2_000, 5_000, 10_000, 30_000];

export interface Greeting {
  readonly appId: number;
  readonly userId: string;
  readonly token: () => Promise<string>;
}

export interface Hearing {
  /** Something happened. */
  event(name: string, data: unknown): void;
  /** The socket is there again, after it was lost. */
  back(): void;
  lost(): void;
  /** The secret is not taken any more: the bridge was started anew. */
  refused(error: IMError): void;
  log(way: '<' | '>', text: string): void;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: IMError) => void;
}

export class Link {
  readonly #address: string;
  readonly #greeting: Greeting;
  readonly #hearing: Hearing;
  readonly #open: Open;
  readonly #waiting = new Map<number, Waiting>();
  #socket: Socket | null = null;
  #last = 0;
  #ended = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(address: string, greeting: Greeting, hearing: Hearing, open: Open) {
    this.#address = address;
    this.#greeting = greeting;
    this.#hearing = hearing;
    this.#open = open;
  }

  /** Opens the socket and tells the secret. */
  async connect(): Promise<void> {
    const token = await this.#greeting.token();
    const socket = await this.#open(this.#address).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new IMError('offline', why, IMError.offline().type);
    });
    if (this.#ended) {
      socket.close();
      throw IMError.offline();
    }
    this.#socket = socket;
    socket.onMessage = (text) => this.#take(text);
    socket.onClose = () => this.#lose(socket);
    const { appId, userId } = this.#greeting;
    await this.#ask(socket, 'hello', { secret: token, appId, userId }, '(hello)').catch((error: unknown) => {
      socket.close();
      throw error;
    });
  }

  get connected(): boolean {
    return this.#socket !== null;
  }

  request<T>(method: string, params: object = {}): Promise<T> {
    const socket = this.#socket;
    if (socket === null) return Promise.reject(IMError.offline());
    return this.#ask(socket, method, params) as Promise<T>;
  }

  #ask(socket: Socket, method: string, params: object, shown?: string): Promise<unknown> {
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      const text = JSON.stringify({ id, method, params });
      this.#hearing.log('>', shown ?? text);
      socket.send(text);
    });
  }

  #take(text: string): void {
    this.#hearing.log('<', text);
    const told = JSON.parse(text) as {
      id?: number | null;
      result?: unknown;
      error?: Refused;
      event?: string;
      data?: unknown;
    };
    if (told.event !== undefined) {
      this.#hearing.event(told.event, told.data);
      return;
    }
    const waiting = typeof told.id === 'number' ? this.#waiting.get(told.id) : undefined;
    if (waiting === undefined || typeof told.id !== 'number') return;
    this.#waiting.delete(told.id);
    if (told.error !== undefined) waiting.reject(IMError.of(told.error));
    else waiting.resolve(told.result);
  }

  #lose(socket: Socket): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    for (const { reject } of this.#waiting.values()) reject(IMError.offline());
    this.#waiting.clear();
  }

  /** From now on a lost socket is opened again. Called once, after the first connection. */
  keep(): void {
    const watch = (): void => {
      const socket = this.#socket;
      if (socket === null) {
        this.#again(0);
        return;
      }
      const lose = socket.onClose;
      socket.onClose = () => {
        lose();
        if (this.#ended) return;
        this.#hearing.lost();
        this.#again(0);
      };
    };
    this.#watch = watch;
    watch();
  }

  #watch: () => void = () => {};

  #again(tries: number): void {
    const pause = PAUSES[Math.min(tries, PAUSES.length - 1)];
    this.#timer = setTimeout(() => {
      this.connect().then(
        () => {
          this.#watch();
          this.#hearing.back();
        },
        (error: unknown) => {
          if (this.#ended) return;
          if (error instanceof IMError && error.code !== 'offline') this.#hearing.refused(error);
          else this.#again(tries + 1);
        },
      );
    }, pause);
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }
}
