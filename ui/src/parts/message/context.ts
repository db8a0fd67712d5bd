import type { Connection } from '../../bindings';
import type { MessageActions } from './menu';

/** What all messages of a timeline share. */
export interface MessageContext {
  /** Names and pictures of senders are shown. */
  group: boolean;
  now: number;
  /** The name of the person of this account, as others write it when they mention them. */
  me: string;
  /** Whether this is the one row that Tab reaches; what can be pressed inside of it is reached only then. */
  isActive: (id: string) => boolean;
  /** How many messages there are and where this one stands, for the row Tab reaches. */
  place: (id: string) => { at: number; of: number } | null;
  /** The row that somebody was brought to. */
  isMarked: (id: string) => boolean;
  /** It is deleted unless somebody wants it back. */
  isLeaving: (id: string) => boolean;
  mediaUrl: (media: string, variant: 'thumb' | 'preview') => string;
  connection: () => Connection;
  actions: MessageActions;
}
