// The only door to the shell. Parts take data and callbacks; screens hand them what is behind this interface.
// Every command that does not work rejects with a `Failure`.

import type {
  About,
  Activity,
  AccountDiagnosis,
  Admitted,
  Anchor,
  AttachmentChoice,
  ConversationDetails,
  ConversationRow,
  DownloadPlace,
  Draft,
  DraftSave,
  FoundNames,
  FoundRows,
  Failure,
  FileState,
  GroupChanges,
  Hello,
  HistoryRow,
  JoinRequestRow,
  KeyPlace,
  LetThrough,
  LiveGroupRow,
  LiveGroups,
  LiveList,
  LiveMembers,
  ListFilter,
  MarkedRow,
  MarkedRows,
  MarkKind,
  MessageReaders,
  Mentioned,
  MessageFilter,
  MentionChoice,
  MediaUse,
  MessageDetails,
  Person,
  PlannedRow,
  PortraitChoice,
  PresencePlace,
  Priority,
  Quote,
  PicturePart,
  ProfileCard,
  ReminderRow,
  Role,
  SavedFile,
  SavedPicture,
  SharedItems,
  SetAsideInfo,
  Settings,
  SettingsChange,
  SignIn,
  AccountInfo,
  SignOutPreview,
  Square,
  Thread,
  Update,
  ViewerPage,
  VoiceDraft,
  Visible,
  WhoAdds,
} from '../bindings';

/** `here`: what is on this computer; `moving`: as it was sent, and nothing when it stands still. */
export type MediaVariant = 'thumb' | 'preview' | 'original' | 'here' | 'moving';

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
  /** Answers how many tokens of other devices are worth nothing now. */
  signOutOthers(account: string): Promise<number>;
  /** At the server and here; the stream tells how far it is. */
  deleteAccount(account: string): Promise<void>;
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

  /** What the list shows, and the conversation that is being read although the filter does not take it. */
  listFilter(account: string, filter: ListFilter, held: string | null): Promise<void>;
  /** The list is to have so many rows. */
  listReach(account: string, rows: number): Promise<void>;
  /** The lines of these are told whether or not the list shows them. */
  listBeside(account: string, conversations: string[]): Promise<void>;
  /** By their titles or ids, in the order of the list; the first of them without words. */
  findConversations(account: string, words: string, limit: number): Promise<ConversationRow[]>;
  setFavourite(account: string, conversation: string, on: boolean): Promise<void>;
  markUnread(account: string, conversation: string, on: boolean): Promise<void>;
  /** Answers in how many conversations something was unread. */
  markAllRead(account: string): Promise<number>;
  setArchived(account: string, conversation: string, on: boolean): Promise<void>;
  setLetThrough(account: string, conversation: string, chosen: LetThrough): Promise<void>;
  /** In front of another pinned one, or behind all. */
  movePin(account: string, conversation: string, before: string | null): Promise<void>;
  /** Answers the id of the new folder. */
  createFolder(account: string, name: string): Promise<string>;
  renameFolder(account: string, folder: string, name: string): Promise<void>;
  deleteFolder(account: string, folder: string): Promise<void>;
  moveFolder(account: string, folder: string, before: string | null): Promise<void>;
  setInFolder(account: string, conversation: string, folder: string, on: boolean): Promise<void>;
  /** The conversation with oneself. */
  openNotes(account: string): Promise<string>;
  clearHistory(account: string, conversation: string): Promise<void>;
  deleteConversation(account: string, conversation: string): Promise<void>;
  /** On this computer alone. */
  deleteConversationHere(account: string, conversation: string): Promise<void>;
  leaveGroup(account: string, conversation: string): Promise<void>;
  dissolveGroup(account: string, conversation: string): Promise<void>;
  renameGroup(account: string, conversation: string, name: string): Promise<void>;
  setGroupNotice(account: string, conversation: string, text: string): Promise<void>;
  /** Asks owner and managers where they decide. */
  addMembers(account: string, conversation: string, users: string[]): Promise<Admitted>;
  removeMember(account: string, conversation: string, user: string): Promise<void>;
  /** Whoever makes somebody else the owner is an ordinary member afterwards. */
  setRole(account: string, conversation: string, user: string, role: Role): Promise<void>;
  /** Their rows come through the stream, under this number. */
  openMembers(view: number, account: string, conversation: string): Promise<void>;
  closeMembers(view: number): Promise<void>;
  setGroupDescription(account: string, conversation: string, text: string): Promise<void>;
  /** Empty for the name that one has everywhere. */
  setOwnAlias(account: string, conversation: string, alias: string): Promise<void>;
  /** Lets only owner and managers write, or everybody again. */
  muteGroup(account: string, conversation: string, on: boolean): Promise<void>;
  /** Without an end when no seconds are given. */
  muteMember(account: string, conversation: string, user: string, seconds: number | null, reason: string): Promise<void>;
  unmuteMember(account: string, conversation: string, user: string): Promise<void>;
  /** Owner and managers decide who comes in, or no longer. */
  setJoinApproval(account: string, conversation: string, on: boolean): Promise<void>;
  setWhoAdds(account: string, conversation: string, who: WhoAdds): Promise<void>;
  /** Live groups of the service: all or the own ones, with these words in their name, behind a page before. */
  liveGroups(account: string, own: boolean, words: string, after: string | null): Promise<LiveGroups>;
  createLiveGroup(account: string, nonce: string, name: string): Promise<LiveGroupRow>;
  /** Comes into one, and out of the one before; from then on the stream tells what is said there. */
  joinLiveGroup(account: string, group: string, alias: string, picture: boolean): Promise<void>;
  leaveLiveGroup(account: string): Promise<void>;
  dissolveLiveGroup(account: string, group: string): Promise<void>;
  sendLive(account: string, text: string, priority: Priority): Promise<void>;
  retryLive(account: string, message: string): Promise<void>;
  olderLive(account: string): Promise<void>;
  /** People of a live group, behind a page before. */
  liveMembers(account: string, group: string, list: LiveList, after: string | null): Promise<LiveMembers>;
  muteLiveGroup(account: string, group: string, on: boolean): Promise<void>;
  /** `seconds` null: without an end. */
  muteLiveMember(account: string, group: string, user: string, seconds: number | null, reason: string): Promise<void>;
  unmuteLiveMember(account: string, group: string, user: string): Promise<void>;
  setLiveSpeaker(account: string, group: string, user: string, on: boolean): Promise<void>;
  setLiveRole(account: string, group: string, user: string, role: Role): Promise<void>;
  markLiveMember(account: string, group: string, user: string, add: string[], remove: string[]): Promise<void>;
  setLiveMarks(account: string, group: string, add: string[], remove: string[]): Promise<void>;
  removeLiveMember(account: string, group: string, user: string): Promise<void>;
  /** `seconds` null: without an end. */
  barLiveMember(account: string, group: string, user: string, seconds: number | null): Promise<void>;
  letLiveMemberIn(account: string, group: string, user: string): Promise<void>;
  /** By the number of the group. */
  askToJoin(account: string, group: string, reason: string): Promise<void>;
  /** The newest first; they count as seen. */
  joinRequests(account: string, conversation: string): Promise<JoinRequestRow[]>;
  answerJoinRequest(account: string, request: string, agree: boolean): Promise<void>;
  /** What happened to a group, the newest first; `before`: the index of the last one of the page before. */
  groupChanges(account: string, conversation: string, before: number | null): Promise<GroupChanges>;
  /** The message whose readers have read the announcement; null when it is not here. */
  announcement(account: string, conversation: string): Promise<string | null>;

  /** Messages with these words that a filter lets through, the newest first; `after`: the last one of the page before. */
  searchMessages(account: string, words: string, filter: MessageFilter, after: string | null, limit: number): Promise<FoundRows>;
  /** People and groups by their names. */
  findNames(account: string, words: string): Promise<FoundNames>;
  /** What was shared, the newest first. */
  sharedItems(account: string, filter: MessageFilter, after: string | null, limit: number): Promise<SharedItems>;
  /** The first message at or after a time, or the last one before it; null where there is none. */
  messageAt(account: string, conversation: string, time: number): Promise<string | null>;

  /** Everybody there is a chat with, by name. */
  contacts(account: string): Promise<Person[]>;
  /** Null when there is no such person. */
  findPerson(account: string, user: string): Promise<Person | null>;
  /** These people are shown in a place of the window: whether they are there flows through the stream. */
  watchPresence(account: string, place: PresencePlace, users: readonly string[]): Promise<void>;
  /** What is dropped on the window is a picture for this account, until it is none. */
  awaitPortrait(account: string | null): Promise<void>;
  /** Null when the dialog was closed. */
  pickPortrait(account: string): Promise<PortraitChoice | null>;
  /** Of a group, or of the person without one. */
  setPortrait(account: string, group: string | null, handle: string, square: Square): Promise<void>;
  removePortrait(account: string, group: string | null): Promise<void>;

  /** From now on the contacts flow through the stream. */
  openContacts(account: string): Promise<void>;
  askContact(account: string, user: string, greeting: string): Promise<void>;
  answerRequest(account: string, user: string, agree: boolean): Promise<void>;
  /** All requests that are here were seen. */
  seeRequests(account: string): Promise<void>;
  setRemark(account: string, user: string, name: string): Promise<void>;
  setContactNote(account: string, user: string, text: string): Promise<void>;
  setBlocked(account: string, user: string, on: boolean): Promise<void>;
  deleteFriend(account: string, user: string, withChat: boolean): Promise<void>;
  profileCard(account: string, user: string): Promise<ProfileCard>;
  /** The own profile; null leaves a field as it is. */
  setProfile(account: string, name: string | null, description: string | null): Promise<void>;
  createOneToOne(account: string, user: string): Promise<string>;
  /** The bots of the application. */
  bots(account: string): Promise<Person[]>;
  /** The chat with a bot; in a new one it greets. */
  startBotChat(account: string, bot: string): Promise<string>;
  /** The chat with a bot begins anew: it forgets what stands above. */
  newBotChat(account: string, conversation: string): Promise<void>;
  /** An answer of a bot ends where it is. */
  stopAnswer(account: string, message: string): Promise<void>;
  /** A bot writes its newest answer once more. */
  answerAgain(account: string, message: string): Promise<void>;
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
  /** Removes messages here and on the person's other devices; for some seconds they can be had back. */
  deleteMessages(account: string, messages: readonly string[]): Promise<void>;
  undeleteMessages(account: string, messages: readonly string[]): Promise<void>;
  recallMessage(account: string, message: string): Promise<void>;
  /** Puts the words of an own text that was withdrawn in front of the draft, which is answered. */
  writeAgain(account: string, message: string): Promise<Draft>;
  messageDetails(account: string, message: string): Promise<MessageDetails>;
  /** The messages of the thread that a message belongs to, in their order. `further`: more of them are loaded first. */
  thread(account: string, message: string, further: boolean): Promise<Thread>;
  /** The message that an answer quotes, to be shown; the server is asked for one that is not here. */
  quoted(account: string, message: string): Promise<string>;
  /** Has a reaction to a message, or no longer. */
  react(account: string, message: string, key: string, on: boolean): Promise<void>;
  /** Who of a group has read an own message, and who has not. */
  readers(account: string, message: string): Promise<MessageReaders>;
  /** Marks a message, or no longer. */
  markMessage(account: string, message: string, mark: MarkKind, on: boolean): Promise<void>;
  /** The newest of the favourites, over all conversations. */
  favourites(account: string, limit: number): Promise<MarkedRows>;
  /** What is pinned in a conversation, pinned last first. */
  pins(account: string, conversation: string): Promise<MarkedRow[]>;
  /** Plans words made of the draft of revision `base` for a time; answers what is left of it. Times: milliseconds since 1970. */
  sendLater(account: string, conversation: string, submission: string, text: string, base: number, due: number): Promise<Draft>;
  /** What is planned in a conversation, the next first. */
  planned(account: string, conversation: string): Promise<PlannedRow[]>;
  /** Gives what is planned other words, another time, or both. */
  changePlanned(account: string, message: string, text: string | null, due: number | null): Promise<void>;
  sendPlanned(account: string, message: string): Promise<void>;
  discardPlanned(account: string, message: string): Promise<void>;
  /** Reminds of a message at this time instead of any other. */
  remind(account: string, message: string, due: number): Promise<void>;
  forgetReminder(account: string, message: string): Promise<void>;
  /** All reminders, the next first. */
  reminders(account: string): Promise<ReminderRow[]>;
  /** Gives an own text other words. */
  editMessage(account: string, message: string, text: string): Promise<void>;
  /** Gives up the words of an edit that was refused. */
  discardEdit(account: string, message: string): Promise<void>;
  /** Claims the coupon of a message. */
  claimCoupon(account: string, message: string): Promise<void>;
  /** Sends messages on to other conversations, and words behind them. The same submission twice is sent once. */
  forwardMessages(
    account: string,
    submission: string,
    messages: readonly string[],
    to: readonly string[],
    together: boolean,
    comment: string,
  ): Promise<void>;
  /** The messages on a card. */
  historyCard(account: string, message: string): Promise<HistoryRow[]>;
  /** Tells the others what the person is doing. */
  tellActivity(account: string, conversation: string, activity: Activity): Promise<void>;
  /** Saves words that were typed on the draft of revision `base`; a draft with another revision is not replaced. */
  saveDraft(account: string, conversation: string, base: number, text: string): Promise<DraftSave>;
  draft(account: string, conversation: string): Promise<Draft>;
  /** What is typed answers this message, or none; it is answered as it is quoted. */
  setAnswering(account: string, conversation: string, message: string | null): Promise<Quote | null>;
  /** The people whom what is typed calls, by the names that stand in it; those of them that still stand there are called. */
  setMentioned(account: string, conversation: string, people: readonly Mentioned[]): Promise<void>;
  /** Who can be called in a group and fits the words, the best first. */
  mentionChoices(account: string, conversation: string, words: string): Promise<MentionChoice[]>;
  /** Messages that call the person and were not read yet, the oldest first. */
  unreadMentions(account: string, conversation: string): Promise<string[]>;

  /** What is picked goes to the conversation's tray, which comes through the stream. */
  pickFiles(account: string, conversation: string): Promise<void>;
  /** The same with a picture or files on the clipboard; false when there are none. */
  pasteFiles(account: string, conversation: string): Promise<boolean>;
  discardIntake(handle: string): Promise<void>;
  moveIntake(handle: string, to: number): Promise<void>;
  /** Makes a folder of a tray into an archive, which stands in its place then. */
  packIntake(handle: string): Promise<void>;

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
  /** Records for a conversation; answers when the microphone has begun. */
  recordVoice(account: string, conversation: string): Promise<void>;
  /** What was recorded stays with the conversation. */
  stopRecording(): Promise<void>;
  /** The recording that is not sent. */
  voiceDraft(account: string, conversation: string): Promise<VoiceDraft | null>;
  discardVoice(account: string, conversation: string): Promise<void>;
  /** The same submission twice is one message. */
  sendVoice(account: string, conversation: string, submission: string): Promise<void>;
  /** Plays the recording of a message, or (null) the one that is not sent, from this moment of it on. */
  playVoice(account: string, conversation: string, message: string | null, from: number): Promise<void>;
  pauseVoice(paused: boolean): Promise<void>;
  seekVoice(millis: number): Promise<void>;
  setVoiceSpeed(percent: number): Promise<void>;
  stopVoice(): Promise<void>;

  fileStates(account: string, media: string[]): Promise<FileState[]>;
  /** Loads the file of a message and saves it. Null when it was paused, or the person closed the dialog. */
  loadFile(account: string, message: string): Promise<SavedFile | null>;
  /** Loads the file of a message and saves it nowhere. */
  fetchFile(account: string, message: string): Promise<void>;
  /** What pictures and files take on this computer. */
  mediaUse(account: string): Promise<MediaUse>;
  /** Removes those of a conversation, or of all, from this computer. */
  clearMedia(account: string, conversation: string | null): Promise<void>;
  /** Writes a conversation into a folder that is made where the person says; null when they closed the dialog, or cancelled
   * it. `load`: what is not on this computer is loaded first. How far it is comes as `exporting`. */
  exportConversation(account: string, conversation: string, from: number | null, before: number | null, load: boolean): Promise<SavedFile | null>;
  cancelExport(account: string): Promise<void>;
  /** Whether messages of a conversation, or of any, are not on this computer. */
  lacksHistory(account: string, conversation: string | null): Promise<boolean>;
  /** Loads them; true when all of them are here then, null when it was cancelled. How many have come is told as
   * `loading_history`. */
  loadHistory(account: string, conversation: string | null): Promise<boolean | null>;
  cancelHistory(account: string): Promise<void>;
  pauseFile(account: string, media: string): Promise<void>;
  /** An address at which the video of a message plays while it loads. */
  playVideo(account: string, message: string): Promise<string>;
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
