// The only door to the shell. Parts take data and callbacks; screens hand them what is behind this interface.
// Every command that does not work rejects with a `Failure`.

import type {
  About,
  AccountDiagnosis,
  Anchor,
  AttachmentChoice,
  ConversationDetails,
  DownloadPlace,
  Draft,
  DraftSave,
  Failure,
  FileState,
  Hello,
  KeyPlace,
  Person,
  Quote,
  PicturePart,
  Role,
  SavedFile,
  SavedPicture,
  SetAsideInfo,
  Settings,
  SettingsChange,
  SignIn,
  AccountInfo,
  SignOutPreview,
  Update,
  ViewerPage,
  Visible,
} from '../bindings';

export type MediaVariant = 'thumb' | 'preview' | 'original';

export interface Runtime {
  /** Starts the stream; `apply` gets every batch once and in order. */
  start(apply: (updates: Update[]) => void): Promise<Hello>;
  /** Facts about this installation, as they are now. */
  about(): Promise<About>;
  setVisible(visible: Visible): Promise<void>;
  /** Something is on the screen, whatever it is. */
  pagePainted(): Promise<void>;
  /** The first conversation list is on the screen. */
  listPainted(): Promise<void>;
  /** Answers what all settings are now. */
  changeSettings(change: SettingsChange): Promise<Settings>;

  signIn(how: SignIn): Promise<AccountInfo>;
  /** The sign-in that waits for its server rejects; one that has just been let in stays signed in. */
  cancelSignIn(): Promise<void>;
  signOutPreview(account: string): Promise<SignOutPreview>;
  signOut(account: string, keepData: boolean): Promise<void>;
  enterToken(account: string, token: string): Promise<void>;

  /** For an account that cannot be opened. */
  openAgain(account: string): Promise<void>;
  enterRecoveryCode(account: string, code: string): Promise<void>;
  setDatabaseAside(account: string): Promise<SetAsideInfo>;
  keyPlace(account: string): Promise<KeyPlace>;
  recoveryCode(account: string): Promise<string>;
  setKeyringOnly(account: string, on: boolean): Promise<void>;

  openTimeline(view: number, account: string, conversation: string, anchor: Anchor): Promise<void>;
  timelineOlder(view: number): Promise<void>;
  timelineNewer(view: number): Promise<void>;
  timelineEnd(view: number): Promise<void>;
  timelineRetryGap(view: number, gap: string): Promise<void>;
  /** Whether somebody looks at it. */
  timelineAttend(view: number, attended: boolean): Promise<void>;
  timelineClose(view: number): Promise<void>;
  markRead(account: string, conversation: string, message: string): Promise<void>;

  conversationDetails(account: string, conversation: string): Promise<ConversationDetails>;
  setPinned(account: string, conversation: string, on: boolean): Promise<void>;
  setMuted(account: string, conversation: string, on: boolean): Promise<void>;
  markConversationRead(account: string, conversation: string): Promise<void>;
  clearHistory(account: string, conversation: string): Promise<void>;
  deleteConversation(account: string, conversation: string): Promise<void>;
  leaveGroup(account: string, conversation: string): Promise<void>;
  dissolveGroup(account: string, conversation: string): Promise<void>;
  renameGroup(account: string, conversation: string, name: string): Promise<void>;
  setGroupNotice(account: string, conversation: string, text: string): Promise<void>;
  addMembers(account: string, conversation: string, users: string[]): Promise<void>;
  removeMember(account: string, conversation: string, user: string): Promise<void>;
  setRole(account: string, conversation: string, user: string, role: Role): Promise<void>;

  /** Everybody there is a chat with, by name. */
  contacts(account: string): Promise<Person[]>;
  /** Null when there is no such person. */
  findPerson(account: string, user: string): Promise<Person | null>;
  createOneToOne(account: string, user: string): Promise<string>;
  /** The same nonce twice makes one group. */
  createGroup(account: string, nonce: string, name: string, users: string[]): Promise<string>;

  /** The same submission twice is one message. `revision`: saves of the draft up to it come too late. */
  /** `base`: the revision of the draft it is made of. Answers what is left of the draft. */
  sendText(account: string, conversation: string, submission: string, text: string, base: number): Promise<Draft>;
  /** Files of the conversation's tray, all of them or none; the words go with the first picture. */
  sendAttachments(
    account: string,
    conversation: string,
    words: string,
    attachments: AttachmentChoice[],
    base: number,
  ): Promise<Draft>;
  retryMessage(account: string, message: string): Promise<void>;
  cancelMessage(account: string, message: string): Promise<void>;
  /** Takes a stopped text out of the queue and puts its words in front of the draft, which is answered. */
  takeBack(account: string, message: string): Promise<Draft>;
  deleteMessage(account: string, message: string): Promise<void>;
  recallMessage(account: string, message: string): Promise<void>;
  /** The message that an answer quotes, to be shown; the server is asked for one that is not here. */
  quoted(account: string, message: string): Promise<string>;
  /** Has a reaction to a message, or no longer. */
  react(account: string, message: string, key: string, on: boolean): Promise<void>;
  /** Gives an own text other words. */
  editMessage(account: string, message: string, text: string): Promise<void>;
  /** Gives up the words of an edit that was refused. */
  discardEdit(account: string, message: string): Promise<void>;
  typing(account: string, conversation: string): Promise<void>;
  /** Saves words that were typed on the draft of revision `base`; a draft with another revision is not replaced. */
  saveDraft(account: string, conversation: string, base: number, text: string): Promise<DraftSave>;
  draft(account: string, conversation: string): Promise<Draft>;
  /** What is typed answers this message, or none; it is answered as it is quoted. */
  setAnswering(account: string, conversation: string, message: string | null): Promise<Quote | null>;

  /** What is picked goes to the conversation's tray, which comes through the stream. */
  pickFiles(account: string, conversation: string): Promise<void>;
  /** The same with a picture or files on the clipboard; false when there are none. */
  pasteFiles(account: string, conversation: string): Promise<boolean>;
  discardIntake(handle: string): Promise<void>;
  moveIntake(handle: string, to: number): Promise<void>;

  conversationPictures(
    account: string,
    conversation: string,
    message: string,
    part: PicturePart,
  ): Promise<ViewerPage>;
  /** Asks where, proposing the name. Null when the person closed the dialog. */
  savePicture(account: string, media: string, name: string): Promise<SavedPicture | null>;
  copyPicture(account: string, media: string): Promise<void>;
  /** A copy of the original with the name its sender gave it. */
  showPictureInFolder(account: string, media: string, name: string): Promise<void>;

  /** How files of messages stand on this computer, in this order. Changes come through the stream. */
  fileStates(account: string, media: string[]): Promise<FileState[]>;
  /** Loads the file of a message and saves it. Null when it was paused, or the person closed the dialog. */
  loadFile(account: string, message: string): Promise<SavedFile | null>;
  pauseFile(account: string, media: string): Promise<void>;
  /** `confirmed`: the person knows that it may run a program. */
  openFile(account: string, message: string, confirmed: boolean): Promise<void>;
  showFile(account: string, message: string): Promise<void>;
  /** Asks where. Null when the person closed the dialog. */
  saveFileAs(account: string, message: string): Promise<SavedFile | null>;
  /** Where files are saved that are not asked about. */
  downloadPlace(): Promise<DownloadPlace>;
  /** Lets the person choose another folder; answers the one that is chosen now. */
  chooseDownloadPlace(): Promise<DownloadPlace>;

  diagnosis(account: string): Promise<AccountDiagnosis>;
  /** Asks where. Null when the person closed the dialog, else the name of the file. */
  saveReport(): Promise<string | null>;

  openLink(url: string): Promise<void>;
  showDataDir(): Promise<void>;
  retryConnection(account: string): Promise<void>;
  quit(): Promise<void>;

  /** Address of a picture for `<img src>`. */
  mediaUrl(account: string, media: string, variant: MediaVariant): string;
  /** Address of the preview of something in the tray. */
  intakeUrl(handle: string): string;
}

/** Whether something thrown by a command is the shell's own answer. */
export function isFailure(error: unknown): error is Failure {
  return (
    typeof error === 'object' &&
    error !== null &&
    'reason' in error &&
    typeof (error as Failure).reason?.text?.en === 'string'
  );
}

/** What a command threw, as words for people; anything unforeseen keeps its own text as the code. */
export function asFailure(error: unknown): Failure {
  if (isFailure(error)) return error;
  return {
    reason: {
      code: error instanceof Error ? error.message : String(error),
      text: {
        zh: '没有成功。请再试一次。',
        en: 'That did not work. Please try again.',
      },
      logId: null,
    },
    field: null,
  };
}
