//! Contacts, friend requests and blocked people: what a store keeps of them. A part of [`Store`](super::Store), with the
//! same rules.
//!
//! Each list is read in one of two directions. A cursor is the number of a change; numbers of one person only grow.

use crate::config::ContactLimits;
use linnet_proto::im_proto::{ApplyUserInfo, BlockUserInfo, FriendUserInfo};

use super::Pending;
use crate::UserId;

/// Which part of a list is wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct ListPage {
    /// What changed after the cursor, what is gone included; otherwise what is there, the newest first.
    pub newer: bool,
    /// Number of a change; 0 for the first page.
    pub cursor: i64,
    /// Page size.
    pub limit: i64,
}

/// One page of a list.
#[derive(Debug, Clone, Default)]
pub struct ContactPage<T> {
    /// In the direction asked for.
    pub entries: Vec<T>,
    /// More exist.
    pub has_more: bool,
    /// Where the next page starts.
    pub next_cursor: i64,
    /// How many there are, gone ones not counted.
    pub total: i64,
}

/// Requests that wait for the caller's answer, or for others'.
#[derive(Debug, Clone, Default)]
pub struct RequestPage {
    /// The requests.
    pub page: ContactPage<ApplyUserInfo>,
    /// Requests to the caller up to this index are seen.
    pub read_index: i64,
}

/// What came of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// It waits for its answer.
    Waits,
    /// The other had asked before: both are friends now.
    Friends,
    /// Too many of the caller's requests wait.
    TooManySent,
    /// Too many requests to the other wait.
    TooManyReceived,
}

/// What the caller calls a friend; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct FriendChange {
    /// Name.
    pub alias: Option<String>,
    /// Words that only the caller sees.
    pub note: Option<String>,
}

/// A change of the caller's own profile; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct ProfileChange {
    /// Name.
    pub name: Option<String>,
    /// Address of the picture.
    pub portrait: Option<String>,
    /// What they say of themselves.
    pub description: Option<String>,
}

/// Contacts of people, and what they say of themselves.
pub trait Contacts {
    /// Asks somebody to be a friend (2046).
    fn apply(
        &self,
        by: UserId,
        to: UserId,
        greeting: String,
        limits: ContactLimits,
    ) -> Pending<'_, Applied>;
    /// Requests of the caller (2047), or to the caller (2048).
    fn requests(&self, by: UserId, received: bool, page: ListPage) -> Pending<'_, RequestPage>;
    /// Answers requests (2049): all or none.
    fn answer_requests(
        &self,
        by: UserId,
        from: Vec<UserId>,
        agree: bool,
        limits: ContactLimits,
    ) -> Pending<'_, ()>;
    /// The caller has seen requests up to this index.
    fn read_requests(&self, by: UserId, index: i64) -> Pending<'_, ()>;
    /// Friends (2050).
    fn friends(&self, by: UserId, page: ListPage) -> Pending<'_, ContactPage<FriendUserInfo>>;
    /// Ends friendships, on both sides (2051). Who is no friend is passed over.
    fn delete_friends(&self, by: UserId, users: Vec<UserId>) -> Pending<'_, ()>;
    /// Changes what the caller calls a friend.
    fn update_friend(&self, by: UserId, user: UserId, change: FriendChange) -> Pending<'_, ()>;

    /// The caller's block list (2032).
    fn blocked(&self, by: UserId, page: ListPage) -> Pending<'_, ContactPage<BlockUserInfo>>;
    /// Blocks people or no longer (2033). What is so already stays so.
    fn set_blocked(
        &self,
        by: UserId,
        users: Vec<UserId>,
        on: bool,
        limits: ContactLimits,
    ) -> Pending<'_, ()>;
    /// Whether the caller blocks somebody (2034).
    fn is_blocked(&self, by: UserId, user: UserId) -> Pending<'_, bool>;

    /// Those among these people of whom the caller may know whether they are there.
    fn presence_visible(&self, by: UserId, users: Vec<UserId>) -> Pending<'_, Vec<UserId>>;

    /// Changes the caller's own profile.
    fn set_profile(&self, by: UserId, change: ProfileChange) -> Pending<'_, ()>;
}
