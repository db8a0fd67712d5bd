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

/** Something a person is about to send. Good for 3 seconds. */
export type Activity = "typing" | "recording";

/** What came of people whom somebody wanted in a group. */
export type Admitted = "in" | "asked";

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

/** A conversation that was asked for, whether or not the list shows it. */
export type BesideRow = {
/** Which. */
id: ConversationId,
/** Its line; none when there is no such conversation, or it was deleted. */
row: ConversationRow | null, };

/** A part of a formatted text that has lines of its own. */
export type Block = { "kind": "lines",
/** What is in them, in order. */
parts: Array<Inline>, } | { "kind": "code_block",
/** The language as the sender calls it; may be empty. */
language: string,
/** The code. */
text: string, } | { "kind": "quoted",
/** What they say. */
blocks: Array<Block>, } | { "kind": "list",
/** The number of the first point; none when they have no numbers. */
start: number | null,
/** Its points. */
items: Array<Array<Block>>, };

/** What a message says. */
export type Body = { "kind": "text",
/** The words, as they came; empty when nothing of them can be seen. */
text: string, } | { "kind": "picture",
/** It. */
picture: Picture, } | { "kind": "file",
/** It. */
file: FileRow, } | { "kind": "voice",
/** It. */
voice: VoiceRow, } | { "kind": "video",
/** It. */
video: VideoRow, } | { "kind": "notice",
/** Plain text. */
text: string,
/** What happened, of a line of the server: it is shown in place of the text. */
happened: Happened | null,
/** Whoever wrote it, when that was not the server: anybody can. */
saidBy: string | null, } | { "kind": "recalled" } | Shown;

/** That somebody called. What came says no more that could be relied on. */
export type Call = Record<symbol, never>;

/** Somebody, as a sentence names them. */
export type Called = {
/** Who. */
id: UserId,
/** Their name in the group, their own, or "User" and the id. */
name: string,
/** It is the person of this account. */
me: boolean, };

/** Why nothing can be written in a conversation. */
export type Closed = { "why": "group_muted" } | { "why": "muted",
/** Until when, milliseconds since 1970; none without an end. */
until: number | null,
/** Why, as whoever did it says; may be empty. */
reason: string,
/** Nor can they afterwards: the group is muted as well. */
group: boolean, } | { "why": "removed",
/** By whom, when it is said. */
by: Called | null, } | { "why": "dissolved",
/** By whom, when it is said. */
by: Called | null, } | { "why": "no_member" };

/** A group in which both are. */
export type CommonGroup = {
/** Which. */
id: ConversationId,
/** Its name. */
title: string,
/** Its picture. */
avatar: Avatar, };

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
name: string,
/** Their id, when it says one that somebody can have. */
user: UserId | null, };

/** Somebody the person has to do with: a friend, somebody blocked, or the other of a chat. */
export type ContactRow = {
/** Who. */
id: UserId,
/** Name to show. */
name: string,
/** Picture. */
avatar: Avatar,
/** Their own name, where the person calls them by another. */
nickname: string | null,
/** The letter under which they stand: A to Z, or #. */
letter: string,
/** A friend. */
friend: boolean,
/** Blocked. */
blocked: boolean,
/** There is a chat with them. */
chat: boolean,
/** A bot. */
bot: boolean, };

/** Everything the group panel shows. */
export type ConversationDetails = {
/** The row of the list. */
row: ConversationRow,
/** Description of the group. */
description: string,
/** Announcement of the group. */
notice: string,
/** How many members the server counts. */
memberCount: number,
/** Role of the person of this account. */
myRole: Role,
/** Only owner and managers can write. */
groupMuted: boolean,
/** Who adds people. */
whoAdds: WhoAdds,
/** Owner and managers decide who comes in. */
joinApproval: boolean, };

export type ConversationId = string;

/** Kind of a conversation (protocol: enums, ConversationType; the low four bits count). */
export type ConversationKind = "one_to_one" | "group" | "other";

/** What the pictures and files of a conversation take. */
export type ConversationMedia = {
/** Which. */
conversation: ConversationId,
/** What the list calls it. */
title: string,
/** Bytes. */
bytes: number, };

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
/** The other person is a bot. */
bot: boolean,
/** Messages not read yet. */
unread: number,
/** One of them mentions the person. */
mentioned: boolean,
/** Stays on top. */
pinned: boolean,
/** Makes no notification. */
muted: boolean,
/** What notifies although it is muted; none when nothing does but what calls the person. */
letThrough: LetThrough | null,
/** Among the favourites. */
favourite: boolean,
/** The person has marked it as unread, to come back to it. */
markedUnread: boolean,
/** Stands among the archived ones. */
archived: boolean,
/** Requests to join that wait for the person and that they have not seen. */
joinRequests: number,
/** Ids of the person's folders that it is in. */
folders: Array<string>,
/** The person's chat with themselves. */
notes: boolean,
/** False after leaving, being removed, or when the group was dissolved: readable, nothing can be sent. */
member: boolean,
/** Why nothing can be written; none when something can. */
closed: Closed | null,
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
export type Delivery = { "kind": "sending" } | { "kind": "held_back",
/** Why. */
reason: Reason,
/** When it is tried again: milliseconds since 1970. */
until: number, } | { "kind": "uploading",
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
answers: Quote | null,
/** The people it calls, as far as their names still stand in it. */
mentioned: Array<Mentioned>, };

/** What a conversation's line says of its draft. Text and pictures are not both nothing. */
export type DraftLine = {
/** Plain text; may be empty. */
text: string,
/** Pictures wait with it. */
pictures: boolean,
/** A recording waits with it. */
voice: boolean, };

/** What became of a save. */
export type DraftSave = {
/** The draft's revision now. */
revision: number,
/** The text of that revision, when it is not the one that was to be saved: the draft had changed since the revision
 * the save was based on, and nothing was saved. */
newer: string | null, };

/** What is known of it. */
export type Encrypted = {
/** The name of the file, plain text; empty when it has none. */
name: string, };

/** How far an export is. */
export type ExportProgress = {
/** Messages are being loaded; otherwise they are being written. */
loading: boolean,
/** Messages loaded, or written. */
done: number,
/** Messages to be written; 0 while they are loaded: how many there are is not known. */
total: number, };

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

/** One of the person's folders. */
export type FolderRow = {
/** Names it. */
id: string,
/** What the person calls it. */
name: string,
/** Conversations in it with something unread that are not muted. */
unread: number, };

/** A group that was found by its name. */
export type FoundGroup = {
/** Which. */
id: ConversationId,
/** Its name. */
title: string,
/** Picture. */
avatar: Avatar,
/** How many people the server counts in it; 0 when it has not told. */
members: number, };

/** People and groups that were found by their names, the best first. */
export type FoundNames = {
/** People. */
people: Array<Person>,
/** Groups. */
groups: Array<FoundGroup>, };

/** A message that was found. */
export type FoundRow = {
/** Which. */
message: MessageKey,
/** Where it stands. */
conversation: ConversationId,
/** Title of that conversation. */
title: string,
/** Picture of that conversation. */
avatar: Avatar,
/** Who wrote it. */
sender: UserId,
/** Their name there. */
senderName: string,
/** The person wrote it. */
own: boolean,
/** What it is. */
kind: Noun,
/** A line of its words, around what was found. Plain text; may be empty. */
text: string,
/** What was found in that line, in its order. */
marks: Array<MarkedPart>,
/** When it was written, milliseconds since 1970. */
time: number, };

/** A page of them. */
export type FoundRows = {
/** The newest first. */
rows: Array<FoundRow>,
/** There are older ones. */
more: boolean,
/** Nothing was found as it was typed: these are what might have been meant. */
forgiving: boolean,
/** How much of the messages has been read for finding, 0 to 100. */
percent: number, };

/** How a gap stands. */
export type GapState = { "kind": "unknown" } | { "kind": "loading" } | { "kind": "failed",
/** Why. */
reason: Reason, } | { "kind": "gone" };

/** One thing that happened to a group. */
export type GroupChangeRow = {
/** The line of its history that says so. */
id: MessageKey,
/** Its place in the history: where the next page begins. */
index: number,
/** When, milliseconds since 1970. */
time: number,
/** What. */
happened: Happened, };

/** Some of what happened to a group, the newest first. */
export type GroupChanges = {
/** Of what is kept on this computer. */
rows: Array<GroupChangeRow>,
/** More is kept. */
more: boolean, };

/** Kinds of what happens to a group. */
export type GroupEventKind = "created" | "joined" | "invited" | "left" | "removed" | "manager" | "member" | "owner" | "renamed" | "notice" | "muted" | "unmuted" | "member_muted" | "member_unmuted" | "dissolved" | "new_chat" | "barred" | "let_in" | "speaker" | "no_speaker" | "marked" | "unmarked" | "mark_added" | "mark_removed";

/** What happened to a group. */
export type Happened = {
/** What. */
kind: GroupEventKind,
/** Who did it, when it is said. */
actor: Called | null,
/** With whom, or to whom: some of them. */
targets: Array<Called>,
/** How many more there are. */
others: number,
/** New name of the group, or a mark; may be empty. */
name: string,
/** Until when somebody cannot write, milliseconds since 1970; none without an end. */
until: number | null, };

/** First answer to the page. */
export type Hello = {
/** Accounts on this computer that are signed in; their lists follow through the channel. */
accounts: Array<AccountInfo>,
/** Settings of this installation. */
settings: Settings,
/** About this installation. */
about: About,
/** The network costs by what is loaded. */
metered: boolean,
/** Accounts that are signed in and cannot be opened. */
troubles: Array<Trouble>, };

/** A card with messages of another conversation. */
export type History = {
/** They are of a group. */
group: boolean,
/** Who wrote them; the first two, and none of a group. Plain text, one line each. */
names: Array<string>,
/** How they begin. */
lines: Array<HistoryLine>,
/** How many there are. */
count: number, };

/** A message in a line. */
export type HistoryLine = {
/** Who wrote it. Plain text, one line. */
name: string,
/** What it is. */
kind: Noun,
/** Its words, or the name of what it is. Plain text, one line; may be empty. */
text: string, };

/** A message on such a card. Whoever made the card wrote what it says. */
export type HistoryRow = {
/** Who wrote it; empty when the card does not say. */
name: string,
/** Milliseconds since 1970; 0 when the card does not say. */
time: number,
/** What it is. */
kind: Noun,
/** Its words, or the name of what it is; may be empty. */
text: string,
/** Web addresses in them, in order and without overlap. */
links: Array<TextLink>,
/** The picture it is. */
picture: Picture | null, };

/** A part of a line. */
export type Inline = { "kind": "words",
/** The words. */
text: string,
/** Web addresses in them, in order and without overlap. */
links: Array<TextLink>, } | { "kind": "code",
/** The code. */
text: string, } | { "kind": "bold",
/** What is bold. */
parts: Array<Inline>, } | { "kind": "italic",
/** What is slanted. */
parts: Array<Inline>, } | { "kind": "struck",
/** What is struck through. */
parts: Array<Inline>, };

/** A file the person dropped, pasted or picked. The page has the handle, never the path. */
export type Intake = {
/** Names it until it is sent or discarded. */
handle: string,
/** As what it is sent; a picture can be sent as a file as well. */
kind: IntakeKind,
/** File name, plain text. */
name: string,
/** Size of the file in bytes, or of all files of a folder. */
bytes: number,
/** Files in a folder. */
files: number,
/** How long a video plays; 0 when it does not say. */
seconds: number,
/** There is a small picture of it. */
pictured: boolean,
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
export type IntakeKind = "picture" | "video" | "file" | "folder";

/** A request to join a group. */
export type JoinRequestRow = {
/** Number of the server, as a text: it has more digits than numbers of JavaScript. */
id: string,
/** Who is to come in. */
person: Person,
/** Who wants them in; none when they ask themselves. */
inviter: Person | null,
/** Words to those who decide; may be empty. */
reason: string,
/** When it was made, milliseconds since 1970. */
time: number,
/** How it stands. */
state: JoinState, };

/** How a request to join stands (protocol: enums, ApplyStatusCode). */
export type JoinState = "waiting" | "agreed" | "refused" | "gone";

/** Where the key of an account's message store is. */
export type KeyPlace = {
/** In the keyring alone, by the person's choice. */
keyringOnly: boolean,
/** There is a keyring that can be used. */
possible: boolean, };

/** Languages of the page. */
export type Language = "zh" | "en";

/** Whom and what a muted conversation lets through. */
export type LetThrough = {
/** Messages of these people. */
people: Array<UserId>,
/** Messages of these kinds, of whomever. */
kinds: Array<Noun>, };

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

/** Which conversations a list shows. Archived ones are shown by [`ListFilter::Archived`] alone. */
export type ListFilter = { "kind": "all" } | { "kind": "unread" } | { "kind": "mentions" } | { "kind": "people" } | { "kind": "groups" } | { "kind": "favourites" } | { "kind": "drafts" } | { "kind": "archived" } | { "kind": "folder",
/** Which. */
id: string, };

/** The bar above a list. Numbers are of conversations with something unread that are not muted, where nothing else is
 * said. */
export type ListOverview = {
/** What is shown. */
filter: ListFilter,
/** All. */
unread: number,
/** Conversations in which the person is called, also muted ones. */
mentions: number,
/** With one person. */
people: number,
/** Groups. */
groups: number,
/** Favourites. */
favourites: number,
/** Conversations with something that was not sent. */
drafts: number,
/** Archived conversations. */
archived: number,
/** The person's folders, in their order. */
folders: Array<FolderRow>, };

/** Why the person is no longer in a live group that they have not left. */
export type LiveEnd = { "why": "dissolved" } | { "why": "removed",
/** By whom, when it is said. */
by: Called | null, } | { "why": "barred",
/** By whom, when it is said. */
by: Called | null,
/** Until when, milliseconds since 1970; none without an end. */
until: number | null, } | { "why": "refused",
/** Why. */
reason: Reason, };

/** A live group. */
export type LiveGroupRow = {
/** Its id. */
id: ConversationId,
/** Name to show. */
name: string,
/** Picture. */
avatar: Avatar,
/** Who owns it. */
owner: UserId,
/** The person of this account owns it. */
own: boolean,
/** How many people are in it now. */
online: number, };

/** A page of live groups. */
export type LiveGroups = {
/** The newest first. */
rows: Array<LiveGroupRow>,
/** Where the next page starts; none when these are the last. */
next: ConversationId | null, };

/** Which people of a live group are listed. */
export type LiveList = { "kind": "present" } | { "kind": "muted" } | { "kind": "speakers" } | { "kind": "barred" } | { "kind": "marked",
/** Which. */
mark: string, };

/** Somebody of a live group. */
export type LiveMemberRow = {
/** Who. */
person: Person,
/** The person of this account. */
me: boolean,
/** Role. */
role: Role,
/** They are in it now. */
here: boolean,
/** Since when, milliseconds since 1970. */
since: number | null,
/** They cannot write for a time. */
muted: Muted | null,
/** They can write although all are muted. */
speaks: boolean,
/** They cannot come in for a time. Only those who lead the group are told. */
barred: Muted | null,
/** Their marks. */
marks: Array<string>, };

/** A page of people of a live group. */
export type LiveMembers = {
/** Of the first page the person and those who lead the group first. */
rows: Array<LiveMemberRow>,
/** Where the next page starts; none when these are the last. */
next: UserId | null, };

/** A message in a live group. */
export type LiveRow = {
/** Tells it from the others. */
id: string,
/** Who said it. */
sender: UserId,
/** What they are called there. */
name: string,
/** Their picture there. */
avatar: Avatar,
/** The person of this account said it. */
own: boolean,
/** The words; none for a kind that is not shown in a live group. */
text: string | null,
/** What happened to the group, when it tells of that; nobody said it then. */
happened: Happened | null,
/** How much it matters. */
priority: Priority,
/** Milliseconds since 1970. */
time: number,
/** How it stands. */
sent: LiveSent, };

/** How a message of the person's own stands. */
export type LiveSent = { "kind": "sent" } | { "kind": "sending" } | { "kind": "failed",
/** Why. */
reason: Reason, };

/** How the live group stands that the person is in. */
export type LiveState = {
/** It; none when they are in none. */
group: LiveGroupRow | null,
/** Messages that came faster than they could be shown, and were left out. */
dropped: number,
/** There are older messages to be loaded. */
hasOlder: boolean,
/** Why they are no longer in the one they were in. */
ended: LiveEnd | null,
/** What they are in it. */
role: Role,
/** Only those who lead it and the white list can write. */
muted: boolean,
/** Marks that it knows. */
marks: Array<string>,
/** Why they can write nothing there. */
closed: Closed | null, };

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

/** How a message is marked. */
export type MarkKind = "favourite" | "pin" | "pin_for_all";

/** A part of a text that is marked: from, and up to but not including, in units of UTF-16. */
export type MarkedPart = {
/** First unit. */
from: number,
/** Behind the last. */
to: number, };

/** A marked message. */
export type MarkedRow = {
/** How. */
mark: MarkKind,
/** Which. */
message: MessageKey,
/** Where it stands. */
conversation: ConversationId,
/** Title of that conversation. */
title: string,
/** Who wrote what. */
quote: Quote,
/** When it was written, milliseconds since 1970. */
time: number,
/** The person may take the mark away. */
canRemove: boolean, };

/** The beginning of a list of them. */
export type MarkedRows = {
/** Marked last first. */
rows: Array<MarkedRow>,
/** There are more. */
more: boolean, };

/** The marks on one message. */
export type Marks = {
/** Among the favourites. */
favourite: boolean,
/** Pinned for the person alone. */
pinned: boolean,
/** Pinned for everybody. */
pinnedForAll: boolean, };

export type MediaId = string;

/** What pictures and files take. */
export type MediaUse = {
/** Bytes of all that is kept and can be had again. */
bytes: number,
/** Those that belong to a conversation, the most first. What two of them show counts for both. */
conversations: Array<ConversationMedia>, };

/** A member of a group. */
export type Member = {
/** Who. */
person: Person,
/** Role. */
role: Role,
/** Nickname in this group. */
alias: string | null,
/** Their own name, where the person calls them by another: others know them by this. */
nickname: string | null,
/** They cannot write for a time. */
muted: Muted | null, };

/** Somebody who can be called in a group. */
export type MentionChoice = {
/** Who; none is everyone. */
user: UserId | null,
/** The name they are called by; empty for everyone, who is called in the language of whoever calls. */
name: string,
/** Their picture; none for everyone. */
avatar: Avatar | null,
/** Their other name, when they have one in this group; may be empty. */
hint: string, };

/** Somebody who was picked to be called, by the name that stands in the text. */
export type Mentioned = {
/** Who; none is everyone. */
user: UserId | null,
/** The name, without the sign before it. */
name: string, };

/** All that is known of a message beside what it says. */
export type MessageDetails = {
/** Its client message id, or what stands for it. */
id: MessageKey,
/** The server's id, once it is known. */
serverId: ServerMessageId | null,
/** Where. */
conversation: ConversationId,
/** Its index in the conversation, once it is known: a number as text. */
index: string | null,
/** `message_type` of the wire. */
messageType: number,
/** Who wrote it. */
sender: UserId,
/** When: milliseconds since 1970. */
created: number,
/** Its version: grows with every change at the server. A number as text. */
version: string,
/** Content as on the wire, of a kind that this version cannot show. */
content: string | null,
/** Entries as on the wire, of such a kind. */
entries: { [key in string]: string }, };

/** Which messages are looked for, beside what they say. What is missing or null lets everything through. */
export type MessageFilter = {
/** Of this conversation. */
conversation?: ConversationId | null,
/** By this person. */
sender?: UserId | null,
/** Of these kinds. */
kinds?: Array<Noun> | null,
/** Only what leads to a page. */
links?: boolean | null,
/** Not older than this: milliseconds since 1970. */
from?: number,
/** Older than this. */
before?: number, };

export type MessageKey = string;

/** Members of a group by whether they have read a message. */
export type MessageReaders = {
/** Have read it. */
read: Array<Member>,
/** Can, and have not. */
unread: Array<Member>, };

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
/** Its text as its sender formatted it; empty when nothing of it is formatted. */
format: Array<Block>,
/** Own messages only. */
delivery: Delivery | null,
/** How many of a group have read an own one; none where receipts are not told. */
readBy: ReadBy | null,
/** Set on pictures sent together. */
album: Album | null,
/** May still be withdrawn (own, at the server, inside the recall window, or by a group's owner or manager). */
canRecall: boolean,
/** Its words may be changed (own text, at the server). */
canEdit: boolean,
/** It can be answered. */
canAnswer: boolean,
/** Reactions to it can be added. */
canReact: boolean,
/** Own reactions to it can be taken away. */
canUnreact: boolean,
/** It is a coupon that the person can claim. */
canClaim: boolean,
/** It can be marked. */
canMark: boolean,
/** It can be pinned for everybody, or no longer: by both in a 1:1, by owner and managers in a group. */
canPinForAll: boolean,
/** Marks on it. */
marks: Marks,
/** It can be forwarded to other conversations. */
canForward: boolean,
/** Its words were changed after it was sent. */
edited: boolean,
/** Its other words are not at the server yet. */
editPending: boolean,
/** Its words are kept to be written again, since it was withdrawn here. */
canWriteAgain: boolean,
/** How many messages of its thread are here beside it, of the first message of one; at most 100. */
answers: number,
/** An edit that was refused and waits for a decision. */
unsavedEdit: UnsavedEdit | null,
/** What it answers. */
quote: Quote | null,
/** Reactions to it, the oldest first. */
reactions: Array<ReactionRow>,
/** Mentions the person of this account. */
mentionsMe: boolean,
/** An answer of a bot that is written piece by piece. */
streamed: StreamedRow | null,
/** On this device only: the server was set back to an older state and does not have it any more. */
lost: boolean, };

/** Somebody cannot write in a group. */
export type Muted = {
/** Until when, milliseconds since 1970; none without an end. */
until: number | null, };

/** The name of a kind; the page has the word and icon for it. The numbers stand in the database. */
export type Noun = "text" | "picture" | "notice" | "recalled" | "unsupported" | "file" | "video" | "voice" | "sticker" | "location" | "link" | "coupon" | "contact" | "history" | "encrypted" | "call";

/** Sending state of the newest own message, when there is something to say. */
export type Outgoing = "sending" | "failed";

/** A person. */
export type Person = {
/** Who. */
id: UserId,
/** Name to show; [`unnamed`](crate::view::unnamed) when none is known. */
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

/** A text that is to be sent at a time of day. */
export type PlannedRow = {
/** Its id, also as a message. */
id: MessageKey,
/** The words. */
text: string,
/** What it answers; none when that is not here any more. */
quote: Quote | null,
/** When, milliseconds since 1970. */
due: number,
/** It was not sent at its time, which is long ago: the person decides. */
tooLate: boolean,
/** Why it was not sent: the person decides. */
problem: Reason | null, };

/** The recording that is being played. */
export type Playing = {
/** Of which account. */
account: AccountId,
/** Of which conversation. */
conversation: ConversationId,
/** Of which message; none: the one that is not sent. */
message: MessageKey | null,
/** How far it is, in milliseconds. */
millis: number,
/** How long it is; 0 while it is being loaded. */
length: number,
/** It is held. */
paused: boolean,
/** How fast, in percent. */
speed: number,
/** It is not here yet. */
loading: boolean, };

/** A picture that was chosen to stand for a person or a group. The page has the handle, never the path. */
export type PortraitChoice = {
/** Names it until it is used. */
handle: string,
/** Its small copies. */
media: MediaId,
/** Pixels as shown. */
width: number,
/** Pixels as shown. */
height: number, };

/** Whether somebody is there. */
export type Presence = { "kind": "online" } | { "kind": "away",
/** When they were last: milliseconds since 1970; none when it is not told. */
last: number | null, };

/** A place of the window that shows whether people are there. */
export type PresencePlace = "contacts" | "chat" | "card";

/** Somebody, and whether they are there. */
export type PresenceRow = {
/** Who. */
user: UserId,
/** Whether; none when it is not known any more. */
presence: Presence | null, };

/** The line under a conversation's name. */
export type Preview = {
/** What it is about. */
kind: Noun,
/** The words in it, or about it. Plain text, one line, at most 200 characters; empty when nothing of it can be seen. */
text: string,
/** Name of the sender, in groups and not for own messages. */
sender: string | null,
/** Whether the person wrote it. */
own: boolean,
/** What happened to the group, of a line of the server: it is shown in place of the text. */
happened: Happened | null, };

/** How much a message matters in a live group: what matters less is left out first when there is too much. */
export type Priority = "low" | "normal" | "high";

/** Everything a profile card shows. */
export type ProfileCard = {
/** Who, by the name to show. */
person: Person,
/** Their own name; empty when there is none. */
nickname: string,
/** What the person calls them; empty when nothing. */
remark: string,
/** Words about them that only the person sees; may be empty. */
note: string,
/** What they say of themselves; may be empty. */
description: string,
/** The person of this account. */
own: boolean,
/** A friend. */
friend: boolean,
/** A bot. */
bot: boolean,
/** Blocked. */
blocked: boolean,
/** The server knows nobody by this number. */
missing: boolean,
/** Their request, or the person's, that waits. */
request: RequestRow | null,
/** The chat with them. */
chat: ConversationId | null,
/** That chat makes no notification. */
muted: boolean,
/** Groups in which both are. */
groups: Array<CommonGroup>, };

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

/** How many have read a message. */
export type ReadBy = {
/** Have. */
count: number,
/** Can, the writer not counted. */
of: number, };

/** Why something did not work, for people. */
export type Reason = {
/** A stable word for the kind of failure, e.g. `token_expired`, `too_large`, `status_56`. */
code: string,
/** What happened and what to do. */
text: LocalText,
/** The server's log id, to quote when asking for help. */
logId: string | null, };

/** The recording that is being made. */
export type RecordingNow = {
/** Of which account. */
account: AccountId,
/** For which conversation. */
conversation: ConversationId,
/** How loud it is now, from 0 to 100. */
level: number,
/** How long it is by now, in milliseconds. */
millis: number, };

/** Region of the hosted service. */
export type Region = "mainland" | "overseas";

/** A reminder of a message. */
export type ReminderRow = {
/** Of which message. */
message: MessageKey,
/** Where it stands. */
conversation: ConversationId,
/** Title of that conversation. */
title: string,
/** Who wrote what. */
quote: Quote,
/** When, milliseconds since 1970. */
due: number,
/** Its time has come, and the person was told. */
told: boolean, };

/** A request to be a friend. */
export type RequestRow = {
/** The other person. */
person: Person,
/** To the person of this account; otherwise by them. */
incoming: boolean,
/** Words that came with it; may be empty. */
greeting: string,
/** When: milliseconds since 1970. */
time: number,
/** How it stands. */
state: RequestState,
/** An answer was given and is on its way. */
answering: boolean,
/** It was not seen yet. */
unseen: boolean, };

/** How a request stands (protocol: enums, ApplyStatusCode). */
export type RequestState = "waiting" | "accepted" | "refused" | "over";

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
/** Words that are in no dictionary are underlined while one writes. */
checkSpelling: boolean,
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
askWhereToSave: boolean,
/** Pictures of messages load by themselves. */
loadPictures: boolean,
/** Files up to this size load by themselves, MiB; 0: none. */
loadFilesMib: number,
/** Where the network costs by what is loaded, nothing loads by itself. */
saveOnMetered: boolean,
/** Hosts whose stickers are shown: a person wanted it. */
stickerHosts: Array<string>,
/** What is kept of pictures and files of each account, MiB. */
mediaLimitMib: number,
/** Texts are shown as their senders formatted them; false: as they were written. */
formatText: boolean, };

/** New values of some settings. */
export type SettingsChange = {
/** Null: as the desktop. */
language?: Language | null,
/** Colours. */
theme?: Theme,
/** Whether Enter sends. */
enterSends?: boolean,
/** Whether words that are in no dictionary are underlined. */
checkSpelling?: boolean,
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
askWhereToSave?: boolean,
/** Whether pictures load by themselves. */
loadPictures?: boolean,
/** Up to which size files do, MiB. */
loadFilesMib?: number,
/** Whether nothing loads by itself where the network costs. */
saveOnMetered?: boolean,
/** The hosts whose stickers are shown. */
stickerHosts?: Array<string>,
/** How much is kept of them, MiB. */
mediaLimitMib?: number,
/** Whether texts are shown as they were formatted. */
formatText?: boolean, };

/** Something that was shared. */
export type SharedItem = {
/** Its message. */
message: MessageKey,
/** Who shared it. */
sender: UserId,
/** Their name there. */
senderName: string,
/** When, milliseconds since 1970. */
time: number,
/** It. */
body: Body,
/** Web addresses in its words. */
links: Array<TextLink>, };

/** A page of what was shared. */
export type SharedItems = {
/** The newest first. */
items: Array<SharedItem>,
/** There are older ones. */
more: boolean,
/** How much of the messages has been read for finding, 0 to 100. */
percent: number, };

/** Kinds that a person sees as they are: they have no files here, and nothing of them has to be kept from the page. */
export type Shown = { "kind": "sticker" } & Sticker | { "kind": "location" } & Location | { "kind": "link" } & LinkCard | { "kind": "coupon" } & Coupon | { "kind": "contact" } & ContactCard | { "kind": "history" } & History | { "kind": "encrypted" } & Encrypted | { "kind": "call" } & Call | { "kind": "unsupported" } & Unsupported;

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

/** A square of a picture as it is shown, in its pixels. */
export type Square = {
/** Pixels left of it. */
left: number,
/** Pixels above it. */
top: number,
/** Its side. */
side: number, };

/** A sticker of an application. */
export type Sticker = {
/** Plain text, one line; empty when it has none. */
text: string,
/** Its picture; none when it has none that may be loaded. */
picture: StickerPicture | null, };

/** The picture of a sticker. */
export type StickerPicture = {
/** Address part for the media scheme. */
media: MediaId,
/** Who learns that it is loaded, with the port when it is not the usual one. */
host: string,
/** Pixels; 0 when not known. */
width: number,
/** Pixels; 0 when not known. */
height: number, };

/** How far an answer is. */
export type StreamState = "writing" | "done" | "stopped" | "interrupted" | "failed";

/** How far it is, and what can be done. */
export type StreamedRow = {
/** How far it is. */
state: StreamState,
/** When its last piece came, milliseconds since 1970 by the server's clock. */
time: number,
/** It can be stopped. */
canStop: boolean,
/** It can be written once more, while it is the newest message of its chat. */
canRepeat: boolean, };

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

/** The messages of a thread. */
export type Thread = {
/** Those that are here, in the order of the conversation. */
rows: Array<ThreadRow>,
/** There may be more that are not here. */
more: boolean, };

/** A message of a thread, as a line of its list. */
export type ThreadRow = {
/** Who wrote it and what it says. */
said: Quote,
/** Picture of who wrote it. */
avatar: Avatar,
/** Milliseconds since 1970. */
time: number, };

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
/** Changes of its first rows, as many as the page has scrolled to, in order. */
diffs: Array<Diff<ConversationRow>>,
/** Those that the page asked for beside them. */
beside: Array<BesideRow>,
/** How many conversations its filter takes, with those that have no row yet. */
size: number,
/** What stands above it. */
overview: ListOverview,
/** Unread messages of all conversations that are neither muted nor archived. */
unreadTotal: number, } | { "kind": "contacts",
/** Which account. */
account: AccountId,
/** Changes, in order. */
diffs: Array<Diff<ContactRow>>, } | { "kind": "presence",
/** Which account. */
account: AccountId,
/** These are all of whom it is known; otherwise those for whom it changed. */
whole: boolean,
/** Who. */
people: Array<PresenceRow>, } | { "kind": "live",
/** Which account. */
account: AccountId,
/** Changes of its messages, in order. */
diffs: Array<Diff<LiveRow>>,
/** How it stands now. */
state: LiveState, } | { "kind": "requests",
/** Which account. */
account: AccountId,
/** Changes, in order. */
diffs: Array<Diff<RequestRow>>,
/** Requests that were not seen. */
unseen: number, } | { "kind": "profile",
/** Which account. */
account: AccountId,
/** Whose; none when it may be anybody's. */
user: UserId | null, } | { "kind": "loading",
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
state: TimelineState, } | { "kind": "members",
/** The number the page gave them when opening. */
view: number,
/** Changes, in order. */
diffs: Array<Diff<Member>>, } | { "kind": "connection",
/** Which account. */
account: AccountId,
/** State. */
connection: Connection, } | { "kind": "activity",
/** Which account. */
account: AccountId,
/** Where. */
conversation: ConversationId,
/** Who. */
person: Person,
/** What they do. */
activity: Activity, } | { "kind": "drag_over",
/** Whether. */
over: boolean, } | { "kind": "portrait",
/** For which account. */
account: AccountId,
/** It; none when it cannot be used. */
choice: PortraitChoice | null,
/** Why not. */
problem: Reason | null, } | { "kind": "tray",
/** Which account. */
account: AccountId,
/** Which conversation. */
conversation: ConversationId,
/** What was dropped, pasted or picked there and is not sent yet. */
files: Array<Intake>, } | { "kind": "recording",
/** It. */
recording: RecordingNow | null, } | { "kind": "recording_ended",
/** Of which account. */
account: AccountId,
/** For which conversation. */
conversation: ConversationId,
/** Why, when nobody asked for it. */
reason: Reason | null, } | { "kind": "playing",
/** It. */
playing: Playing | null, } | { "kind": "file",
/** Which account. */
account: AccountId,
/** Which file. */
media: MediaId,
/** How it stands. */
state: FileState, } | { "kind": "exporting",
/** Of which account. */
account: AccountId,
/** How far. */
progress: ExportProgress, } | { "kind": "deleting_account",
/** Which. */
account: AccountId,
/** Parts that are left. */
left: number, } | { "kind": "loading_history",
/** Of which account. */
account: AccountId,
/** How many. */
loaded: number, } | { "kind": "marks",
/** Which account. */
account: AccountId,
/** Which conversation. */
conversation: ConversationId, } | { "kind": "group",
/** Which account. */
account: AccountId,
/** Which conversation. */
conversation: ConversationId, } | { "kind": "planned",
/** Which account. */
account: AccountId,
/** Which conversation. */
conversation: ConversationId, } | { "kind": "people",
/** Which account knows them. */
account: AccountId, } | { "kind": "reminders",
/** Which account. */
account: AccountId, } | { "kind": "open_conversation",
/** Which account. */
account: AccountId,
/** Which conversation. */
conversation: ConversationId,
/** The message that it was about, to be gone to. */
message: MessageKey | null, } | { "kind": "pictures_again" } | { "kind": "metered",
/** It does. */
metered: boolean, } | { "kind": "caret_rests" } | { "kind": "closed_to_tray" } | { "kind": "notice",
/** What. */
reason: Reason, };

export type UserId = string;

/** A video in a bubble. How its file stands on this computer is asked and told beside the row, as of any file. */
export type VideoRow = {
/** The file that plays, as a file. */
file: FileRow,
/** Its cover, a picture: address part for the media scheme. None without one. */
cover: MediaId | null,
/** Pixels, as shown; 0 when not known. */
width: number,
/** Pixels, as shown. */
height: number,
/** How long it plays, to the nearest second; 0 when not known. */
seconds: number,
/** Base64 of a thumbhash of the cover, the blurred placeholder. */
thumbhash: string | null,
/** Words sent with it; may be empty. */
caption: string, };

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

/** A recording that is not sent. */
export type VoiceDraft = {
/** How long it plays, in milliseconds. */
millis: number,
/** How loud it is from its beginning to its end, up to 255. */
wave: Array<number>, };

/** A recording in a bubble. How it stands on this computer is asked and told beside the row, as of a file. */
export type VoiceRow = {
/** Its id. */
media: MediaId,
/** How long it plays, in milliseconds; 0 when not known. */
millis: number,
/** How loud it is from its beginning to its end, at most 64 numbers up to 255; empty when not known. */
wave: Array<number>,
/** Size of its file; 0 when not known. */
bytes: number,
/** Of another person's: it was listened to, on any device. Of an own one: by somebody else. */
played: boolean, };

/** Who adds people to a group. */
export type WhoAdds = "everybody" | "leaders";

/** Every command: what it takes and what it answers. A command that fails throws a `Failure`. */
export interface Commands {
  /** Facts about this installation, as they are now. */
  about: { arguments: Record<string, never>, answer: About }
  /** The page shows this batch and all before it. */
  ack: { arguments: { n: number }, answer: void }
  /** Adds people to a group, or asks its owner and managers to let them in where they decide. */
  add_members: { arguments: { account: AccountId, conversation: ConversationId, users: Array<UserId> }, answer: Admitted }
  /** The message whose readers have read the announcement of a group. */
  announcement: { arguments: { account: AccountId, conversation: ConversationId }, answer: MessageKey | null }
  /** The newest answer is written once more. */
  answer_again: { arguments: { account: AccountId, message: MessageKey }, answer: void }
  /** Lets somebody in, or not. */
  answer_join_request: { arguments: { account: AccountId, request: string, agree: boolean }, answer: void }
  /** Answers somebody's request. */
  answer_request: { arguments: { account: AccountId, user: UserId, agree: boolean }, answer: void }
  /** The page has loaded. Everything it shows comes through `channel` from now on. */
  app_start: { arguments: { channel: { onmessage: (message: Batch) => void } }, answer: Hello }
  /** Asks somebody to be a friend. */
  ask_contact: { arguments: { account: AccountId, user: UserId, greeting: string }, answer: void }
  /** Asks to join a group, by its number. */
  ask_to_join: { arguments: { account: AccountId, group: string, reason: string }, answer: void }
  /** A picture for this account is to be chosen, so what is dropped on the window is one. None: no longer. */
  await_portrait: { arguments: { account: AccountId | null }, answer: void }
  /** Puts somebody out of a live group and keeps them out for a time; without one, for ever. */
  bar_live_member: { arguments: { account: AccountId, conversation: ConversationId, user: UserId, seconds: number | null }, answer: void }
  /** The application's bots. */
  bots: { arguments: { account: AccountId }, answer: Array<Person> }
  /** Ends the export of an account; nothing is left of it. */
  cancel_export: { arguments: { account: AccountId }, answer: void }
  /** Ends the loading of an account's older messages; what came stays. */
  cancel_history: { arguments: { account: AccountId }, answer: void }
  /** Gives up a message that is on its way. */
  cancel_message: { arguments: { account: AccountId, message: MessageKey }, answer: void }
  /** Gives up the sign-in that waits for its server. */
  cancel_sign_in: { arguments: Record<string, never>, answer: void }
  /** Gives a planned text other words, another time, or both. */
  change_planned: { arguments: { account: AccountId, message: MessageKey, text: string | null, due: number | null }, answer: void }
  /** Lets the person choose the folder where files are saved. It stays as it was when they close the dialog. */
  choose_download_place: { arguments: Record<string, never>, answer: DownloadPlace }
  /** Claims the coupon of a message. */
  claim_coupon: { arguments: { account: AccountId, message: MessageKey }, answer: void }
  /** Removes the messages, here and on the person's other devices. */
  clear_history: { arguments: { account: AccountId, conversation: ConversationId }, answer: void }
  /** Removes pictures and files of a conversation from this computer, or of all when none is named. */
  clear_media: { arguments: { account: AccountId, conversation: ConversationId | null }, answer: void }
  /** Everybody the person has a chat with, by name. */
  contacts: { arguments: { account: AccountId }, answer: Array<Person> }
  /** From now on the contacts of an account flow through the channel. */
  contacts_open: { arguments: { account: AccountId }, answer: void }
  /** Everything the group panel shows. */
  conversation_details: { arguments: { account: AccountId, conversation: ConversationId }, answer: ConversationDetails }
  /** The pictures of a conversation beside one of its messages, for the viewer. */
  conversation_pictures: { arguments: { account: AccountId, conversation: ConversationId, message: MessageKey, part: PicturePart }, answer: ViewerPage }
  /** Copies the picture to the clipboard. */
  copy_picture: { arguments: { account: AccountId, media: MediaId }, answer: void }
  /** Makes a folder; answers its id. */
  create_folder: { arguments: { account: AccountId, name: string }, answer: string }
  /** A new group. The same nonce twice makes one group. */
  create_group: { arguments: { account: AccountId, nonce: string, name: string, users: Array<UserId> }, answer: ConversationId }
  /** A new live group. The same nonce twice makes one. */
  create_live_group: { arguments: { account: AccountId, nonce: string, name: string }, answer: LiveGroupRow }
  /** The conversation with one person; made when there is none. */
  create_one_to_one: { arguments: { account: AccountId, user: string }, answer: ConversationId }
  /** Takes the account away at the server, and here; the stream tells how many parts are left. */
  delete_account: { arguments: { account: AccountId }, answer: void }
  /** Removes it from the list. */
  delete_conversation: { arguments: { account: AccountId, conversation: ConversationId }, answer: void }
  /** Takes a conversation away on this computer alone. */
  delete_conversation_here: { arguments: { account: AccountId, conversation: ConversationId }, answer: void }
  /** Takes a folder away; what was in it stays. */
  delete_folder: { arguments: { account: AccountId, folder: string }, answer: void }
  /** Ends a friendship, with the chat or without. */
  delete_friend: { arguments: { account: AccountId, user: UserId, withChat: boolean }, answer: void }
  /** Removes messages here and on the person's other devices. For some seconds they can be had back. */
  delete_messages: { arguments: { account: AccountId, messages: Array<MessageKey> }, answer: void }
  /** How it stands with an account. */
  diagnosis: { arguments: { account: AccountId }, answer: AccountDiagnosis }
  /** Gives up the words of an edit that was refused. */
  discard_edit: { arguments: { account: AccountId, message: MessageKey }, answer: void }
  /** The person does not want it any more. */
  discard_intake: { arguments: { handle: string }, answer: void }
  /** A planned text is not sent. */
  discard_planned: { arguments: { account: AccountId, message: MessageKey }, answer: void }
  /** Deletes it. */
  discard_voice: { arguments: { account: AccountId, conversation: ConversationId }, answer: void }
  /** Dissolves a group. */
  dissolve_group: { arguments: { account: AccountId, conversation: ConversationId }, answer: void }
  /** Ends a live group for everybody. */
  dissolve_live_group: { arguments: { account: AccountId, conversation: ConversationId }, answer: void }
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
  /** Writes a conversation into a folder that is made where the person says. None when they closed the dialog, or cancelled it. How far it is comes through the channel. */
  export_conversation: { arguments: { account: AccountId, conversation: ConversationId, from: number | null, before: number | null, load: boolean }, answer: SavedFile | null }
  /** The newest of the favourites, over all conversations. */
  favourites: { arguments: { account: AccountId, limit: number }, answer: MarkedRows }
  /** Loads the file of a message and saves it nowhere: it is here when somebody wants it. */
  fetch_file: { arguments: { account: AccountId, message: MessageKey }, answer: void }
  /** How files of messages stand on this computer, in this order. Changes come through the channel. */
  file_states: { arguments: { account: AccountId, media: Array<MediaId> }, answer: Array<FileState> }
  /** Conversations whose title fits, in the order of the list; without words the first of them. */
  find_conversations: { arguments: { account: AccountId, words: string, limit: number }, answer: Array<ConversationRow> }
  /** People and groups by their names. */
  find_names: { arguments: { account: AccountId, words: string }, answer: FoundNames }
  /** A person by id. None when there is no such person. */
  find_person: { arguments: { account: AccountId, user: string }, answer: Person | null }
  /** Does not remind of a message, or takes a reminder whose time has come off the list. */
  forget_reminder: { arguments: { account: AccountId, message: MessageKey }, answer: void }
  /** Sends messages on to other conversations, one by one or as one card, and words behind them. The same submission twice is sent once. */
  forward_messages: { arguments: { account: AccountId, submission: MessageKey, messages: Array<MessageKey>, to: Array<ConversationId>, together: boolean, comment: string }, answer: void }
  /** What happened to a group, the newest first, before a place of its history. */
  group_changes: { arguments: { account: AccountId, conversation: ConversationId, before: number | null }, answer: GroupChanges }
  /** The messages on a card. */
  history_card: { arguments: { account: AccountId, message: MessageKey }, answer: Array<HistoryRow> }
  /** Comes into a live group under another name or the own one, and with the own picture or none. What is said there flows through the channel. */
  join_live_group: { arguments: { account: AccountId, conversation: ConversationId, alias: string, picture: boolean }, answer: void }
  /** Requests to join a group, the newest first; they count as seen. */
  join_requests: { arguments: { account: AccountId, conversation: ConversationId }, answer: Array<JoinRequestRow> }
  /** Where the key of an account's message store is. */
  key_place: { arguments: { account: AccountId }, answer: KeyPlace }
  /** Whether messages of a conversation, or of any, are not on this computer. */
  lacks_history: { arguments: { account: AccountId, conversation: ConversationId | null }, answer: boolean }
  /** Leaves a group. */
  leave_group: { arguments: { account: AccountId, conversation: ConversationId }, answer: void }
  /** Leaves the live group. */
  leave_live_group: { arguments: { account: AccountId }, answer: void }
  /** Somebody can come into a live group again. */
  let_live_member_in: { arguments: { account: AccountId, conversation: ConversationId, user: UserId }, answer: void }
  /** These are told beside the list, wherever they stand in it. */
  list_beside: { arguments: { account: AccountId, conversations: Array<ConversationId> }, answer: void }
  /** Shows this part of the list, and the conversation that is being read although the filter does not take it. */
  list_filter: { arguments: { account: AccountId, filter: ListFilter, held: ConversationId | null }, answer: void }
  /** The first conversation list is on the screen. */
  list_painted: { arguments: Record<string, never>, answer: void }
  /** The list is to have so many rows: the page has scrolled. */
  list_reach: { arguments: { account: AccountId, rows: number }, answer: void }
  /** Live groups of the service: all or the person's own, those whose name has these words, behind a page before. */
  live_groups: { arguments: { account: AccountId, own: boolean, words: string, after: ConversationId | null }, answer: LiveGroups }
  /** People of a live group, behind a page before. */
  live_members: { arguments: { account: AccountId, conversation: ConversationId, list: LiveList, after: UserId | null }, answer: LiveMembers }
  /** Loads the file of a message and saves it, where the person says when that is asked each time. None when it was paused, is being loaded already, or the person closed the dialog. */
  load_file: { arguments: { account: AccountId, message: MessageKey }, answer: SavedFile | null }
  /** Loads the messages of a conversation, or of all, that are not on this computer. True when all of them are here then, and found; null when it was cancelled. How many have come is told through the channel. */
  load_history: { arguments: { account: AccountId, conversation: ConversationId | null }, answer: boolean | null }
  /** Everything in all conversations has been seen. Answers in how many something was unread. */
  mark_all_read: { arguments: { account: AccountId }, answer: number }
  /** Everything has been seen. */
  mark_conversation_read: { arguments: { account: AccountId, conversation: ConversationId }, answer: void }
  /** Gives somebody marks in a live group, and takes others from them. */
  mark_live_member: { arguments: { account: AccountId, conversation: ConversationId, user: UserId, add: Array<string>, remove: Array<string> }, answer: void }
  /** Marks a message, or no longer. */
  mark_message: { arguments: { account: AccountId, message: MessageKey, mark: MarkKind, on: boolean }, answer: void }
  /** Everything up to this message has been seen. */
  mark_read: { arguments: { account: AccountId, conversation: ConversationId, message: MessageKey }, answer: void }
  /** Marks it as unread, or no longer. */
  mark_unread: { arguments: { account: AccountId, conversation: ConversationId, on: boolean }, answer: void }
  /** What pictures and files of an account take, and those of each conversation. */
  media_use: { arguments: { account: AccountId }, answer: MediaUse }
  /** The page no longer shows them. */
  members_close: { arguments: { view: number }, answer: void }
  /** Opens the members of a group under a number, in place of what had it. */
  members_open: { arguments: { view: number, account: AccountId, conversation: ConversationId }, answer: void }
  /** Who can be called in a group and fits the words, the best first. */
  mention_choices: { arguments: { account: AccountId, conversation: ConversationId, words: string }, answer: Array<MentionChoice> }
  /** The first message of a conversation at or after a time, or the last one before it. None without messages. */
  message_at: { arguments: { account: AccountId, conversation: ConversationId, time: number }, answer: MessageKey | null }
  /** All that is known of a message beside what it says. */
  message_details: { arguments: { account: AccountId, message: MessageKey }, answer: MessageDetails }
  /** Puts a folder in front of another, or behind all. */
  move_folder: { arguments: { account: AccountId, folder: string, before: string | null }, answer: void }
  /** Moves a file to another place in its tray, counted from 0. */
  move_intake: { arguments: { handle: string, to: number }, answer: void }
  /** Puts a pinned one in front of another, or behind all. */
  move_pin: { arguments: { account: AccountId, conversation: ConversationId, before: ConversationId | null }, answer: void }
  /** Lets only owner and managers write in a group, or everybody again. */
  mute_group: { arguments: { account: AccountId, conversation: ConversationId, on: boolean }, answer: void }
  /** Only those who lead a live group and its white list write, or everybody. */
  mute_live_group: { arguments: { account: AccountId, conversation: ConversationId, on: boolean }, answer: void }
  /** Somebody cannot write in a live group for a time; without one, for ever. */
  mute_live_member: { arguments: { account: AccountId, conversation: ConversationId, user: UserId, seconds: number | null, reason: string }, answer: void }
  /** Keeps somebody from writing for so many seconds, without an end when there are none. */
  mute_member: { arguments: { account: AccountId, conversation: ConversationId, user: UserId, seconds: number | null, reason: string }, answer: void }
  /** The chat with a bot begins anew, and it greets. */
  new_bot_chat: { arguments: { account: AccountId, conversation: ConversationId }, answer: void }
  /** Loads older messages of the live group. */
  older_live: { arguments: { account: AccountId }, answer: void }
  /** Tries to open an account again that could not be opened. */
  open_again: { arguments: { account: AccountId }, answer: void }
  /** Opens the file of a message with the desktop's program for it; loads and saves it first when it is not here. One that may run a program is opened only when the person has `confirmed` it. */
  open_file: { arguments: { account: AccountId, message: MessageKey, confirmed: boolean }, answer: void }
  /** Opens a link of a message in the system's browser. Other schemes than http and https are refused: a link must not start programs. */
  open_link: { arguments: { url: string }, answer: void }
  /** The conversation with oneself. */
  open_notes: { arguments: { account: AccountId }, answer: ConversationId }
  /** Makes a folder of a tray into an archive that is sent in its place. */
  pack_intake: { arguments: { handle: string }, answer: void }
  /** The page has painted, whatever it shows. Scripts run without a paint too, so no other call says this by the way. */
  page_painted: { arguments: Record<string, never>, answer: void }
  /** What came is on the screen, `ms` after it came. */
  painted: { arguments: { ms: number }, answer: void }
  /** Puts files or a picture from the clipboard into a conversation's tray. False when it holds neither. */
  paste_files: { arguments: { account: AccountId, conversation: ConversationId }, answer: boolean }
  /** Stops loading a file; it goes on from there when it is asked for again. */
  pause_file: { arguments: { account: AccountId, media: MediaId }, answer: void }
  /** Holds what is played, or goes on. */
  pause_voice: { arguments: { paused: boolean }, answer: void }
  /** Lets the person pick files for a conversation's tray. */
  pick_files: { arguments: { account: AccountId, conversation: ConversationId }, answer: void }
  /** Lets the person pick a picture. None when they closed the dialog. */
  pick_portrait: { arguments: { account: AccountId }, answer: PortraitChoice | null }
  /** What is pinned in a conversation, pinned last first. */
  pins: { arguments: { account: AccountId, conversation: ConversationId }, answer: Array<MarkedRow> }
  /** What is planned in a conversation, the next first. */
  planned: { arguments: { account: AccountId, conversation: ConversationId }, answer: Array<PlannedRow> }
  /** An address at which the page plays the video of a message while it loads. It is good until a few others were asked for. */
  play_video: { arguments: { account: AccountId, message: MessageKey }, answer: string }
  /** Plays the recording of a message, or the one that is not sent, from this moment of it on, in milliseconds. */
  play_voice: { arguments: { account: AccountId, conversation: ConversationId, message: MessageKey | null, from: number }, answer: void }
  /** What a profile card shows of somebody. */
  profile_card: { arguments: { account: AccountId, user: UserId }, answer: ProfileCard }
  /** Ends Linnet. */
  quit: { arguments: Record<string, never>, answer: void }
  /** The message that an answer quotes, to be shown. The server is asked for one that is not here. */
  quoted: { arguments: { account: AccountId, message: MessageKey }, answer: MessageKey }
  /** Reacts to a message with an emoji, or no longer. */
  react: { arguments: { account: AccountId, message: MessageKey, key: string, on: boolean }, answer: void }
  /** Who of a group has read an own message, and who has not. */
  readers: { arguments: { account: AccountId, message: MessageKey }, answer: MessageReaders }
  /** Withdraws a message for everybody. */
  recall_message: { arguments: { account: AccountId, message: MessageKey }, answer: void }
  /** Records for a conversation. Answers when the microphone has begun; how loud it is and that it has ended come through the channel. */
  record_voice: { arguments: { account: AccountId, conversation: ConversationId }, answer: void }
  /** The recovery code, to be copied before the key is kept in the keyring alone. */
  recovery_code: { arguments: { account: AccountId }, answer: string }
  /** Reminds of a message at this time instead of any other. */
  remind: { arguments: { account: AccountId, message: MessageKey, due: number }, answer: void }
  /** All reminders, the next first. */
  reminders: { arguments: { account: AccountId }, answer: Array<ReminderRow> }
  /** Puts somebody out of a live group. */
  remove_live_member: { arguments: { account: AccountId, conversation: ConversationId, user: UserId }, answer: void }
  /** Removes somebody from a group. */
  remove_member: { arguments: { account: AccountId, conversation: ConversationId, user: UserId }, answer: void }
  /** Takes the picture of a group away, or of the person without one. */
  remove_portrait: { arguments: { account: AccountId, group: ConversationId | null }, answer: void }
  /** Calls a folder otherwise. */
  rename_folder: { arguments: { account: AccountId, folder: string, name: string }, answer: void }
  /** Gives a group another name. */
  rename_group: { arguments: { account: AccountId, conversation: ConversationId, name: string }, answer: void }
  /** The page missed a batch: it has those up to `after`. */
  resync: { arguments: { after: number }, answer: void }
  /** Tries to connect now instead of at the next turn. */
  retry_connection: { arguments: { account: AccountId }, answer: void }
  /** Tries to send one again. */
  retry_live: { arguments: { account: AccountId, message: string }, answer: void }
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
  /** Messages with these words, the newest first. `after` goes on with the message that a page ended with. */
  search_messages: { arguments: { account: AccountId, words: string, filter: MessageFilter, after: MessageKey | null, limit: number }, answer: FoundRows }
  /** All requests that are here were seen. */
  see_requests: { arguments: { account: AccountId }, answer: void }
  /** Goes on from another moment of what is played. */
  seek_voice: { arguments: { millis: number }, answer: void }
  /** Sends files of a conversation's tray in this order, all of them or none, several pictures as an album; the words, made of the draft of revision `base`, go with the first picture, and by themselves when there is none. Answers what is left of that draft. */
  send_attachments: { arguments: { account: AccountId, conversation: ConversationId, words: string, attachments: Array<AttachmentChoice>, base: number }, answer: Draft }
  /** Plans a text made of the draft of revision `base`, and answers what is left of that draft. */
  send_later: { arguments: { account: AccountId, conversation: ConversationId, submission: MessageKey, text: string, base: number, due: number }, answer: Draft }
  /** Says something in the live group. */
  send_live: { arguments: { account: AccountId, text: string, priority: Priority }, answer: void }
  /** Sends a planned text now. */
  send_planned: { arguments: { account: AccountId, message: MessageKey }, answer: void }
  /** Sends a text made of the draft of revision `base`, and answers what is left of that draft. The same submission twice is one message. */
  send_text: { arguments: { account: AccountId, conversation: ConversationId, submission: MessageKey, text: string, base: number }, answer: Draft }
  /** Sends it under this id. */
  send_voice: { arguments: { account: AccountId, conversation: ConversationId, submission: MessageKey }, answer: void }
  /** What is typed answers this message, or none. Answers it as it is quoted. */
  set_answering: { arguments: { account: AccountId, conversation: ConversationId, message: MessageKey | null }, answer: Quote | null }
  /** Archives it, or takes it back into the list. */
  set_archived: { arguments: { account: AccountId, conversation: ConversationId, on: boolean }, answer: void }
  /** Blocks somebody, or no longer. */
  set_blocked: { arguments: { account: AccountId, user: UserId, on: boolean }, answer: void }
  /** Words about a friend that only the person sees. */
  set_contact_note: { arguments: { account: AccountId, user: UserId, text: string }, answer: void }
  /** Sets a message store that cannot be used aside, and begins a new one with what could be read of it. */
  set_database_aside: { arguments: { account: AccountId }, answer: SetAsideInfo }
  /** Keeps it among the favourites, or no longer. */
  set_favourite: { arguments: { account: AccountId, conversation: ConversationId, on: boolean }, answer: void }
  /** Gives a group another description. */
  set_group_description: { arguments: { account: AccountId, conversation: ConversationId, text: string }, answer: void }
  /** Gives a group another announcement. */
  set_group_notice: { arguments: { account: AccountId, conversation: ConversationId, text: string }, answer: void }
  /** Puts it into a folder, or takes it out. */
  set_in_folder: { arguments: { account: AccountId, conversation: ConversationId, folder: string, on: boolean }, answer: void }
  /** Lets owner and managers decide who comes into a group, or no longer. */
  set_join_approval: { arguments: { account: AccountId, conversation: ConversationId, on: boolean }, answer: void }
  /** Keeps the key in the keyring alone, or with a copy again. */
  set_keyring_only: { arguments: { account: AccountId, on: boolean }, answer: void }
  /** Who and what notifies although it is muted. */
  set_let_through: { arguments: { account: AccountId, conversation: ConversationId, chosen: LetThrough }, answer: void }
  /** A live group knows more marks, and others no longer. */
  set_live_marks: { arguments: { account: AccountId, conversation: ConversationId, add: Array<string>, remove: Array<string> }, answer: void }
  /** Gives somebody a role in a live group. */
  set_live_role: { arguments: { account: AccountId, conversation: ConversationId, user: UserId, role: Role }, answer: void }
  /** Somebody can write in a live group although all are muted, or no longer. */
  set_live_speaker: { arguments: { account: AccountId, conversation: ConversationId, user: UserId, on: boolean }, answer: void }
  /** The people whom what is typed calls, by the names that stand in it. */
  set_mentioned: { arguments: { account: AccountId, conversation: ConversationId, people: Array<Mentioned> }, answer: void }
  /** Makes it silent, or no longer. */
  set_muted: { arguments: { account: AccountId, conversation: ConversationId, on: boolean }, answer: void }
  /** How the person is called in a group; empty for the name they have everywhere. */
  set_own_alias: { arguments: { account: AccountId, conversation: ConversationId, alias: string }, answer: void }
  /** Pins it to the top, or no longer. */
  set_pinned: { arguments: { account: AccountId, conversation: ConversationId, on: boolean }, answer: void }
  /** Makes a square of a chosen picture that of a group, or of the person without one. */
  set_portrait: { arguments: { account: AccountId, group: ConversationId | null, handle: string, square: Square }, answer: void }
  /** The person's own name, and what they say of themselves; none leaves it as it is. */
  set_profile: { arguments: { account: AccountId, name: string | null, description: string | null }, answer: void }
  /** What the person calls a friend. */
  set_remark: { arguments: { account: AccountId, user: UserId, name: string }, answer: void }
  /** Makes somebody a manager of a group, or an ordinary member again. */
  set_role: { arguments: { account: AccountId, conversation: ConversationId, user: UserId, role: Role }, answer: void }
  /** What is on the screen of this window. */
  set_visible: { arguments: { visible: Visible }, answer: void }
  /** Plays at another speed, in percent. */
  set_voice_speed: { arguments: { percent: number }, answer: void }
  /** Says who adds people to a group. */
  set_who_adds: { arguments: { account: AccountId, conversation: ConversationId, who: WhoAdds }, answer: void }
  /** Changes some settings and answers what all of them became. */
  settings_change: { arguments: { change: SettingsChange }, answer: Settings }
  /** What was shared, the newest first. `after` goes on with the message that a page ended with. */
  shared_items: { arguments: { account: AccountId, filter: MessageFilter, after: MessageKey | null, limit: number }, answer: SharedItems }
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
  /** Makes the tokens of the person's other devices worth nothing; answers how many there were. */
  sign_out_others: { arguments: { account: AccountId }, answer: number }
  /** What signing out would lose. */
  sign_out_preview: { arguments: { account: AccountId }, answer: SignOutPreview }
  /** The chat with a bot; in a new one it greets. */
  start_bot_chat: { arguments: { account: AccountId, bot: UserId }, answer: ConversationId }
  /** An answer ends where it is. */
  stop_answer: { arguments: { account: AccountId, message: MessageKey }, answer: void }
  /** Ends the recording; it stays in the draft of its conversation. */
  stop_recording: { arguments: Record<string, never>, answer: void }
  /** Ends what is played. */
  stop_voice: { arguments: Record<string, never>, answer: void }
  /** Takes a stopped text out of the queue and puts its words in front of the draft, which is answered. */
  take_back: { arguments: { account: AccountId, message: MessageKey }, answer: Draft }
  /** Tells the other people what the person is doing. */
  tell_activity: { arguments: { account: AccountId, conversation: ConversationId, activity: Activity }, answer: void }
  /** The messages of the thread that a message belongs to; with `further` more of them are loaded first. */
  thread: { arguments: { account: AccountId, message: MessageKey, further: boolean }, answer: Thread }
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
  /** Brings messages back that were just removed. */
  undelete_messages: { arguments: { account: AccountId, messages: Array<MessageKey> }, answer: void }
  /** Somebody can write in a live group again. */
  unmute_live_member: { arguments: { account: AccountId, conversation: ConversationId, user: UserId }, answer: void }
  /** Lets somebody write again. */
  unmute_member: { arguments: { account: AccountId, conversation: ConversationId, user: UserId }, answer: void }
  /** Messages that call the person and were not read yet, the oldest first. */
  unread_mentions: { arguments: { account: AccountId, conversation: ConversationId }, answer: Array<MessageKey> }
  /** The recording that is not sent. */
  voice_draft: { arguments: { account: AccountId, conversation: ConversationId }, answer: VoiceDraft | null }
  /** These people are shown in a place of the window; none when it is not there any more. Whether they are there flows through the channel. */
  watch_presence: { arguments: { account: AccountId, place: PresencePlace, users: Array<UserId> }, answer: void }
  /** Puts the words of an own text that was withdrawn in front of the draft, which is answered. */
  write_again: { arguments: { account: AccountId, message: MessageKey }, answer: Draft }
}
