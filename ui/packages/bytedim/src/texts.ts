// A way on which texts go to and fro.

export interface Socket {
  onMessage: (text: string) => void;
  onClose: () => void;
  send(text: string): void;
  close(): void;
}

export type Open = (address: string) => Promise<Socket>;
