// What calls that change something at the server resolve to. They are rejected only when they were called wrongly.

import { IMError } from './error.ts';
import { Long } from './long.ts';

export interface Outcome<T> {
  readonly success: boolean;
  readonly statusCode: number;
  readonly statusMsg: string;
  readonly checkCode: Long;
  readonly payload: T;
  readonly innerError?: IMError;
}

/** Wrong calls: the application is to mend them, and must not take them for an answer of the server. */
const WRONG = new Set(['params', 'no_method', 'no_request', 'hello_first', 'no_plugin', 'not_here']);

/** Waits, and says how it went. `failed` is the payload then: the message that can be sent again, for example. */
export async function outcome<T>(asked: Promise<T>, failed?: () => T): Promise<Outcome<T>> {
  try {
    const payload = await asked;
    return { success: true, statusCode: 0, statusMsg: 'OK', checkCode: Long.ZERO, payload };
  } catch (error) {
    if (!(error instanceof IMError) || WRONG.has(error.code)) throw error;
    return {
      success: false,
      statusCode: error.type ?? -1,
      statusMsg: error.msg,
      checkCode: error.checkCode,
      payload: failed?.() as T,
      innerError: error,
    };
  }
}
