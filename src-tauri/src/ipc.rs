//! The boundary to the page: what commands take and answer, and what flows through the window's one channel.
//! The TypeScript of all of it is generated (`cargo xtask bindings`); a test fails when it is stale.
//!
//! Ids are strings, times are milliseconds since 1970, texts are plain, pictures are addresses of the media scheme:
//! `linnet-media://localhost/{account}/{media}/{thumb|preview|original}` and `linnet-media://localhost/intake/{handle}`.

mod message_filter;
mod settings_change;
mod trouble;

use linnet_core::ExportProgress;
use linnet_core::error::{LocalText, Reason};
use linnet_core::media::FileState;
use linnet_core::model::activity::Activity;
use linnet_core::model::connection::Connection;
use linnet_core::model::diagnosis::{Diagnosis, Timing};
use linnet_core::model::mention::Mentioned;
use linnet_core::model::presence::Presence;
use linnet_core::model::{AccountId, ConversationId, MediaId, MessageKey, UserId};
use linnet_core::view::row::{
    Avatar, BesideRow, ContactRow, ConversationRow, Diff, ListOverview, LiveRow, LiveState, Member,
    Person, Picture, Quote, RequestRow, TimelineRow, TimelineState,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::message_filter::MessageFilter;
pub use self::settings_change::{Named, SettingsChange};
pub use self::trouble::{KeyPlace, SetAsideInfo, Trouble};

/// First answer to the page.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Hello {
    /// Accounts on this computer that are signed in; their lists follow through the channel.
    pub accounts: Vec<AccountInfo>,
    /// Settings of this installation.
    pub settings: Settings,
    /// About this installation.
    pub about: About,
    /// The network costs by what is loaded.
    pub metered: bool,
    /// Accounts that are signed in and cannot be opened.
    pub troubles: Vec<Trouble>,
}

/// Facts for Settings > About and > Where data lies.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// Version of Linnet.
    pub version: String,
    /// Where accounts, pictures and logs lie.
    pub data_dir: String,
    /// Where the secrets are.
    pub secrets: SecretsPlace,
    /// Proxy in use, or none.
    pub proxy: Option<String>,
    /// Why a proxy that somebody wants is not used.
    pub proxy_problem: Option<LocalText>,
    /// Whether the desktop has a tray to close the window into.
    pub has_tray: bool,
    /// The desktop's language, `zh` or `en`.
    pub system_language: Language,
}

/// What Settings > Diagnostics shows of an account.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountDiagnosis {
    /// What its client noted.
    #[serde(flatten)]
    #[ts(flatten)]
    pub core: Diagnosis,
    /// From something new coming to the page until it was on the screen; of all accounts.
    pub paints: Vec<Timing>,
}

/// Where tokens and the database key are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SecretsPlace {
    /// The desktop's keyring, with a recovery copy in the account's folder.
    Keyring,
    /// The keyring is not usable: a file that only this user of the computer can read.
    File,
}

/// An account on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountInfo {
    /// Names it in every command.
    pub id: AccountId,
    /// The person.
    pub user: UserId,
    /// Name to show.
    pub name: String,
    /// Picture.
    pub avatar: Avatar,
    /// Application id.
    pub app_id: i32,
    /// Signed in to the local trial server.
    pub trial: bool,
    /// Host name of the server, for people.
    pub server: String,
}

/// Languages of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Simplified Chinese.
    Zh,
    /// English.
    En,
}

/// Colours of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the desktop.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How much is written to the log file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// Failures only.
    Error,
    /// Also what was unexpected.
    Warn,
    /// Also what was done.
    Info,
    /// Everything, for a bug report.
    Debug,
}

/// Settings of this installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// None: as the desktop.
    pub language: Option<Language>,
    /// Colours.
    pub theme: Theme,
    /// Enter sends and Shift+Enter breaks the line; false: the other way round.
    pub enter_sends: bool,
    /// Words that are in no dictionary are underlined while one writes.
    pub check_spelling: bool,
    /// Log level.
    pub log_level: LogLevel,
    /// Write the log file (the SDK's `disableAppLog`, the other way round).
    pub app_log: bool,
    /// Record timings locally (the SDK's `disableApmLog`, the other way round).
    pub timings: bool,
    /// Width of the conversation list, CSS pixels, 280 to 400.
    pub list_width: u16,
    /// Size of everything in the window, percent, 50 to 200.
    pub zoom: u16,
    /// New messages make notifications.
    pub notify: bool,
    /// Notifications show who wrote and what.
    pub notify_words: bool,
    /// Notifications make a sound, where the desktop has one.
    pub notify_sound: bool,
    /// Where a file is saved is asked each time, instead of the download folder.
    pub ask_where_to_save: bool,
    /// Pictures of messages load by themselves.
    pub load_pictures: bool,
    /// Files up to this size load by themselves, MiB; 0: none.
    pub load_files_mib: u32,
    /// Where the network costs by what is loaded, nothing loads by itself.
    pub save_on_metered: bool,
    /// Hosts whose stickers are shown: a person wanted it.
    pub sticker_hosts: Vec<String>,
    /// What is kept of pictures and files of each account, MiB.
    pub media_limit_mib: u32,
    /// Texts are shown as their senders formatted them; false: as they were written.
    pub format_text: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: None,
            theme: Theme::System,
            enter_sends: true,
            // Dictionaries know no Chinese, and who writes in two languages decides.
            check_spelling: false,
            log_level: LogLevel::Info,
            app_log: true,
            timings: true,
            list_width: 320,
            zoom: 100,
            notify: true,
            notify_words: true,
            notify_sound: true,
            ask_where_to_save: false,
            load_pictures: true,
            load_files_mib: 0,
            save_on_metered: true,
            sticker_hosts: Vec::new(),
            media_limit_mib: 1024,
            format_text: true,
        }
    }
}

/// Ways to sign in.
#[derive(Clone, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
pub enum SignIn {
    /// The local trial server, as the first of its two people (or the second, see `--second`).
    Trial,
    /// The hosted service.
    ImCloud {
        /// Region of the application.
        region: Region,
        /// Application id, decimal.
        app_id: String,
        /// User id, decimal.
        user_id: String,
        /// Where the token comes from.
        credential: Credential,
    },
    /// A server of one's own.
    OwnServer {
        /// API address, e.g. `https://im.example.com`.
        api_url: String,
        /// Frontier address; made from the API address (`ws(s)://host/ws/v2`) when empty.
        frontier_url: String,
        /// Application id, decimal.
        app_id: String,
        /// User id, decimal.
        user_id: String,
        /// Where the token comes from.
        credential: Credential,
    },
}

/// Region of the hosted service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Region {
    /// Mainland China.
    Mainland,
    /// Elsewhere; no voice and video messages.
    Overseas,
}

/// Where a token comes from.
#[derive(Clone, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Credential {
    /// Pasted.
    Token {
        /// The token.
        token: String,
    },
    /// Asked from the application's token server (`GET {url}?appID=..&userID=..`).
    TokenServer {
        /// Its address.
        url: String,
    },
}

/// A field of the sign-in card, to put the reason beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SignInField {
    /// No field in particular: shown under the button.
    Whole,
    /// Region.
    Region,
    /// API or frontier address.
    ApiUrl,
    /// Frontier address.
    FrontierUrl,
    /// Application id.
    AppId,
    /// User id.
    UserId,
    /// Token.
    Token,
    /// Token server's address.
    TokenServer,
}

/// Why a command did not do what was asked. Every command answers this on failure.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// For people.
    pub reason: Reason,
    /// Sign-in only: the field that caused it.
    pub field: Option<SignInField>,
}

/// What signing out would lose.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignOutPreview {
    /// Messages that are not at the server, by conversation title.
    pub unsent: Vec<UnsentCount>,
}

/// Messages not at the server.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnsentCount {
    /// Title of the conversation.
    pub title: String,
    /// How many.
    pub count: u32,
}

/// Where a timeline opens.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Anchor {
    /// At the first unread message, or at the end when all is read.
    Unread,
    /// At the end.
    End,
    /// Around a message.
    Message {
        /// Which.
        id: MessageKey,
    },
}

/// As what something is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum IntakeKind {
    /// A picture, which can be made smaller.
    Picture,
    /// A video with a cover; it can be sent as a file as well.
    Video,
    /// A file as it is.
    File,
    /// A folder. It is not sent before the person has had it made into an archive, which is a file.
    Folder,
}

/// A file the person dropped, pasted or picked. The page has the handle, never the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Intake {
    /// Names it until it is sent or discarded.
    pub handle: String,
    /// As what it is sent; a picture can be sent as a file as well.
    pub kind: IntakeKind,
    /// File name, plain text.
    pub name: String,
    /// Size of the file in bytes, or of all files of a folder.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Files in a folder.
    pub files: u32,
    /// How long a video plays; 0 when it does not say.
    pub seconds: u32,
    /// There is a small picture of it.
    pub pictured: bool,
    /// Pixels as shown; 0 when it is no picture.
    pub width: u32,
    /// Pixels as shown.
    pub height: u32,
    /// Type by content.
    pub mime: String,
    /// About how large it would be when compressed; none when compressing changes nothing.
    #[ts(type = "number | null")]
    pub compressed_bytes: Option<u64>,
    /// The original says where it was taken: the tray warns before it is sent as original.
    pub has_location: bool,
    /// It is being looked at; what is above is not known yet.
    pub looking: bool,
    /// Why it cannot be sent; it stays in the tray with this sentence until removed.
    pub problem: Option<Reason>,
}

/// A place of the window that shows whether people are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PresencePlace {
    /// The contacts.
    Contacts,
    /// The chat.
    Chat,
    /// The profile card.
    Card,
}

/// Somebody, and whether they are there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PresenceRow {
    /// Who.
    pub user: UserId,
    /// Whether; none when it is not known any more.
    pub presence: Option<Presence>,
}

/// A picture that was chosen to stand for a person or a group. The page has the handle, never the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortraitChoice {
    /// Names it until it is used.
    pub handle: String,
    /// Its small copies.
    pub media: MediaId,
    /// Pixels as shown.
    pub width: u32,
    /// Pixels as shown.
    pub height: u32,
}

/// How something of a tray is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SendMode {
    /// At most 2,560 pixels a side, or 1,280 on the short side of a long picture; no location.
    Compress,
    /// A picture with all its bytes.
    Original,
    /// A file, whatever it is.
    File,
}

/// One file of a submission, in the order of sending.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AttachmentChoice {
    /// From an [`Intake`].
    pub handle: String,
    /// How.
    pub mode: SendMode,
}

/// What was typed and not sent. What is attached to it comes through the channel ([`Update::Tray`]).
#[derive(Debug, Clone, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Draft {
    /// Grows with each change of the text. A save names the one it is based on.
    #[ts(type = "number")]
    pub revision: u64,
    /// Text.
    pub text: String,
    /// The message it answers.
    pub answers: Option<Quote>,
    /// The people it calls, as far as their names still stand in it.
    pub mentioned: Vec<Mentioned>,
}

/// A recording that is not sent.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VoiceDraft {
    /// How long it plays, in milliseconds.
    pub millis: u32,
    /// How loud it is from its beginning to its end, up to 255.
    pub wave: Vec<u8>,
}

/// The recording that is being made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordingNow {
    /// Of which account.
    pub account: AccountId,
    /// For which conversation.
    pub conversation: ConversationId,
    /// How loud it is now, from 0 to 100.
    pub level: u8,
    /// How long it is by now, in milliseconds.
    pub millis: u32,
}

/// The recording that is being played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Playing {
    /// Of which account.
    pub account: AccountId,
    /// Of which conversation.
    pub conversation: ConversationId,
    /// Of which message; none: the one that is not sent.
    pub message: Option<MessageKey>,
    /// How far it is, in milliseconds.
    pub millis: u32,
    /// How long it is; 0 while it is being loaded.
    pub length: u32,
    /// It is held.
    pub paused: bool,
    /// How fast, in percent.
    pub speed: u16,
    /// It is not here yet.
    pub loading: bool,
}

/// What became of a save.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftSave {
    /// The draft's revision now.
    #[ts(type = "number")]
    pub revision: u64,
    /// The text of that revision, when it is not the one that was to be saved: the draft had changed since the revision
    /// the save was based on, and nothing was saved.
    pub newer: Option<String>,
}

/// A picture of a conversation, for the viewer.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ViewerPicture {
    /// The message.
    pub message: MessageKey,
    /// The picture.
    pub picture: Picture,
    /// Who sent it.
    pub sender_name: String,
    /// When: milliseconds since 1970.
    #[ts(type = "number")]
    pub time: i64,
}

/// Which pictures a viewer asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PicturePart {
    /// The message itself and those on both sides of it.
    Around,
    /// Older ones.
    Before,
    /// Newer ones.
    After,
}

/// Pictures of a conversation that stand together, oldest first.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ViewerPage {
    /// Them.
    pub pictures: Vec<ViewerPicture>,
    /// There are older ones, or there may be.
    pub more_before: bool,
    /// There are newer ones, or there may be.
    pub more_after: bool,
}

/// What is on the screen of this window.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Visible {
    /// Conversation shown, if any.
    pub conversation: Option<(AccountId, ConversationId)>,
    /// The window has the focus.
    pub focused: bool,
}

/// A numbered batch of the window's channel. The page answers each with `ack(n)`; at most two are on the way, and
/// when more than 1,000 updates wait they are replaced by Resets. A missing number is answered with `resync`, which
/// names the last one the page has; then a fresh one follows, with all that happened once and was not acknowledged.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Batch {
    /// 1, 2, 3 ...
    #[ts(type = "number")]
    pub n: u64,
    /// It rests on nothing before it: every list it mentions comes whole.
    pub fresh: bool,
    /// In order.
    pub updates: Vec<Update>,
}

/// One thing that changed.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
pub enum Update {
    /// An account came, changed its name or picture.
    Account {
        /// It.
        account: AccountInfo,
    },
    /// An account was signed out.
    AccountGone {
        /// Which.
        account: AccountId,
    },
    /// An account cannot be opened, or not go on.
    Trouble {
        /// Which, and why.
        trouble: Trouble,
    },
    /// It can be used again.
    TroubleOver {
        /// Which.
        account: AccountId,
    },
    /// The conversation list of an account.
    Conversations {
        /// Which account.
        account: AccountId,
        /// Changes of its first rows, as many as the page has scrolled to, in order.
        diffs: Vec<Diff<ConversationRow>>,
        /// Those that the page asked for beside them.
        beside: Vec<BesideRow>,
        /// How many conversations its filter takes, with those that have no row yet.
        size: u32,
        /// What stands above it.
        overview: ListOverview,
        /// Unread messages of all conversations that are neither muted nor archived.
        unread_total: u32,
    },
    /// The contacts of an account, once somebody has looked at them.
    Contacts {
        /// Which account.
        account: AccountId,
        /// Changes, in order.
        diffs: Vec<Diff<ContactRow>>,
    },
    /// Whether people are there, of those who are shown.
    Presence {
        /// Which account.
        account: AccountId,
        /// These are all of whom it is known; otherwise those for whom it changed.
        whole: bool,
        /// Who.
        people: Vec<PresenceRow>,
    },
    /// The live group of an account.
    Live {
        /// Which account.
        account: AccountId,
        /// Changes of its messages, in order.
        diffs: Vec<Diff<LiveRow>>,
        /// How it stands now.
        state: LiveState,
    },
    /// The friend requests of an account.
    Requests {
        /// Which account.
        account: AccountId,
        /// Changes, in order.
        diffs: Vec<Diff<RequestRow>>,
        /// Requests that were not seen.
        unseen: u32,
    },
    /// What a profile card shows of somebody may be something else now.
    Profile {
        /// Which account.
        account: AccountId,
        /// Whose; none when it may be anybody's.
        user: Option<UserId>,
    },
    /// First load: how far it is. `done` of `total` conversations; `total` 0 when not known. Ends with `finished`.
    Loading {
        /// Which account.
        account: AccountId,
        /// Conversations stored.
        done: u32,
        /// Conversations expected.
        total: u32,
        /// Everything is here.
        finished: bool,
    },
    /// An open timeline.
    Timeline {
        /// The number the page gave it when opening.
        view: u32,
        /// Changes, in order.
        diffs: Vec<Diff<TimelineRow>>,
        /// Where it stands now.
        state: TimelineState,
    },
    /// The members of a group, once they were opened.
    Members {
        /// The number the page gave them when opening.
        view: u32,
        /// Changes, in order.
        diffs: Vec<Diff<Member>>,
    },
    /// The connection of an account.
    Connection {
        /// Which account.
        account: AccountId,
        /// State.
        connection: Connection,
    },
    /// Somebody is typing or recording; shown for 3 s.
    Activity {
        /// Which account.
        account: AccountId,
        /// Where.
        conversation: ConversationId,
        /// Who.
        person: Person,
        /// What they do.
        activity: Activity,
    },
    /// Files are held over the window (`true`), or no longer.
    DragOver {
        /// Whether.
        over: bool,
    },
    /// A picture was dropped while one of somebody is being chosen.
    Portrait {
        /// For which account.
        account: AccountId,
        /// It; none when it cannot be used.
        choice: Option<PortraitChoice>,
        /// Why not.
        problem: Option<Reason>,
    },
    /// Everything in the tray of a conversation, in order.
    Tray {
        /// Which account.
        account: AccountId,
        /// Which conversation.
        conversation: ConversationId,
        /// What was dropped, pasted or picked there and is not sent yet.
        files: Vec<Intake>,
    },
    /// How the recording stands that is being made; none: nothing is recorded.
    Recording {
        /// It.
        recording: Option<RecordingNow>,
    },
    /// A recording has ended. What was recorded is in the draft of its conversation.
    RecordingEnded {
        /// Of which account.
        account: AccountId,
        /// For which conversation.
        conversation: ConversationId,
        /// Why, when nobody asked for it.
        reason: Option<Reason>,
    },
    /// How the recording stands that is being played; none: nothing is played.
    Playing {
        /// It.
        playing: Option<Playing>,
    },
    /// A file of a message is on its way here, has come, or stands otherwise on this computer.
    File {
        /// Which account.
        account: AccountId,
        /// Which file.
        media: MediaId,
        /// How it stands.
        state: FileState,
    },
    /// How far the export of a conversation is.
    Exporting {
        /// Of which account.
        account: AccountId,
        /// How far.
        progress: ExportProgress,
    },
    /// An account is being taken away at its server.
    DeletingAccount {
        /// Which.
        account: AccountId,
        /// Parts that are left.
        left: u32,
    },
    /// How many older messages have been loaded.
    LoadingHistory {
        /// Of which account.
        account: AccountId,
        /// How many.
        #[ts(type = "number")]
        loaded: u64,
    },
    /// Messages of a conversation are marked or no longer, or marked ones changed: what is shown of them is asked for.
    Marks {
        /// Which account.
        account: AccountId,
        /// Which conversation.
        conversation: ConversationId,
    },
    /// Members of a group, or what they share, changed: what is shown of it is asked for.
    Group {
        /// Which account.
        account: AccountId,
        /// Which conversation.
        conversation: ConversationId,
    },
    /// Other texts are planned in a conversation, or they stand otherwise: what is shown of them is asked for.
    Planned {
        /// Which account.
        account: AccountId,
        /// Which conversation.
        conversation: ConversationId,
    },
    /// Names or pictures of people are known or changed: lists of people that are shown are asked for.
    People {
        /// Which account knows them.
        account: AccountId,
    },
    /// There are other reminders, or they stand otherwise: what is shown of them is asked for.
    Reminders {
        /// Which account.
        account: AccountId,
    },
    /// Show a conversation: a notification was clicked.
    OpenConversation {
        /// Which account.
        account: AccountId,
        /// Which conversation.
        conversation: ConversationId,
        /// The message that it was about, to be gone to.
        message: Option<MessageKey>,
    },
    /// Pictures that could not be loaded for want of a connection may be there now: ask again.
    PicturesAgain,
    /// The network costs by what is loaded, or no longer.
    Metered {
        /// It does.
        metered: bool,
    },
    /// Nobody has written for a while and the caret blinks no more: it must be seen where it stands.
    CaretRests,
    /// Linnet goes on in the tray; said once.
    ClosedToTray,
    /// Something the person should read once.
    Notice {
        /// What.
        reason: Reason,
    },
}

/// Words of the tray menu and of notifications follow the page's language; media ids are listed here for the
/// conversation's picture strip.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedPicture {
    /// Which picture.
    pub media: MediaId,
    /// Name of the file it was saved to.
    pub name: String,
}

/// A file that was saved, or where it is shown.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedFile {
    /// Name it has there.
    pub name: String,
    /// Name of the folder.
    pub folder: String,
}

/// Where files are saved that are not asked about.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DownloadPlace {
    /// Name of the folder.
    pub folder: String,
}
