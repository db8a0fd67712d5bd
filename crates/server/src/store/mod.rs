//! What the service keeps. One trait of whole commands: each method checks who may do it, does it
//! in one transaction and says what came of it; nothing outside sees a half. Whoever implements
//! [`Store`] must pass the suite in `conformance.rs`.
//!
//! Never here: sockets, tokens in clear, waiting for other people.

pub mod bots;
mod command;
#[cfg(test)]
mod conformance;
pub mod contacts;
pub mod entries;
pub mod joining;
pub mod leaving;
pub mod live;
pub mod live_members;
pub mod sqlite;

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use linnet_proto::im_proto::{
    ConversationCoreInfo, ConversationInfoV2, ConversationSettingInfo, MessageBody,
    MessageExtraInfo, MessageInfo, NewFriendMessageNotify, NewP2pMessageNotify, Participant,
    ParticipantReadIndex, ParticipantsPage, Profile,
};

use crate::UserId;
use crate::live::LivePush;
use crate::refusal::Refusal;

/// An answer that comes after the commit of the command.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, Refusal>> + Send + 'a>>;

/// Names a conversation the way requests do: by number, by text, or by both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// Numeric id; 0 when only the text is known.
    pub short_id: i64,
    /// Text id; empty when only the number is known.
    pub conversation_id: String,
}

/// A conversation to be made.
#[derive(Debug, Clone, Default)]
pub struct NewConversation {
    /// `ConversationType`.
    pub kind: i32,
    /// Members, the creator included.
    pub participants: Vec<UserId>,
    /// Same id from the same creator: same conversation. Empty: none.
    pub idempotent_id: String,
    /// Title.
    pub name: String,
    /// Picture.
    pub icon: String,
    /// Description.
    pub description: String,
}

/// What came of a change that a rule can refuse inside the body.
#[derive(Debug, Clone)]
pub struct Decided<T> {
    /// `ConversationOperationStatus`.
    pub status: i32,
    /// The state afterwards; absent when refused.
    pub value: Option<T>,
}

/// A message to be sent.
#[derive(Debug, Clone, Default)]
pub struct NewMessage {
    /// Where to.
    pub target: Target,
    /// Ticket of the sender in this conversation.
    pub ticket: String,
    /// Key of the resend rule, with the sender.
    pub client_message_id: String,
    /// `MessageType`, below 50000.
    pub kind: i32,
    /// Content text.
    pub content: String,
    /// Ext, already freed of system keys a client may not set.
    pub ext: BTreeMap<String, String>,
    /// Does not raise the badge.
    pub ignore_badge: bool,
    /// Quoted message: id, hint, root id, root index.
    pub quote: Option<Quote>,
    /// In a one-to-one it goes to friends only.
    pub friends_only: bool,
}

/// The message that a new one answers.
#[derive(Debug, Clone, Default)]
pub struct Quote {
    /// Server id.
    pub message: i64,
    /// Preview text.
    pub hint: String,
    /// First message of the thread.
    pub root: Option<i64>,
    /// Its index.
    pub root_index: Option<i64>,
    /// Further data of the client.
    pub ext: BTreeMap<String, String>,
}

/// One change of the caller's reactions to a message (705).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionChange {
    /// The caller has this reaction afterwards, or does not.
    pub on: bool,
    /// Which: chosen by the client, e.g. an emoji.
    pub key: String,
    /// Kept with it.
    pub value: String,
    /// Kept with it.
    pub idempotent_id: String,
}

/// A message to be marked, or no longer (2036).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Its id.
    pub message: i64,
    /// `ActionType`.
    pub action: i32,
    /// It is marked afterwards, or is not.
    pub on: bool,
    /// Kept with it: what the client sorts by.
    pub sort_time: i64,
    /// Kept with it.
    pub tag: i64,
}

/// Which marked messages are wanted (2037).
#[derive(Debug, Clone, Default)]
pub struct MarkList {
    /// Of which conversation; none for all of the caller's.
    pub target: Option<Target>,
    /// `ActionType`.
    pub action: i32,
    /// Page cursor, 0 for the first.
    pub cursor: i64,
    /// Page size.
    pub limit: i64,
}

/// One page of marked messages.
#[derive(Debug, Clone, Default)]
pub struct MarkPage {
    /// Marked last, first.
    pub messages: Vec<MessageBody>,
    /// What is kept with each mark, in the same order.
    pub extras: Vec<MessageExtraInfo>,
    /// More exist.
    pub has_more: bool,
    /// Where the next page starts.
    pub next_cursor: i64,
}

/// What came of changes of reactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reacted {
    /// `ModifyMessagePropertyStatus`.
    pub status: i32,
    /// Version of the message afterwards.
    pub version: i64,
}

/// What becomes of a message (2021).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditKind {
    /// It says this from now on.
    Words(String),
    /// Its coupon is taken.
    Coupon,
    /// It is an answer that is written piece by piece: all of its words up to now, and how far it is.
    Piece(String, Stream),
}

/// How far an answer is that is written piece by piece, as its bot says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// More will come.
    On,
    /// It is complete.
    Done,
    /// The bot could not go on.
    Failed,
}

/// A change of a message (2021).
#[derive(Debug, Clone)]
pub struct Edit {
    /// Where the message is.
    pub target: Target,
    /// Its id.
    pub message: i64,
    /// Ticket of the sender in this conversation.
    pub ticket: String,
    /// What is changed.
    pub kind: EditKind,
}

/// An edited message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edited {
    /// Ext afterwards.
    pub ext: BTreeMap<String, String>,
    /// Version afterwards.
    pub version: i64,
}

/// What came of a send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// `SendMessageStatus`.
    pub status: i32,
    /// Id of the stored message; 0 when refused.
    pub server_message_id: i64,
    /// Which rule refused it: own choices, section 7; 0 for none of those.
    pub check_code: i64,
}

/// Members that were and were not added or removed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Membership {
    /// `ConversationOperationStatus`.
    pub status: i32,
    /// Done.
    pub succeeded: Vec<UserId>,
    /// Not done.
    pub failed: Vec<UserId>,
}

/// Changes of the shared info; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct CoreChange {
    /// Title.
    pub name: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Picture.
    pub icon: Option<String>,
    /// Announcement.
    pub notice: Option<String>,
}

/// Changes of the caller's own settings; `None` leaves a field as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct SettingChange {
    /// Pinned.
    pub pinned: Option<bool>,
    /// Do not disturb.
    pub muted: Option<bool>,
    /// Favourite.
    pub favorite: Option<bool>,
    /// `push_status`.
    pub push_status: Option<i32>,
}

/// A change of one member.
#[derive(Debug, Clone, Default)]
pub struct MemberChange {
    /// Who.
    pub user: UserId,
    /// New role.
    pub role: Option<i32>,
    /// New name in this group.
    pub alias: Option<String>,
}

/// Who cannot write in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// Everybody can.
    Nobody,
    /// Only owner and managers can.
    Ordinary,
    /// Nobody can.
    Everybody,
}

/// Members who cannot write for a time, or can again.
#[derive(Debug, Clone, Default)]
pub struct MemberSilence {
    /// They cannot.
    pub on: bool,
    /// For how many seconds; 0 for ever.
    pub times: BTreeMap<UserId, i64>,
    /// Why, for whom it is about.
    pub reason: String,
}

/// One page of an inbox.
#[derive(Debug, Clone, Default)]
pub struct InboxPage {
    /// Oldest first.
    pub messages: Vec<MessageBody>,
    /// Where the next page starts.
    pub next_cursor: i64,
    /// More entries exist.
    pub has_more: bool,
    /// The cursor asked from was never given out by this database, which was set back: the last place before it that
    /// was.
    pub set_back_to: Option<i64>,
}

/// One page of the first load.
#[derive(Debug, Clone, Default)]
pub struct FirstLoad {
    /// Conversations of this page.
    pub conversations: Vec<ConversationInfoV2>,
    /// Their newest messages, without holes.
    pub messages: Vec<MessageBody>,
    /// Inbox position of the snapshot this page was read from.
    pub per_user_cursor: i64,
    /// Where the next page starts.
    pub next_cursor: i64,
    /// More conversations exist.
    pub has_more: bool,
}

/// Which part of a history is wanted.
#[derive(Debug, Clone, Copy)]
pub struct HistoryRange {
    /// From the anchor to newer messages; otherwise to older ones.
    pub newer: bool,
    /// First index to give, 0 for the newest.
    pub anchor: i64,
    /// Most messages to give.
    pub limit: i64,
}

/// One page of a history.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// In the direction asked for.
    pub messages: Vec<MessageBody>,
    /// Anchor of the next page.
    pub next_cursor: i64,
    /// More messages exist in this direction.
    pub has_more: bool,
    /// Highest index that is older than the retention; 0 when nothing is.
    pub gone_index: i64,
}

/// Which conversations a list holds, and in which order.
#[derive(Debug, Clone, Copy, Default)]
pub struct ListFilter {
    /// `SortType`.
    pub sort: i32,
    /// Page cursor.
    pub cursor: i64,
    /// Only this `ConversationType`; 0 for all.
    pub kind: i32,
    /// Page size.
    pub limit: i64,
    /// Only where the caller has this role.
    pub include_role: Option<i32>,
    /// Not where the caller has this role.
    pub exclude_role: Option<i32>,
    /// Also groups left.
    pub include_left: bool,
    /// Only with this `push_status`.
    pub push_status: Option<i32>,
}

/// One page of a list of conversations.
#[derive(Debug, Clone, Default)]
pub struct ConversationPage {
    /// The conversations.
    pub conversations: Vec<ConversationInfoV2>,
    /// Where the next page starts.
    pub next_cursor: i64,
    /// More exist.
    pub has_more: bool,
}

/// A token as it is kept: its digest and what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenRecord {
    /// SHA-256 of the token text.
    pub digest: [u8; 32],
    /// Application it is for.
    pub app_id: i32,
    /// User it is for.
    pub user: UserId,
    /// End of validity, milliseconds since 1970.
    pub expires_ms: i64,
}

/// Which tokens are revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revoked {
    /// The one with this digest.
    Token([u8; 32]),
    /// All of a user.
    User(UserId),
    /// All of a user but the one with this digest.
    Others(UserId, [u8; 32]),
}

/// An object of the storage that nothing needs any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LooseMedia {
    /// Object key.
    pub key: String,
    /// SHA-256 of its bytes, lower hex; other objects may have the same.
    pub sha256: String,
}

/// One entry of one user's inbox, as the pushes need it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its place.
    pub cursor: i64,
    /// Place of the user's entry before it; 0 for the first.
    pub previous: i64,
    /// What it holds; shared between all who get it.
    pub item: Arc<Item>,
}

/// A message or command message, encoded once.
#[derive(Debug, Clone)]
pub struct Item {
    /// The encoded `MessageBody`.
    pub body: Bytes,
    /// Text id of its conversation.
    pub conversation_id: String,
    /// `ConversationType`.
    pub kind: i32,
    /// Index in the conversation; 0 for a command message.
    pub index: i64,
    /// Badge total of the conversation; 0 for a command message.
    pub badge: i32,
}

/// What left the store with a commit and has to reach people.
#[derive(Debug, Clone)]
pub enum Delivery {
    /// A stored entry of this user's inbox.
    Inbox(UserId, Entry),
    /// Something for those who are connected now; never stored.
    Transient(UserId, Arc<NewP2pMessageNotify>),
    /// A list of this user's contacts changed, or a profile; the lists are stored, this is not.
    Contacts(UserId, Arc<NewFriendMessageNotify>),
    /// Something said in a live group by somebody, or what happened to it; never in an inbox.
    Live(i64, Option<UserId>, Arc<LivePush>),
    /// These people are put out of a live group.
    LiveOut(i64, Vec<UserId>),
    /// A live group is no more.
    LiveEnded(i64),
}

/// Who is told of committed deliveries, in the order of the commits. Called between the commit and
/// the answers, while nobody else can write: it must not wait.
pub trait Observer: Send + Sync + 'static {
    /// These deliveries are durable.
    fn committed(&self, deliveries: Vec<Delivery>);
}

/// Everything the service can be asked to do or to tell, one method per whole command.
pub trait Store:
    bots::Bots
    + contacts::Contacts
    + entries::Entries
    + joining::Joining
    + leaving::Leaving
    + live::Live
    + live_members::LiveMembers
    + Send
    + Sync
    + 'static
{
    /// Registers a user or changes the profile; `None` leaves a field as it is.
    fn add_user(
        &self,
        user: UserId,
        name: Option<String>,
        portrait: Option<String>,
    ) -> Pending<'_, ()>;
    /// All registered users.
    fn users(&self) -> Pending<'_, Vec<Profile>>;
    /// Profiles of those among these users that are registered.
    fn profiles(&self, users: Vec<UserId>) -> Pending<'_, Vec<Profile>>;
    /// Keeps a token and registers its user.
    fn put_token(&self, token: TokenRecord) -> Pending<'_, ()>;
    /// Takes tokens away for good; tells how many. Whoever keeps tokens in memory sees it by [`Store::revocations`].
    fn revoke(&self, what: Revoked) -> Pending<'_, usize>;
    /// How often tokens were taken away, by this process and by others.
    fn revocations(&self) -> Pending<'_, i64>;
    /// The token with this digest.
    fn token(&self, digest: [u8; 32]) -> Pending<'_, Option<TokenRecord>>;

    /// Makes a conversation, or gives the one that exists (609).
    fn create(&self, by: UserId, new: NewConversation) -> Pending<'_, Decided<ConversationInfoV2>>;
    /// Info of those among these conversations that the caller is or was in (608, 610).
    fn conversations(
        &self,
        by: UserId,
        targets: Vec<Target>,
    ) -> Pending<'_, Vec<ConversationInfoV2>>;
    /// Sorted and filtered list (2006).
    fn list(&self, by: UserId, filter: ListFilter) -> Pending<'_, ConversationPage>;
    /// A page of the first load (203).
    fn first_load(
        &self,
        by: UserId,
        cursor: i64,
        conversations: i64,
        messages: i64,
    ) -> Pending<'_, FirstLoad>;
    /// Changes the shared info (902).
    fn set_core_info(
        &self,
        by: UserId,
        target: Target,
        change: CoreChange,
    ) -> Pending<'_, ConversationCoreInfo>;
    /// Ends a group for all (614).
    fn dissolve(&self, by: UserId, target: Target) -> Pending<'_, ()>;

    /// Adds members (650).
    fn add_members(
        &self,
        by: UserId,
        target: Target,
        users: Vec<UserId>,
    ) -> Pending<'_, Membership>;
    /// Removes members (651).
    fn remove_members(
        &self,
        by: UserId,
        target: Target,
        users: Vec<UserId>,
    ) -> Pending<'_, Membership>;
    /// Leaves a group (652).
    fn leave(&self, by: UserId, target: Target) -> Pending<'_, ()>;
    /// Changes role or alias of one member (655).
    fn update_member(
        &self,
        by: UserId,
        target: Target,
        change: MemberChange,
    ) -> Pending<'_, Participant>;
    /// A page of the members (605).
    fn members(
        &self,
        by: UserId,
        target: Target,
        cursor: i64,
        limit: i64,
    ) -> Pending<'_, ParticipantsPage>;
    /// Says who can write in a group (2020).
    fn silence(&self, by: UserId, target: Target, whom: Silence) -> Pending<'_, ()>;
    /// Keeps members from writing for a time, or no longer (2019). Answers those of whom the caller may not decide.
    fn silence_members(
        &self,
        by: UserId,
        target: Target,
        change: MemberSilence,
    ) -> Pending<'_, Vec<UserId>>;
    /// Given members (654).
    fn some_members(
        &self,
        by: UserId,
        target: Target,
        users: Vec<UserId>,
    ) -> Pending<'_, Vec<Participant>>;
    /// The conversation and its other members, for what is not stored (410, 411, 2031).
    fn peers(&self, by: UserId, target: Target) -> Pending<'_, (Place, Vec<UserId>)>;
    /// Those among these users who share a conversation with the caller (2031).
    fn acquainted(&self, by: UserId, users: Vec<UserId>) -> Pending<'_, Vec<UserId>>;

    /// Stores and distributes a message (100).
    fn send(&self, by: UserId, new: NewMessage) -> Pending<'_, Sent>;
    /// Withdraws a message for everyone (702).
    fn recall(&self, by: UserId, target: Target, message: i64) -> Pending<'_, ()>;
    /// Marks a message, or takes the mark away (2036).
    fn mark(&self, by: UserId, target: Target, mark: Mark) -> Pending<'_, ()>;
    /// A page of what is marked (2037).
    fn marked(&self, by: UserId, list: MarkList) -> Pending<'_, MarkPage>;
    /// Changes the caller's reactions to a message (705).
    fn react(
        &self,
        by: UserId,
        target: Target,
        message: i64,
        changes: Vec<ReactionChange>,
    ) -> Pending<'_, Reacted>;
    /// Gives an own text other words (2021).
    fn edit(&self, by: UserId, edit: Edit) -> Pending<'_, Edited>;
    /// Hides a message for the caller (701).
    fn hide(&self, by: UserId, target: Target, message: i64) -> Pending<'_, ()>;
    /// One message (211).
    fn message(&self, by: UserId, target: Target, message: i64) -> Pending<'_, MessageInfo>;
    /// A page of a history (301).
    fn history(&self, by: UserId, target: Target, range: HistoryRange) -> Pending<'_, History>;
    /// The caller's ticket in a conversation (2005); the peer names a 1:1.
    fn ticket(&self, by: UserId, target: Target, peer: Option<UserId>) -> Pending<'_, String>;

    /// Moves the caller's read position (604, 2002); with `receipt` the others are told.
    fn mark_read(&self, by: UserId, target: Target, index: i64, receipt: bool) -> Pending<'_, ()>;
    /// Read positions of all members (2000).
    fn read_positions(&self, by: UserId, target: Target) -> Pending<'_, Vec<ParticipantReadIndex>>;
    /// Hides the history up to an index and takes the conversation off the list (603).
    fn delete_conversation(&self, by: UserId, target: Target, up_to: i64) -> Pending<'_, ()>;
    /// Changes the caller's settings (921).
    fn set_settings(
        &self,
        by: UserId,
        target: Target,
        change: SettingChange,
    ) -> Pending<'_, ConversationSettingInfo>;
    /// Sets keys of the caller's private ext (922); `a:cleared_index` clears the history.
    fn set_setting_ext(
        &self,
        by: UserId,
        target: Target,
        ext: BTreeMap<String, String>,
    ) -> Pending<'_, ConversationSettingInfo>;

    /// A page of the caller's inbox (200).
    fn inbox(&self, by: UserId, cursor: i64, limit: i64) -> Pending<'_, InboxPage>;
    /// The run that began when this was opened: a number that no other one has.
    fn run(&self) -> i64;
    /// Whether this data has been through a run, the current one or an earlier one.
    fn knows_run(&self, run: i64) -> bool;
    /// Place of the newest entry of an inbox, 0 when there never was one.
    fn inbox_head(&self, user: UserId) -> Pending<'_, i64>;
    /// Entries after a place, for pushes that memory no longer holds.
    fn inbox_entries(&self, user: UserId, after: i64, limit: i64) -> Pending<'_, Vec<Entry>>;
    /// Remembers how far a device has come (202).
    fn report_cursor(&self, by: UserId, device: String, cursor: i64) -> Pending<'_, ()>;

    /// An object of the storage is there, or is about to be: it is kept while a message, a person or a group names it, and
    /// for a time of grace.
    fn media_stored(&self, key: String, sha256: String) -> Pending<'_, ()>;
    /// Those of these objects that were never told of.
    fn media_unknown(&self, keys: Vec<String>) -> Pending<'_, Vec<String>>;
    /// Whether an object has the bytes with this SHA-256.
    fn media_has(&self, sha256: String) -> Pending<'_, bool>;
    /// Forgets some of the objects that nothing has named for the time of grace; their files are the caller's to delete.
    fn media_forget(&self) -> Pending<'_, Vec<LooseMedia>>;

    /// Deletes some of what is older than the retention; tells whether more is left.
    fn purge(&self) -> Pending<'_, bool>;
    /// Waits for what was asked before and closes. Later commands fail.
    fn close(&self) -> Pending<'_, ()>;
}

/// What a transient message says about its conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Text id.
    pub conversation_id: String,
    /// Numeric id.
    pub short_id: i64,
    /// `ConversationType`.
    pub kind: i32,
}
