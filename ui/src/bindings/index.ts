// Generated from src-tauri and crates/core by `cargo xtask bindings`. Not to be edited by hand.

/** Facts for Settings > About and > Where data lies. */
export type About = {
/** Version of Linnet. */
version: string,
/** Where accounts, pictures and logs lie. */
dataDir: string,
/** Where the secrets are. */
secrets: SecretsPlace,
/** Proxy in use, or none. */
proxy: string | null,
/** Why a proxy that somebody wants is not used. */
proxyProblem: LocalText | null,
/** Whether the desktop has a tray to close the window into. */
hasTray: boolean,
/** The desktop's language, `zh` or `en`. */
systemLanguage: Language, };

/** What Settings > Diagnostics shows of an account. */
export type AccountDiagnosis = {
/** From something new coming to the page until it was on the screen; of all accounts. */
paints: Array<Timing>,
/** The connection, oldest state first; the last is the one now. */
connection: Array<ConnectionChange>,
/** What waits to be sent. */
queue: Queue,
/** Requests that failed, oldest first. */
failed: Array<FailedRequest>,
/** From sending a message to the server's answer. */
sends: Array<Timing>,
/** Asking for what is new, until the answer is here. */
pulls: Array<Timing>, };

export type AccountId = string;

/** An account on this computer. */
export type AccountInfo = {
/** Names it in every command. */
id: AccountId,
/** The person. */
user: UserId,
/** Name to show. */
name: string,
/** Picture. */
avatar: Avatar,
/** Application id. */
appId: number,
/** Signed in to the local trial server. */
trial: boolean,
/** Host name of the server, for people. */
server: string, };

/** Pictures sent together. */
export type Album = {
/** Same for all pictures of one album of one sender. */
id: string,
/** From 0. */
index: number,
/** How many belong to it. */
count: number, };

/** Where a timeline opens. */
export type Anchor = { "kind": "unread" } | { "kind": "end" } | { "kind": "message",
/** Which. */
id: MessageKey, };

/** One file of a submission, in the order of sending. */
export type AttachmentChoice = {
/** From an [`Intake`]. */
handle: string,
/** How. */
mode: SendMode, };

/** A picture of a person or group: an address of the media scheme is made from it, or initials when there is none. */
export type Avatar = {
/** Picture in the media table. */
media: MediaId | null,
/** Up to two characters of the name. */
initials: string,
/** Hue in degrees, made from the id, for the initials' background. */
hue: number, };

/** A numbered batch of the window's channel. The page answers each with `ack(n)`; at most two are on the way, and
 * when more than 1,000 updates wait they are replaced by Resets. A missing number is answered with `resync`, which
 * names the last one the page has; then a fresh one follows, with all that happened once and was not acknowledged. */
export type Batch = {
/** 1, 2, 3 ... */
n: number,
/** It rests on nothing before it: every list it mentions comes whole. */
fresh: boolean,
/** In order. */
updates: Array<Update>, };

/** What a message says. */
export type Body = { "kind": "text",
/** The words, as they came; empty when nothing of them can be seen. */
text: string, } | { "kind": "picture",
/** It. */
picture: Picture, } | { "kind": "file",
/** It. */
file: FileRow, } | { "kind": "notice",
/** Plain text. */
text: string, } | { "kind": "recalled" } | Shown;

/** How the connection stands. */
export type Connection = { "kind": "stopped" } | { "kind": "connecting" } | { "kind": "online" } | { "kind": "offline",
/** Since when: milliseconds since 1970. */
since: number,
/** When the next try is: milliseconds since 1970. */
nextTry: number,
/** Why the last try failed. */
reason: Reason, } | { "kind": "sign_in_needed",
/** Why. */
reason: Reason, };

/** A state of the connection and when it began. */
export type ConnectionChange = {
/** Milliseconds since 1970. */
at: number,
/** The state. */
connection: Connection, };

/** A person who is recommended. */
export type ContactCard = {
/** Plain text, one line. */
name: string, };

/** Everything the group panel shows. */
export type ConversationDetails = {
/** The row of the list. */
row: ConversationRow,
/** Description of the group. */
description: string,
/** Announcement of the group. */
notice: string,
/** Members known, owner first, then managers, then by joining. */
members: Array<Member>,
/** How many members the server counts. */
memberCount: number,
/** Role of the person of this account. */
myRole: Role, };

export type ConversationId = string;

/** Kind of a conversation (protocol: enums, ConversationType; the low four bits count). */
export type ConversationKind = "one_to_one" | "group" | "other";

/** A line of the conversation list. */
export type ConversationRow = {
/** Which conversation. */
id: ConversationId,
/** Kind. */
kind: ConversationKind,
/** Name of the group, of the other person, or the ids when no name is known. Never empty. */
title: string,
/** Picture. */
avatar: Avatar,
/** The other person of a 1:1. */
peer: UserId | null,
/** Messages not read yet. */
unread: number,
/** One of them mentions the person. */
mentioned: boolean,
/** Stays on top. */
pinned: boolean,
/** Makes no notification. */
muted: boolean,
/** False after leaving, being removed, or when the group was dissolved: readable, nothing can be sent. */
member: boolean,
/** How many people the server counts in a group; 0 when it has not told, and in a 1:1. */
members: number,
/** The newest visible message. */
preview: Preview | null,
/** What was typed or attached and not sent. */
draft: DraftLine | null,
/** Own messages that are not through. */
outgoing: Outgoing | null,
/** Time shown and sorted by: milliseconds since 1970. */
time: number, };

/** A coupon. */
export type Coupon = {
/** What it is good for. Plain text, one line. */
text: string,
/** Somebody has taken it. */
taken: boolean, };

/** Where a token comes from. */
export type Credential = { "kind": "token",
/** The token. */
token: string, } | { "kind": "token_server",
/** Its address. */
url: string, };

/** How far an own message has come. */
export type Delivery = { "kind": "sending" } | { "kind": "uploading",
/** Percent of the bytes. */
percent: number, } | { "kind": "sent" } | { "kind": "read" } | { "kind": "only_me",
/** Why. */
reason: Reason, } | { "kind": "failed",
/** Why. */
reason: Reason, };

/** One change of a list that somebody shows. Applied in order to the rows of the last `Reset`. */
export type Diff<T> = { "op": "reset",
/** All rows now. */
rows: Array<T>, } | { "op": "insert",
/** Position of the first new row. */
at: number,
/** The new rows. */
rows: Array<T>, } | { "op": "set",
/** Position of the row. */
at: number,
/** The row now. */
row: T, } | { "op": "remove",
/** Position of the first row that goes. */
at: number,
/** How many go. */
count: number, };

/** Where files are saved that are not asked about. */
export type DownloadPlace = {
/** Name of the folder. */
folder: string, };

/** What was typed and not sent. What is attached to it comes through the channel ([`Update::Tray`]). */
export type Draft = {
/** Grows with each change of the text. A save names the one it is based on. */
revision: number,
/** Text. */
text: string,
/** The message it answers. */
answers: Quote | null, };

/** What a conversation's line says of its draft. Text and pictures are not both nothing. */
export type DraftLine = {
/** Plain text; may be empty. */
text: string,
/** Pictures wait with it. */
pictures: boolean, };

/** What became of a save. */
export type DraftSave = {
/** The draft's revision now. */
revision: number,
/** The text of that revision, when it is not the one that was to be saved: the draft had changed since the revision
 * the save was based on, and nothing was saved. */
newer: string | null, };

/** A request that failed. */
export type FailedRequest = {
/** Milliseconds since 1970. */
at: number,
/** Number of the command (protocol: commands). */
command: number,
/** Why, with its code and the server's log id. */
reason: Reason, };

/** Why a command did not do what was asked. Every command answers this on failure. */
export type Failure = {
/** For people. */
reason: Reason,
/** Sign-in only: the field that caused it. */
field: SignInField | null, };

/** A file in a bubble. How it stands on this computer is asked and told beside the row
 * ([`Client::file_states`](crate::Client::file_states)). */
export type FileRow = {
/** Its id. */
media: MediaId,
/** Plain text, one line; empty when it has none that can be seen. */
name: string,
/** Size; 0 when not known. */
bytes: number,
/** Opening it may run a program: it is asked before. */
mayRun: boolean, };

/** How a file of a message stands on this computer. */
export type FileState = { "state": "away" } | { "state": "loading",
/** Of its bytes, 0 to 100. */
percent: number, } | { "state": "paused",
/** Of its bytes, 0 to 100. */
percent: number, } | { "state": "here" };

/** How a gap stands. */
export type GapState = { "kind": "unknown" } | { "kind": "loading" } | { "kind": "failed",
/** Why. */
reason: Reason, } | { "kind": "gone" };

/** First answer to the page. */
export type Hello = {
/** Accounts on this computer that are signed in; their lists follow through the channel. */
accounts: Array<AccountInfo>,
/** Settings of this installation. */
settings: Settings,
/** About this installation. */
about: About,
/** Accounts that are signed in and cannot be opened. */
troubles: Array<Trouble>, };

/** A file the person dropped, pasted or picked. The page has the handle, never the path. */
export type Intake = {
/** Names it until it is sent or discarded. */
handle: string,
/** As what it is sent; a picture can be sent as a file as well. */
kind: IntakeKind,
/** File name, plain text. */
name: string,
/** Size of the file in bytes. */
bytes: number,
/** Pixels as shown; 0 when it is no picture. */
width: number,
/** Pixels as shown. */
height: number,
/** Type by content. */
mime: string,
/** About how large it would be when compressed; none when compressing changes nothing. */
compressedBytes: number | null,
/** The original says where it was taken: the tray warns before it is sent as original. */
hasLocation: boolean,
/** It is being looked at; what is above is not known yet. */
looking: boolean,
/** Why it cannot be sent; it stays in the tray with this sentence until removed. */
problem: Reason | null, };

/** As what something is sent. */
export type IntakeKind = "picture" | "file";

/** Where the key of an account's message store is. */
export type KeyPlace = {
/** In the keyring alone, by the person's choice. */
keyringOnly: boolean,
/** There is a keyring that can be used. */
possible: boolean, };

/** Languages of the page. */
export type Language = "zh" | "en";

/** A card that leads to a page. */
export type LinkCard = {
/** What the sender calls it. Plain text, one line; the host when there is none. */
title: string,
/** More words. Plain text, one line; may be empty. */
text: string,
/** Where it leads: `http` or `https`. */
url: string,
/** Its host and port, in letters that cannot be mistaken for others (`xn--`). */
host: string, };

/** A sentence in both languages; the page shows the one it is set to. */
export type LocalText = {
/** Simplified Chinese. */
zh: string,
/** English. */
en: string, };

/** A place. */
export type Location = {
/** Plain text, one line; may be empty. */
name: string,
/** Plain text, one line; may be empty. */
address: string,
/** Latitude and longitude in degrees, as they are written for people and maps; empty when they are not known. */
coordinates: string, };

/** How much is written to the log file. */
export type LogLevel = "error" | "warn" | "info" | "debug";

export type MediaId = string;

/** A member of a group. */
export type Member = {
/** Who. */
person: Person,
/** Role. */
role: Role,
/** Nickname in this group. */
alias: string | null, };

export type MessageKey = string;

/** One message of a timeline. */
export type MessageRow = {
/** Stays the same from local echo to recall. */
id: MessageKey,
/** The server's id, once known. */
serverId: ServerMessageId | null,
/** Who wrote it. */
sender: UserId,
/** Name to show. */
senderName: string,
/** Their picture. */
senderAvatar: Avatar,
/** Written by the person of this account. */
own: boolean,
/** Milliseconds since 1970. */
time: number,
/** What it says. */
body: Body,
/** Web addresses in its text or caption, in order and without overlap. */
links: Array<TextLink>,
/** Own messages only. */
delivery: Delivery | null,
/** Set on pictures sent together. */
album: Album | null,
/** May still be withdrawn (own, at the server, inside the recall window, or by a group's owner or manager). */
canRecall: boolean,
/** Its words may be changed (own text, at the server). */
canEdit: boolean,
/** It can be answered and reacted to. */
canAnswer: boolean,
/** Its words were changed after it was sent. */
edited: boolean,
/** An edit that was refused and waits for a decision. */
unsavedEdit: UnsavedEdit | null,
/** What it answers. */
quote: Quote | null,
/** Reactions to it, the oldest first. */
reactions: Array<ReactionRow>,
/** Mentions the person of this account. */
mentionsMe: boolean,
/** On this device only: the server was set back to an older state and does not have it any more. */
lost: boolean, };

/** The name of a kind; the page has the word and icon for it. The numbers stand in the database. */
export type Noun = "text" | "picture" | "notice" | "recalled" | "unsupported" | "file" | "video" | "voice" | "sticker" | "location" | "link" | "coupon" | "contact";

/** Sending state of the newest own message, when there is something to say. */
export type Outgoing = "sending" | "failed";

/** A person. */
export type Person = {
/** Who. */
id: UserId,
/** Name to show; the id when none is known. */
name: string,
/** Picture. */
avatar: Avatar, };

/** A picture in a bubble. */
export type Picture = {
/** Address part for the media scheme. */
media: MediaId,
/** Pixels, as shown (orientation applied); 0 when not known. */
width: number,
/** Pixels, as shown. */
height: number,
/** Size of the original in bytes. */
bytes: number,
/** Media type, e.g. `image/jpeg`. */
mime: string,
/** File name, plain text. */
name: string,
/** Moves. */
animated: boolean,
/** Base64 of a thumbhash, the blurred placeholder. */
thumbhash: string | null,
/** Words sent with it; may be empty. */
caption: string,
/** Set when it cannot be shown: too old, refused, broken. */
problem: Reason | null, };

/** Which pictures a viewer asks for. */
export type PicturePart = "around" | "before" | "after";

/** The line under a conversation's name. */
export type Preview = {
/** What it is about. */
kind: Noun,
/** The words in it, or about it. Plain text, one line, at most 200 characters; empty when nothing of it can be seen. */
text: string,
/** Name of the sender, in groups and not for own messages. */
sender: string | null,
/** Whether the person wrote it. */
own: boolean, };

/** What is not at the server yet. */
export type Queue = {
/** Messages whose turn comes. */
waiting: number,
/** Pictures being made ready or uploaded. */
preparing: number,
/** Messages that stopped and want a decision. */
stopped: number,
/** Tries made for those that wait, all together. */
tries: number, };

/** A quoted message. */
export type Quote = {
/** It, when it is here to be shown. */
message: MessageKey | null,
/** Name of who wrote it; empty when nobody says who did. */
senderName: string,
/** The person of this account wrote it. */
own: boolean,
/** Its kind. */
kind: Noun,
/** The words in it, or about it. Plain text, one line, at most 200 characters; empty when nothing of it can be seen. */
text: string,
/** Its picture. */
media: MediaId | null,
/** How it stands. */
state: QuoteState, };

/** How a quoted message stands. */
export type QuoteState = "there" | "recalled" | "gone";

/** One reaction, with all who have it. */
export type ReactionRow = {
/** Which, as it is asked for: an emoji, or what another application uses for one. */
key: string,
/** How it is shown: plain text, one line, at most 16 characters. */
label: string,
/** How many people have it. */
count: number,
/** The person of this account does. */
own: boolean,
/** That it is so was asked for, and the server has not said yes. */
pending: boolean,
/** Names of others who have it, at most five. */
names: Array<string>, };

/** Why something did not work, for people. */
export type Reason = {
/** A stable word for the kind of failure, e.g. `token_expired`, `too_large`, `status_56`. */
code: string,
/** What happened and what to do. */
text: LocalText,
/** The server's log id, to quote when asking for help. */
logId: string | null, };

/** Region of the hosted service. */
export type Region = "mainland" | "overseas";

/** Role in a group (protocol: enums, GroupRole). */
export type Role = "member" | "owner" | "manager";

/** A file that was saved, or where it is shown. */
export type SavedFile = {
/** Name it has there. */
name: string,
/** Name of the folder. */
folder: string, };

/** Words of the tray menu and of notifications follow the page's language; media ids are listed here for the
 * conversation's picture strip. */
export type SavedPicture = {
/** Which picture. */
media: MediaId,
/** Name of the file it was saved to. */
name: string, };

/** Where tokens and the database key are. */
export type SecretsPlace = "keyring" | "file";

/** How something of a tray is sent. */
export type SendMode = "compress" | "original" | "file";

export type ServerMessageId = string;

/** What became of a message store that was set aside. */
export type SetAsideInfo = {
/** Name of the file it is kept in, in the account's folder. */
file: string,
/** Unsent messages that were saved. */
messages: number,
/** Drafts that were saved. */
drafts: number, };

/** Settings of this installation. */
export type Settings = {
/** None: as the desktop. */
language: Language | null,
/** Colours. */
theme: Theme,
/** Enter sends and Shift+Enter breaks the line; false: the other way round. */
enterSends: boolean,
/** Log level. */
logLevel: LogLevel,
/** Write the log file (the SDK's `disableAppLog`, the other way round). */
appLog: boolean,
/** Record timings locally (the SDK's `disableApmLog`, the other way round). */
timings: boolean,
/** Width of the conversation list, CSS pixels, 280 to 400. */
listWidth: number,
/** Size of everything in the window, percent, 50 to 200. */
zoom: number,
/** New messages make notifications. */
notify: boolean,
/** Notifications show who wrote and what. */
notifyWords: boolean,
/** Notifications make a sound, where the desktop has one. */
notifySound: boolean,
/** Where a file is saved is asked each time, instead of the download folder. */
askWhereToSave: boolean, };

/** New values of some settings. */
export type SettingsChange = {
/** Null: as the desktop. */
language?: Language | null,
/** Colours. */
theme?: Theme,
/** Whether Enter sends. */
enterSends?: boolean,
/** Log level. */
logLevel?: LogLevel,
/** Whether the log file is written. */
appLog?: boolean,
/** Whether timings are recorded. */
timings?: boolean,
/** Width of the conversation list. */
listWidth?: number,
/** Size of everything in the window, percent. */
zoom?: number,
/** Whether new messages make notifications. */
notify?: boolean,
/** Whether notifications show who wrote and what. */
notifyWords?: boolean,
/** Whether notifications make a sound. */
notifySound?: boolean,
/** Whether it is asked where to save a file. */
askWhereToSave?: boolean, };

/** Kinds that a person sees as they are: they have no files here, and nothing of them has to be kept from the page. */
export type Shown = { "kind": "video" } & Video | { "kind": "voice" } & Voice | { "kind": "sticker" } & Sticker | { "kind": "location" } & Location | { "kind": "link" } & LinkCard | { "kind": "coupon" } & Coupon | { "kind": "contact" } & ContactCard | { "kind": "unsupported" } & Unsupported;

/** Ways to sign in. */
export type SignIn = { "kind": "trial" } | { "kind": "im_cloud",
/** Region of the application. */
region: Region,
/** Application id, decimal. */
appId: string,
/** User id, decimal. */
userId: string,
/** Where the token comes from. */
credential: Credential, } | { "kind": "own_server",
/** API address, e.g. `https://im.example.com`. */
apiUrl: string,
/** Frontier address; made from the API address (`ws(s)://host/ws/v2`) when empty. */
frontierUrl: string,
/** Application id, decimal. */
appId: string,
/** User id, decimal. */
userId: string,
/** Where the token comes from. */
credential: Credential, };

/** A field of the sign-in card, to put the reason beside it. */
export type SignInField = "whole" | "region" | "api_url" | "frontier_url" | "app_id" | "user_id" | "token" | "token_server";

/** What signing out would lose. */
export type SignOutPreview = {
/** Messages that are not at the server, by conversation title. */
unsent: Array<UnsentCount>, };

/** A sticker of an application. */
export type Sticker = {
/** Plain text, one line; empty when it has none. */
text: string, };

/** A web address in the words of a message. */
export type TextLink = {
/** Where it begins, in UTF-16 units of the words. */
from: number,
/** Where it ends. */
to: number,
/** Where it leads: `http` or `https`. */
url: string,
/** Its host as people should read it: names whose letters can be mistaken for others are code (`xn--`). */
host: string, };

/** Colours of the page. */
export type Theme = "system" | "light" | "dark";

/** One row of a timeline. */
export type TimelineRow = { "type": "message" } & MessageRow | { "type": "gap",
/** `gap:` and the lowest missing index. */
id: string,
/** State. */
state: GapState, } | { "type": "unread" };

/** Where a timeline stands, beside its rows. */
export type TimelineState = {
/** The first row is the first message there is. */
atStart: boolean,
/** The last row is the newest message there is. */
atEnd: boolean,
/** Messages that came below the window since it left the end. */
newBelow: number,
/** Older rows are on their way. */
loadingOlder: boolean, };

/** How long something took. */
export type Timing = {
/** Milliseconds since 1970, at its end. */
at: number,
/** Milliseconds. */
ms: number, };

/** An account that cannot be opened, and what can be done. */
export type Trouble = {
/** Names it in every command. */
account: AccountId,
/** The person. */
user: UserId,
/** Name to show. */
name: string,
/** Why. */
reason: Reason,
/** The message store can be set aside and loaded again. */
canSetAside: boolean,
/** The recovery code helps. */
needsCode: boolean, };

/** An edit that was refused: its words are not lost. */
export type UnsavedEdit = {
/** The words. */
text: string,
/** Why they were refused. */
reason: Reason, };

/** Messages not at the server. */
export type UnsentCount = {
/** Title of the conversation. */
title: string,
/** How many. */
count: number, };

/** What can be said of it. */
export type Unsupported = {
/** `message_type` of the wire. */
messageType: number,
/** What came, or its beginning, for those who can read it. */
raw: string, };

/** One thing that changed. */
export type Update = { "kind": "account",
/** It. */
account: AccountInfo, } | { "kind": "account_gone",
/** Which. */
account: AccountId, } | { "kind": "trouble",
/** Which, and why. */
trouble: Trouble, } | { "kind": "trouble_over",
/** Which. */
account: AccountId, } | { "kind": "conversations",
/** Which account. */
account: AccountId,
/** Changes, in order. */
diffs: Array<Diff<ConversationRow>>,
/** Unread messages of all conversations that are not muted. */
unreadTotal: number, } | { "kind": "loading",
/** Which account. */
account: AccountId,
/** Conversations stored. */
done: number,
/** Conversations expected. */
total: number,
/** Everything is here. */
finished: boolean, } | { "kind": "timeline",
/** The number the page gave it when opening. */
view: number,
/** Changes, in order. */
diffs: Array<Diff<TimelineRow>>,
/** Where it stands now. */
state: TimelineState, } | { "kind": "connection",
/** Which account. */
account: AccountId,
/** State. */
connection: Connection, } | { "kind": "typing",
/** Which account. */
account: AccountId,
/** Where. */
conversation: ConversationId,
/** Who. */
person: Person, } | { "kind": "drag_over",
/** Whether. */
over: boolean, } | { "kind": "tray",
/** Which account. */
account: AccountId,
/** Which conversation. */
conversation: ConversationId,
/** What was dropped, pasted or picked there and is not sent yet. */
files: Array<Intake>, } | { "kind": "file",
/** Which account. */
account: AccountId,
/** Which file. */
media: MediaId,
/** How it stands. */
state: FileState, } | { "kind": "open_conversation",
/** Which account. */
account: AccountId,
/** Which conversation. */
conversation: ConversationId, } | { "kind": "pictures_again" } | { "kind": "caret_rests" } | { "kind": "closed_to_tray" } | { "kind": "notice",
/** What. */
reason: Reason, };

export type UserId = string;

/** A video at the server. */
export type Video = {
/** How long it plays; 0 when not known. */
seconds: number,
/** Size; 0 when not known. */
bytes: number, };

/** Pictures of a conversation that stand together, oldest first. */
export type ViewerPage = {
/** Them. */
pictures: Array<ViewerPicture>,
/** There are older ones, or there may be. */
moreBefore: boolean,
/** There are newer ones, or there may be. */
moreAfter: boolean, };

/** A picture of a conversation, for the viewer. */
export type ViewerPicture = {
/** The message. */
message: MessageKey,
/** The picture. */
picture: Picture,
/** Who sent it. */
senderName: string,
/** When: milliseconds since 1970. */
time: number, };

/** What is on the screen of this window. */
export type Visible = {
/** Conversation shown, if any. */
conversation: [AccountId, ConversationId] | null,
/** The window has the focus. */
focused: boolean, };

/** A recording at the server. */
export type Voice = {
/** How long it plays; 0 when not known. */
seconds: number, };

/** Every command: what it takes and what it answers. A command that fails throws a `Failure`. */
export interface Commands {
  /** Facts about this installation, as they are now. */
  about: { arguments: Record<string, never>, answer: About }
  /** The page shows this batch and all before it. */
  ack: { arguments: { n: number }, answer: void }
  /** Adds people to a group. */
  add_members: { arguments: { account: AccountId, conversation: ConversationId, users: Array<UserId> }, answer: void }
  /** The page has loaded. Everything it shows comes through `channel` from now on. */
  app_start: { arguments: { channel: { onmessage: (message: Batch) => void } }, answer: Hello }
  /** Gives up a message that is on its way. */
  cancel_message: { arguments: { account: AccountId, message: MessageKey }, answer: void }
  /** Gives up the sign-in that waits for its server. */
  cancel_sign_in: { arguments: Record<string, never>, answer: void }
  /** Lets the person choose the folder where files are saved. It stays as it was when they close the dialog. */
  choose_download_place: { arguments: Record<string, never>, answer: DownloadPlace }
  /** Removes the messages, here and on the person's other devices. */
  clear_history: { arguments: { account: AccountId, conversation: ConversationId }, answer: void }
  /** Everybody the person has a chat with, by name. */
  contacts: { arguments: { account: AccountId }, answer: Array<Person> }
  /** Everything the group panel shows. */
  conversation_details: { arguments: { account: AccountId, conversation: ConversationId }, answer: ConversationDetails }
  /** The pictures of a conversation beside one of its messages, for the viewer. */
  conversation_pictures: { arguments: { account: AccountId, conversation: ConversationId, message: MessageKey, part: PicturePart }, answer: ViewerPage }
  /** Copies the picture to the clipboard. */
  copy_picture: { arguments: { account: AccountId, media: MediaId }, answer: void }
  /** A new group. The same nonce twice makes one group. */
  create_group: { arguments: { account: AccountId, nonce: string, name: string, users: Array<UserId> }, answer: ConversationId }
  /** The conversation with one person; made when there is none. */
  create_one_to_one: { arguments: { account: AccountId, user: string }, answer: ConversationId }
  /** Removes it from the list. */
  delete_conversation: { arguments: { account: AccountId, conversation: ConversationId }, answer: void }
  /** Removes a message here and on the person's other devices. */
  delete_message: { arguments: { account: AccountId, message: MessageKey }, answer: void }
  /** How it stands with an account. */
  diagnosis: { arguments: { account: AccountId }, answer: AccountDiagnosis }
  /** Gives up the words of an edit that was refused. */
  discard_edit: { arguments: { account: AccountId, message: MessageKey }, answer: void }
  /** The person does not want it any more. */
  discard_intake: { arguments: { handle: string }, answer: void }
  /** Dissolves a group. */
  dissolve_group: { arguments: { account: AccountId, conversation: ConversationId }, answer: void }
  /** Where files are saved that are not asked about. */
  download_place: { arguments: Record<string, never>, answer: DownloadPlace }
  /** What was typed in a conversation that is being opened. What is attached follows through the channel. */
  draft: { arguments: { account: AccountId, conversation: ConversationId }, answer: Draft }
  /** Gives an own text other words. */
  edit_message: { arguments: { account: AccountId, message: MessageKey, text: string }, answer: void }
  /** Opens an account whose key is missing with the recovery code. */
  enter_recovery_code: { arguments: { account: AccountId, code: string }, answer: void }
  /** Another token for an account whose own is no longer valid. */
  enter_token: { arguments: { account: AccountId, token: string }, answer: void }
  /** How files of messages stand on this computer, in this order. Changes come through the channel. */
  file_states: { arguments: { account: AccountId, media: Array<MediaId> }, answer: Array<FileState> }
  /** A person by id. None when there is no such person. */
  find_person: { arguments: { account: AccountId, user: string }, answer: Person | null }
  /** Where the key of an account's message store is. */
  key_place: { arguments: { account: AccountId }, answer: KeyPlace }
  /** Leaves a group. */
  leave_group: { arguments: { account: AccountId, conversation: ConversationId }, answer: void }
  /** The first conversation list is on the screen. */
  list_painted: { arguments: Record<string, never>, answer: void }
  /** Loads the file of a message and saves it, where the person says when that is asked each time. None when it was paused, is being loaded already, or the person closed the dialog. */
  load_file: { arguments: { account: AccountId, message: MessageKey }, answer: SavedFile | null }
  /** Everything has been seen. */
  mark_conversation_read: { arguments: { account: AccountId, conversation: ConversationId }, answer: void }
  /** Everything up to this message has been seen. */
  mark_read: { arguments: { account: AccountId, conversation: ConversationId, message: MessageKey }, answer: void }
  /** Moves a file to another place in its tray, counted from 0. */
  move_intake: { arguments: { handle: string, to: number }, answer: void }
  /** Tries to open an account again that could not be opened. */
  open_again: { arguments: { account: AccountId }, answer: void }
  /** Opens the file of a message with the desktop's program for it; loads and saves it first when it is not here. One that may run a program is opened only when the person has `confirmed` it. */
  open_file: { arguments: { account: AccountId, message: MessageKey, confirmed: boolean }, answer: void }
  /** Opens a link of a message in the system's browser. Other schemes than http and https are refused: a link must not start programs. */
  open_link: { arguments: { url: string }, answer: void }
  /** The page has painted, whatever it shows. Scripts run without a paint too, so no other call says this by the way. */
  page_painted: { arguments: Record<string, never>, answer: void }
  /** What came is on the screen, `ms` after it came. */
  painted: { arguments: { ms: number }, answer: void }
  /** Puts files or a picture from the clipboard into a conversation's tray. False when it holds neither. */
  paste_files: { arguments: { account: AccountId, conversation: ConversationId }, answer: boolean }
  /** Stops loading a file; it goes on from there when it is asked for again. */
  pause_file: { arguments: { account: AccountId, media: MediaId }, answer: void }
  /** Lets the person pick files for a conversation's tray. */
  pick_files: { arguments: { account: AccountId, conversation: ConversationId }, answer: void }
  /** Ends Linnet. */
  quit: { arguments: Record<string, never>, answer: void }
  /** The message that an answer quotes, to be shown. The server is asked for one that is not here. */
  quoted: { arguments: { account: AccountId, message: MessageKey }, answer: MessageKey }
  /** Reacts to a message with an emoji, or no longer. */
  react: { arguments: { account: AccountId, message: MessageKey, key: string, on: boolean }, answer: void }
  /** Withdraws a message for everybody. */
  recall_message: { arguments: { account: AccountId, message: MessageKey }, answer: void }
  /** The recovery code, to be copied before the key is kept in the keyring alone. */
  recovery_code: { arguments: { account: AccountId }, answer: string }
  /** Removes somebody from a group. */
  remove_member: { arguments: { account: AccountId, conversation: ConversationId, user: UserId }, answer: void }
  /** Gives a group another name. */
  rename_group: { arguments: { account: AccountId, conversation: ConversationId, name: string }, answer: void }
  /** The page missed a batch: it has those up to `after`. */
  resync: { arguments: { after: number }, answer: void }
  /** Tries to connect now instead of at the next turn. */
  retry_connection: { arguments: { account: AccountId }, answer: void }
  /** Sends a stopped message again. */
  retry_message: { arguments: { account: AccountId, message: MessageKey }, answer: void }
  /** Saves text that was typed on the draft of revision `base`. A draft with another revision is not replaced. */
  save_draft: { arguments: { account: AccountId, conversation: ConversationId, base: number, text: string }, answer: DraftSave }
  /** Saves the file of a message where the person says. None when they closed the dialog, or paused the download. */
  save_file_as: { arguments: { account: AccountId, message: MessageKey }, answer: SavedFile | null }
  /** Saves the original where the person says, under `name` unless they choose another. None when they closed the dialog. */
  save_picture: { arguments: { account: AccountId, media: MediaId, name: string | null }, answer: SavedPicture | null }
  /** Saves a report where the person says. None when they closed the dialog, else the name of the file. */
  save_report: { arguments: Record<string, never>, answer: string | null }
  /** Sends files of a conversation's tray in this order, all of them or none, several pictures as an album; the words, made of the draft of revision `base`, go with the first picture, and by themselves when there is none. Answers what is left of that draft. */
  send_attachments: { arguments: { account: AccountId, conversation: ConversationId, words: string, attachments: Array<AttachmentChoice>, base: number }, answer: Draft }
  /** Sends a text made of the draft of revision `base`, and answers what is left of that draft. The same submission twice is one message. */
  send_text: { arguments: { account: AccountId, conversation: ConversationId, submission: MessageKey, text: string, base: number }, answer: Draft }
  /** What is typed answers this message, or none. Answers it as it is quoted. */
  set_answering: { arguments: { account: AccountId, conversation: ConversationId, message: MessageKey | null }, answer: Quote | null }
  /** Sets a message store that cannot be used aside, and begins a new one with what could be read of it. */
  set_database_aside: { arguments: { account: AccountId }, answer: SetAsideInfo }
  /** Gives a group another announcement. */
  set_group_notice: { arguments: { account: AccountId, conversation: ConversationId, text: string }, answer: void }
  /** Keeps the key in the keyring alone, or with a copy again. */
  set_keyring_only: { arguments: { account: AccountId, on: boolean }, answer: void }
  /** Makes it silent, or no longer. */
  set_muted: { arguments: { account: AccountId, conversation: ConversationId, on: boolean }, answer: void }
  /** Pins it to the top, or no longer. */
  set_pinned: { arguments: { account: AccountId, conversation: ConversationId, on: boolean }, answer: void }
  /** Makes somebody a manager of a group, or an ordinary member again. */
  set_role: { arguments: { account: AccountId, conversation: ConversationId, user: UserId, role: Role }, answer: void }
  /** What is on the screen of this window. */
  set_visible: { arguments: { visible: Visible }, answer: void }
  /** Changes some settings and answers what all of them became. */
  settings_change: { arguments: { change: SettingsChange }, answer: Settings }
  /** Shows the data folder in the file manager. */
  show_data_dir: { arguments: Record<string, never>, answer: void }
  /** Shows the file of a message in the file manager; loads and saves it first when it is not here. */
  show_file: { arguments: { account: AccountId, message: MessageKey }, answer: void }
  /** Shows the original in the file manager, under the name its sender gave it: a copy, because our own files are named after their content, and what a file manager shows may be changed. */
  show_picture_in_folder: { arguments: { account: AccountId, media: MediaId, name: string | null }, answer: void }
  /** Signs in; answers when the server has let the account in. */
  sign_in: { arguments: { how: SignIn }, answer: AccountInfo }
  /** Signs out; the data stays for the next time, or goes. */
  sign_out: { arguments: { account: AccountId, keepData: boolean }, answer: void }
  /** What signing out would lose. */
  sign_out_preview: { arguments: { account: AccountId }, answer: SignOutPreview }
  /** Takes a stopped text out of the queue and puts its words in front of the draft, which is answered. */
  take_back: { arguments: { account: AccountId, message: MessageKey }, answer: Draft }
  /** Whether somebody looks at it. */
  timeline_attend: { arguments: { view: number, attended: boolean }, answer: void }
  /** The page no longer shows it, or no longer wants it opened. */
  timeline_close: { arguments: { view: number }, answer: void }
  /** The newest rows. */
  timeline_end: { arguments: { view: number }, answer: void }
  /** More rows below. */
  timeline_newer: { arguments: { view: number }, answer: void }
  /** More rows above. */
  timeline_older: { arguments: { view: number }, answer: void }
  /** Opens a conversation under a number, in place of the one that had it. */
  timeline_open: { arguments: { view: number, account: AccountId, conversation: ConversationId, anchor: Anchor }, answer: void }
  /** Asks for missing messages again. */
  timeline_retry_gap: { arguments: { view: number, gap: string }, answer: void }
  /** Tells the other people that the person is typing. */
  typing: { arguments: { account: AccountId, conversation: ConversationId }, answer: void }
}
