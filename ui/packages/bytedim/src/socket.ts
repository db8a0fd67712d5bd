// A connection that brings texts.

import { openNodeSocket } from './node-socket.ts';
import type { Open, Socket } from './texts.ts';

/** The address of a bridge: what `linnet bridge` prints, or the same with http. */
export function bridgeAddress(apiUrl: string): string {
  const url = new URL(apiUrl);
  if (url.protocol === 'http:') url.protocol = 'ws:';
  if (url.protocol !== 'ws:') throw new TypeError('apiUrl is the address that linnet bridge prints: ws://127.0.0.1:...');
  if (url.search !== '' || url.username !== '' || url.password !== '') {
    throw new TypeError('apiUrl is an address and nothing else: the secret is the token.');
  }
  return url.href;
}

export const openSocket: Open = (address) =>
  typeof globalThis.WebSocket === 'function' ? openWebSocket(address) : openNodeSocket(address);

function openWebSocket(address: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const web = new WebSocket(address);
    const socket: Socket = {
      onMessage: () => {},
      onClose: () => {},
      send: (text) => web.send(text),
      close: () => web.close(),
    };
    web.onopen = () => resolve(socket);
    web.onmessage = (event) => socket.onMessage(String(event.data));
    web.onclose = () => {
      // Pages are not told why: the bridge does not run, or does not let this origin in.
      reject(new Error('The bridge was not reached, or does not let pages of this origin in.'));
      socket.onClose();
    };
  });
}
