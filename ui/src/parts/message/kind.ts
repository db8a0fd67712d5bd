// What a kind of message has to say of itself. A kind is one file in `kinds/`, called as the core calls it in the row.

import type { IconNode } from 'lucide';
import type { JSX } from 'solid-js';

import type { Body, MessageRow } from '../../bindings';
import type { MenuItem } from '../menu/menu';
import type { MessageContext } from './context';

export interface KindProps<B extends Body = Body> {
  message: MessageRow;
  body: B;
  /** All messages of the frame: more than one when they were sent together. */
  messages: readonly MessageRow[];
  /** Places in the frame: more than there are messages while others may still come. */
  places: number;
  context: MessageContext;
  /** Time and state; the kind says where in its body it stands. */
  meta: (over?: boolean) => JSX.Element;
}

export interface TileProps<B extends Body = Body> {
  message: MessageRow;
  body: B;
  /** It is one of several. */
  several: boolean;
  context: MessageContext;
}

export interface Kind<B extends Body = Body> {
  /** How it stands: words in a bubble, something that fills the bubble to its edges, or a line across. */
  form: 'words' | 'media' | 'line';
  /** It needs no bubble. */
  bare?: (body: B, context: MessageContext) => boolean;
  View: (props: KindProps<B>) => JSX.Element;
  /** The words in it, for "copy text"; empty when it has none. */
  words: (body: B) => string;
  /** Where it leads, for "copy link". */
  address?: (body: B) => string;
  /** The picture it is, for "copy picture"; null when it cannot be shown. */
  picture?: (body: B) => string | null;
  /** How the list of conversations says it: the words of it after its name, or instead of it. */
  list: { icon?: IconNode; name: () => string; instead?: boolean };
  /** What it is, for somebody who does not see it. */
  spoken: (body: B, message: MessageRow) => string;
  /** What Enter on its row does. */
  open?: (message: MessageRow, body: B, context: MessageContext) => void;
  /** What else can be done with it; stands first in its menu. */
  menu?: (message: MessageRow, body: B, context: MessageContext) => MenuItem[];
  /** It can stand beside others that were sent together with it. */
  tile?: {
    /** Width divided by height. */
    shape: (body: B) => number;
    View: (props: TileProps<B>) => JSX.Element;
  };
  /** Its words can be taken back into the field when it was not sent. */
  editable?: boolean;
}

type Noun = Body['kind'];

/** Gives a kind the type of its body, which its name says. */
export const kind = <N extends Noun>(_noun: N, what: Kind<Extract<Body, { kind: N }>>): Kind => what as unknown as Kind;
