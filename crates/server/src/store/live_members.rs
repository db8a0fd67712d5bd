//! What a live group keeps of people, whether or not they are in it: roles, who cannot write, who cannot come in, marks.
//! A part of [`Store`](super::Store), with the same rules.

use std::collections::BTreeMap;

use linnet_proto::im_proto::GroupRole;

use super::live::LiveGroup;
use super::{MemberSilence, Pending, Silence};
use crate::UserId;

/// Somebody, as a live group keeps them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveMember {
    /// Who.
    pub user: UserId,
    /// `GroupRole`.
    pub role: i32,
    /// Cannot write before this time, milliseconds since 1970; `i64::MAX` for ever.
    pub silenced_until: i64,
    /// Why, for themselves.
    pub silenced_why: String,
    /// On the white list: can write although the group is muted.
    pub speaks: bool,
    /// Cannot come in before this time, as above.
    pub barred_until: i64,
    /// Their marks.
    pub marks: Vec<String>,
}

impl LiveMember {
    /// Owner or manager.
    pub(crate) fn leads(&self) -> bool {
        self.role == GroupRole::Owner as i32 || self.role == GroupRole::Manager as i32
    }
}

/// Who is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LiveList {
    /// Owner and managers.
    Leaders,
    /// Who cannot write for a time.
    Muted,
    /// The white list.
    Speakers,
    /// Who cannot come in.
    Barred,
    /// Who has this mark.
    Marked(String),
}

/// What is done to a live group.
#[derive(Debug, Clone)]
pub enum LiveAct {
    /// Who can write.
    Silence(Silence),
    /// Some cannot write for a time, or can again.
    Mute(MemberSilence),
    /// Some are put out; they can come in again.
    Remove(Vec<UserId>),
    /// Some are put out and cannot come in for so many seconds, 0 for ever; or, with none, can again.
    Bar(Vec<UserId>, Option<i64>),
    /// Somebody gets a `GroupRole`.
    Role(UserId, i32),
    /// Somebody is on the white list, or no longer.
    Speak(UserId, bool),
    /// Somebody gets marks and loses others.
    Mark(UserId, Vec<String>, Vec<String>),
    /// The group knows more marks, and others no longer.
    Marks(Vec<String>, Vec<String>),
}

/// A change of a live group.
#[derive(Debug, Clone)]
pub struct LiveChange {
    /// Numeric id of the group.
    pub group: i64,
    /// What people are called in it now, as far as they are in it.
    pub names: BTreeMap<UserId, String>,
    /// What is done.
    pub act: LiveAct,
}

/// Who can do what in live groups.
pub trait LiveMembers {
    /// A live group, and what it keeps of the caller (608).
    fn live_seen(&self, by: UserId, group: i64) -> Pending<'_, (LiveGroup, LiveMember)>;
    /// What a live group keeps of these people (654).
    fn live_members(&self, group: i64, users: Vec<UserId>) -> Pending<'_, Vec<LiveMember>>;
    /// So many of a list, in the order of their ids behind one (605).
    fn live_list(
        &self,
        group: i64,
        list: LiveList,
        after: UserId,
        limit: i64,
    ) -> Pending<'_, Vec<LiveMember>>;
    /// Does something to a live group and tells everybody in it (651, 655, 904, 2019, 2020). Answers whom it could not be
    /// done to.
    fn change_live(&self, by: UserId, change: LiveChange) -> Pending<'_, Vec<UserId>>;
}
