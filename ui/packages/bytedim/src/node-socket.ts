// A web socket for Node before 22, which has none of its own: a client, text only, for the bridge on this computer.

import type { Socket } from './texts.ts';

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
/** Bytes that one message of the bridge may have; a longer one ends the connection. */
const MAX_MESSAGE = 64 * 1024 * 1024;

/** The modules of Node; their names are no import that a bundler for pages would follow. */
const node = async <T>(name: string): Promise<T> => (await import(/* @vite-ignore */ `node:${name}`)) as T;

export async function openNodeSocket(address: string): Promise<Socket> {
  const [http, crypto] = await Promise.all([
    node<typeof import('node:http')>('http'),
    node<typeof import('node:crypto')>('crypto'),
  ]);
  const url = new URL(address);
  const key = crypto.randomBytes(16).toString('base64');
  const request = http.request({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    path: url.pathname,
    headers: { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Key': key, 'Sec-WebSocket-Version': '13' },
  });
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      response.resume();
      reject(new Error(`The bridge answered ${response.statusCode}.`));
    });
    request.once('upgrade', (_, stream, head) => {
      resolve(connect(stream, head, crypto.randomBytes));
    });
    request.end();
  });
}

function connect(
  stream: import('node:stream').Duplex,
  head: Buffer,
  random: (size: number) => Buffer,
): Socket {
  let rest = head;
  let message: Buffer[] = [];
  let closed = false;
  const socket: Socket = {
    onMessage: () => {},
    onClose: () => {},
    send: (text) => write(TEXT, Buffer.from(text)),
    close: () => {
      write(CLOSE, Buffer.alloc(0));
      stream.end();
      close();
    },
  };
  const write = (code: number, payload: Buffer): void => {
    const size = payload.length;
    const length =
      size < 126 ? Buffer.from([0x80 | size]) : size < 65_536 ? Buffer.alloc(3) : Buffer.alloc(9);
    if (length.length === 3) {
      length[0] = 0x80 | 126;
      length.writeUInt16BE(size, 1);
    } else if (length.length === 9) {
      length[0] = 0x80 | 127;
      length.writeBigUInt64BE(BigInt(size), 1);
    }
    const mask = random(4);
    const masked = Buffer.from(payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0)));
    stream.write(Buffer.concat([Buffer.from([0x80 | code]), length, mask, masked]));
  };
  const close = (): void => {
    if (closed) return;
    closed = true;
    socket.onClose();
  };
  const take = (final: boolean, code: number, payload: Buffer): void => {
    if (code === PING) write(PONG, payload);
    if (code === CLOSE) stream.end();
    if (code > TEXT) return;
    message.push(payload);
    if (!final) return;
    const text = Buffer.concat(message).toString();
    message = [];
    socket.onMessage(text);
  };
  const read = (bytes: Buffer): void => {
    rest = Buffer.concat([rest, bytes]);
    for (;;) {
      const frame = frameOf(rest);
      if (frame === null) return;
      if (frame === 'too long') {
        stream.destroy();
        return;
      }
      rest = rest.subarray(frame.end);
      take(frame.final, frame.code, frame.payload);
    }
  };
  stream.on('data', read);
  stream.once('close', close);
  stream.once('error', close);
  // After whoever opens it has put its own functions in.
  queueMicrotask(() => read(Buffer.alloc(0)));
  return socket;
}

interface Frame {
  readonly final: boolean;
  readonly code: number;
  readonly payload: Buffer;
  readonly end: number;
}

/** The first frame of these bytes; nothing while it is not whole. Servers do not mask. */
export function frameOf(bytes: Buffer): Frame | null | 'too long' {
  if (bytes.length < 2) return null;
  const first = bytes.readUInt8(0);
  const short = bytes.readUInt8(1) & 0x7f;
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < start) return null;
  const size = start === 2 ? short : start === 4 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (size > MAX_MESSAGE) return 'too long';
  if (bytes.length < start + size) return null;
  return {
    final: (first & 0x80) !== 0,
    code: first & 0x0f,
    payload: bytes.subarray(start, start + size),
    end: start + size,
  };
}
