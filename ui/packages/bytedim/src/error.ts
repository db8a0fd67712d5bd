// What goes wrong: thrown, or beside the result of a call that changes something at the server.

import { Long } from './long.ts';

/** Numbers of the SDK for what no server says. */
export const ErrorType = { NetworkUnavailable: 1008, FileTooLarge: 10006 } as const;

/** An error as the bridge tells it. */
export interface Refused {
  readonly code: string;
  readonly status: number | null;
  readonly checkCode: string;
  readonly text: { readonly zh: string; readonly en: string };
  readonly logId: string | null;
}

// Where the core has a word of its own instead of a number: send status and check code (proto/src/choices.rs).
const WORDS: Readonly<Record<string, readonly [status: number, check: string]>> = {
  receiver_gone: [3, '100'],
  words_refused: [3, '500'],
  text_refused: [1, '500'],
  group_muted: [5, '7101'],
  member_muted: [5, '7102'],
  calls_everyone: [2, '7103'],
  token_expired: [100, '0'],
  file_too_large: [ErrorType.FileTooLarge, '0'],
  picture_too_large: [ErrorType.FileTooLarge, '0'],
};

export class IMError extends Error {
  override readonly name = 'IMError';
  /** The stable word of the core or the bridge. */
  readonly code: string;
  /** A StatusCode; null when nothing has a number. */
  readonly type: number | null;
  readonly checkCode: Long;
  /** The sentence for people. */
  readonly msg: string;
  readonly logid: string | null;

  constructor(code: string, msg: string, type: number | null = null, checkCode = '0', logid: string | null = null) {
    super(msg);
    this.code = code;
    this.msg = msg;
    this.type = type;
    this.checkCode = Long.fromString(checkCode);
    this.logid = logid;
  }

  static of(refused: Refused): IMError {
    const known = WORDS[refused.code];
    const status = refused.status ?? known?.[0] ?? null;
    const check = refused.checkCode === '0' ? (known?.[1] ?? '0') : refused.checkCode;
    const chinese = globalThis.navigator?.language?.startsWith('zh') ?? false;
    return new IMError(refused.code, refused.text[chinese ? 'zh' : 'en'], status, check, refused.logId);
  }

  static offline(): IMError {
    return new IMError('offline', 'The bridge is not connected.', ErrorType.NetworkUnavailable);
  }
}
