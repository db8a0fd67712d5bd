import type { Connection, FileRow, FileState, MarkKind, MessageRow, Playing } from '../../bindings';
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
  /** Lets the person choose where a message is sent on to. */
  forward(id: string): void;
  /** Shows the messages on a card. */
  openHistory(id: string, title: string): void;
  /** Begins to give an own text other words; with `words` from them instead of what it says. */
  rewrite(message: MessageRow, words?: string): void;
  /** Gives up the words of an edit that was refused. */
  discardEdit(id: string): void;
  /** Claims the coupon of a message. */
  claim(id: string): void;
  /** Opens the chat with somebody. */
  openPerson(id: string): void;
  react(id: string, key: string, on: boolean): void;
  /** Shows who of a group has read an own message. */
  readers(id: string): void;
  /** Asks when the person is to be reminded of a message. */
  remind(message: MessageRow, place: MenuPlace): void;
  /** Marks a message, or no longer. */
  mark(id: string, mark: MarkKind, on: boolean): void;
  /** Lets the person choose among all emoji. */
  chooseReaction(message: MessageRow, place: MenuPlace): void;
  /** Shows the message that an answer quotes. */
  goToQuoted(answer: MessageRow): void;
  /** Begins to select messages with this one. */
  selectSeveral(id: string): void;
  /** Deletes a message; for some seconds it can be had back. */
  remove(message: MessageRow): void;
  /** Deletes those that are selected. */
  removeSelected(): void;
  /** Gives back what was just deleted. */
  undelete(): void;
  recall(id: string): void;
  /** Shows all that is known of a message. */
  details(message: MessageRow): void;
  /** Shows the messages that answer each other, this one among them. */
  openThread(id: string): void;
  /** Puts the words of a text that was withdrawn into the field again. */
  writeAgain(id: string): void;
  cancel(id: string): void;
  openPicture(id: string): void;
  /** Shows the stickers of a host from now on. */
  showStickers(host: string): void;
  /** Shows who somebody is. */
  profile(user: string): void;
  link(url: string, host: string, element: HTMLElement): void;
  retryGap(gap: string): void;
  /** An answer of a bot ends where it is. */
  stopAnswer(id: string): void;
  /** A bot writes its answer once more. */
  answerAgain(id: string): void;
}

/** Files of messages: how they stand on this computer, and what can be done with them. */
export interface MessageFiles {
  /** Undefined until it is known. */
  state: (media: string) => FileState | undefined;
  load(message: string): void;
  /** Loads it and saves it nowhere. */
  fetch(message: string): void;
  pause(media: string): void;
  /** Asks first when it may run a program. */
  open(message: string, file: FileRow): void;
  show(message: string): void;
  saveAs(message: string): void;
  /** Where the video of a message plays from; null when it does not play. */
  playing: (message: string) => string | null;
  /** Plays the video of a message; another one that plays ends. */
  play(message: string): void;
  stop(message: string): void;
}

/** Recordings of messages. */
export interface MessageVoices {
  /** How far the recording of a message is; null when it is not played. */
  playing: (message: string) => Playing | null;
  /** Plays it, holds it, or goes on. */
  toggle(message: string): void;
  seek(message: string, millis: number): void;
  /** Plays at the next of the speeds there are. */
  faster(): void;
}

/** What all messages of a timeline share. */
export interface MessageContext {
  /** Names and pictures of senders are shown. */
  group: boolean;
  now: number;
  /** Texts are shown as their senders formatted them, not as they were written. */
  formatted: boolean;
  /** The name of the person of this account, as others write it when they mention them. */
  me: string;
  /** Whether this is the one row that Tab reaches; what can be pressed inside of it is reached only then. */
  isActive: (id: string) => boolean;
  /** How many messages there are and where this one stands, for the row Tab reaches. */
  place: (id: string) => { at: number; of: number } | null;
  /** It is one of several that something is done with. */
  isSelected: (id: string) => boolean;
  /** The newest message of the conversation. */
  isNewest: (id: string) => boolean;
  /** The row that somebody was brought to. */
  isMarked: (id: string) => boolean;
  /** Changes the height of something because a person asked for it: its top stays where it is, or comes into view. */
  reshape: (element: HTMLElement, change: () => void) => void;
  mediaUrl: (media: string, variant: 'thumb' | 'preview' | 'original' | 'here' | 'moving') => string;
  /** Pictures load by themselves. */
  loadsPictures: boolean;
  /** Stickers of this host are shown: a person wanted it. */
  showsStickers: (host: string) => boolean;
  /** Files up to this size do, bytes. */
  loadsFiles: number;
  connection: () => Connection;
  actions: MessageActions;
  files: MessageFiles;
  voice: MessageVoices;
}
