//! Requests to join groups, and their answers. A part of [`Store`](super::Store), with the same
//! rules.

use std::collections::BTreeMap;

use linnet_proto::im_proto::{ApplyErrorCode, ConversationApplyInfo};

use super::Pending;
use crate::UserId;

/// A request to join a group.
#[derive(Debug, Clone, Default)]
pub struct JoinAsk {
    /// Numeric id of the group.
    pub group: i64,
    /// Who is to come in; nobody when the caller asks for themselves.
    pub invited: Vec<UserId>,
    /// Words to those who decide.
    pub reason: String,
}

/// What came of an answer to a request.
#[derive(Debug, Clone)]
pub struct JoinAnswered {
    /// Done, or why not.
    pub status: ApplyErrorCode,
    /// The request afterwards; absent when the caller may know nothing of it.
    pub request: Option<ConversationApplyInfo>,
}

/// One page of the requests of a group.
#[derive(Debug, Clone, Default)]
pub struct JoinPage {
    /// The newest first.
    pub requests: Vec<ConversationApplyInfo>,
    /// Where the next page starts.
    pub next_cursor: i64,
    /// More exist.
    pub has_more: bool,
}

/// Which requests of a group are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct JoinList {
    /// Numeric id of the group.
    pub group: i64,
    /// Id of a request, 0 for the first page.
    pub cursor: i64,
    /// Page size.
    pub limit: i64,
    /// The caller has seen them now.
    pub seen: bool,
}

/// Requests that wait and that the caller has not seen.
#[derive(Debug, Clone, Default)]
pub struct JoinUnseen {
    /// How many, by group.
    pub counts: BTreeMap<i64, i64>,
    /// The newest of all.
    pub newest: Option<ConversationApplyInfo>,
}

/// Who comes into groups.
pub trait Joining {
    /// Whether requests and invitations of a group wait for its owner and managers (2022).
    fn join_approval(&self, by: UserId, group: i64) -> Pending<'_, bool>;
    /// Switches that (2023).
    fn set_join_approval(&self, by: UserId, group: i64, on: bool) -> Pending<'_, ()>;
    /// Asks to join, or for others to be let in (2024).
    fn ask_to_join(&self, by: UserId, ask: JoinAsk) -> Pending<'_, ApplyErrorCode>;
    /// Answers a request (2025).
    fn answer_join(&self, by: UserId, request: i64, agree: bool) -> Pending<'_, JoinAnswered>;
    /// The newest request of somebody to a group, for themselves and for those who decide (2026).
    fn join_request(
        &self,
        by: UserId,
        group: i64,
        user: UserId,
    ) -> Pending<'_, Option<ConversationApplyInfo>>;
    /// A page of the requests of a group (2027).
    fn join_requests(&self, by: UserId, list: JoinList) -> Pending<'_, JoinPage>;
    /// What waits unseen in all groups of the caller (2028).
    fn unseen_requests(&self, by: UserId) -> Pending<'_, JoinUnseen>;
    /// How many wait unseen in these groups (2042).
    fn unseen_requests_of(&self, by: UserId, groups: Vec<i64>) -> Pending<'_, JoinUnseen>;
    /// The caller has seen the requests of a group (2029).
    fn see_requests(&self, by: UserId, group: i64) -> Pending<'_, ()>;
}
