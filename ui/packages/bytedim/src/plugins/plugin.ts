// Plugins: methods that are on a client only when their plugin was given to it.

import type { Conversation, ConversationTold } from '../conversation.ts';
import { IMError } from '../error.ts';
import type { Body, Message, MessageTold } from '../message.ts';
import type { Participant } from '../participant.ts';
import type { MessageSource } from '../types.ts';
import type { Upload } from './upload.ts';

/** Where a message goes. */
export interface To {
  readonly conversation?: Conversation;
  readonly toUserId?: string;
}

/** What a message is made of until it is sent. */
export interface Made {
  readonly body?: Body;
  readonly upload?: Upload;
  readonly answers?: Message;
  readonly clientId?: string;
}

/** What plugins need of a client. */
export interface Core {
  readonly userId: string;
  /** Asks the bridge. */
  request<T = void>(method: string, params?: object): Promise<T>;
  getParticipantsOnline(args: { readonly conversation: Conversation }): Promise<{ readonly list: Participant[] }>;
  /** A message that is not sent yet. */
  make(args: To & { readonly ext?: Record<string, string> }, type: number, content: string, made: Made): Message;
  /** Takes in a conversation, and tells what is new about it. */
  keepConversation(told: ConversationTold, source?: MessageSource): Conversation;
  /** Takes in a message; the same message is the same object. */
  keepMessage(told: MessageTold, source: MessageSource): Message;
  /** The file that a message brings, while it is not handed over. */
  uploadOf(message: Message): Upload | undefined;
}

/** A plugin class: its methods are called with the client first. */
export interface Plugin {
  readonly plugin: string;
  readonly methods: Readonly<Record<string, (im: Core, args: never) => unknown>>;
}

/** What a method looks like on the client. */
export type OnClient<M> = {
  [K in keyof M]: M[K] extends (im: Core, args: infer A) => infer R
    ? unknown extends A
      ? () => R
      : undefined extends A
        ? (args?: A) => R
        : (args: A) => R
    : never;
};

/** A method whose plugin was not given. */
export function withoutPlugin(method: string, plugin: string): () => never {
  return () => {
    throw new IMError('no_plugin', `${method} belongs to ${plugin}: new BytedIM(options, [${plugin}])`);
  };
}

/** What the core has not: it fails and says so, instead of doing nothing. */
export function notHere(method: string, why: string): () => Promise<never> {
  return () => Promise.reject(new IMError('not_here', `${method}: ${why}`));
}
