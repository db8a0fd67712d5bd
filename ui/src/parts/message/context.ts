import type { Connection, FileRow, FileState, MessageRow } from '../../bindings';
import type { MenuPlace } from '../menu/menu';

/** What can be asked for in a message. */
export interface MessageActions {
  /** `link`: the one in it that was pointed at. */
  menu(message: MessageRow, place: MenuPlace, link: string | null): void;
  copy(text: string): void;
  copyPicture(media: string): void;
  /** Copies the messages that are selected. */
  copySelected(): void;
  retry(id: string): void;
  /** Takes a stopped message back into the composer. */
  edit(id: string): void;
  /** Begins to answer a message. */
  reply(id: string): void;
  /** Begins to give an own text other words; with `words` from them instead of what it says. */
  rewrite(message: MessageRow, words?: string): void;
  /** Gives up the words of an edit that was refused. */
  discardEdit(id: string): void;
  react(id: string, key: string, on: boolean): void;
  /** Lets the person choose among all emoji. */
  chooseReaction(message: MessageRow, place: MenuPlace): void;
  /** Shows the message that an answer quotes. */
  goToQuoted(answer: MessageRow): void;
  /** Deletes a stopped message without asking: it never left this computer, and can be had back for a moment. */
  drop(id: string): void;
  undoDrop(id: string): void;
  /** Begins to select messages with this one. */
  selectSeveral(id: string): void;
  /** Deletes a message after asking. */
  remove(message: MessageRow): void;
  recall(id: string): void;
  /** Puts the words of a text that was just withdrawn into the field again. */
  writeAgain(id: string): void;
  cancel(id: string): void;
  openPicture(id: string): void;
  link(url: string, host: string, element: HTMLElement): void;
  retryGap(gap: string): void;
}

/** Files of messages: how they stand on this computer, and what can be done with them. */
export interface MessageFiles {
  /** Undefined until it is known. */
  state: (media: string) => FileState | undefined;
  load(message: string): void;
  pause(media: string): void;
  /** Asks first when it may run a program. */
  open(message: string, file: FileRow): void;
  show(message: string): void;
  saveAs(message: string): void;
}

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
  /** It is one of several that something is done with. */
  isSelected: (id: string) => boolean;
  /** The row that somebody was brought to. */
  isMarked: (id: string) => boolean;
  /** The words of an own text that was just withdrawn are still known. */
  canWriteAgain: (id: string) => boolean;
  /** It is deleted unless somebody wants it back. */
  isLeaving: (id: string) => boolean;
  /** Changes the height of something because a person asked for it: its top stays where it is, or comes into view. */
  reshape: (element: HTMLElement, change: () => void) => void;
  mediaUrl: (media: string, variant: 'thumb' | 'preview') => string;
  connection: () => Connection;
  actions: MessageActions;
  files: MessageFiles;
}
