//! The members of a group as a list that emits diffs: owner first, then managers, then by joining.

use super::paint;
use super::row::{Diff, Member};
use super::sorted::{About, Lines, Sorted};
use crate::error::Result;
use crate::model::UserId;
use crate::model::user::Role;
use crate::store::{Change, Cid, Snapshot, Store, participant};

struct Members;

impl Lines for Members {
    /// The group.
    type Of = Cid;
    type Row = Member;
    type Order = (u8, i64, UserId);

    fn read(
        snapshot: &Snapshot<'_>,
        group: Cid,
        user: Option<UserId>,
    ) -> Result<Vec<(Self::Order, Self::Row)>> {
        let stored = match user {
            Some(user) => participant::get(snapshot, group, user)?
                .into_iter()
                .collect(),
            None => participant::list(snapshot, group)?,
        };
        let line = |it: &participant::Stored| {
            let row = paint::member(it);
            let rank = match row.role {
                Role::Owner => 0,
                Role::Manager => 1,
                Role::Member => 2,
            };
            ((rank, it.participant.sort_order, row.person.id), row)
        };
        Ok(stored.iter().map(line).collect())
    }

    fn user(row: &Member) -> UserId {
        row.person.id
    }

    fn id(row: &Member) -> (UserId, bool) {
        (row.person.id, false)
    }

    fn about(change: &Change, group: Cid) -> About<'_> {
        match change {
            Change::Members {
                conversation,
                users,
            } if *conversation == group => match users.as_slice() {
                [] => About::All,
                users => About::People(users),
            },
            Change::Person { user } => About::People(std::slice::from_ref(user)),
            _ => About::Nothing,
        }
    }
}

/// The members of a group that are known here.
pub struct MemberList(Sorted<Members>);

impl MemberList {
    pub(crate) fn new(store: Store, group: Cid) -> Self {
        Self(Sorted::new(store, group))
    }

    /// The list now.
    ///
    /// # Errors
    /// The database fails.
    pub async fn open(&mut self) -> Result<Vec<Member>> {
        self.0.open().await
    }

    /// The next changes; none when the client has stopped. It may be dropped while it waits: nothing is missed.
    pub async fn next(&mut self) -> Option<Vec<Diff<Member>>> {
        self.0.next().await
    }
}

#[cfg(test)]
mod tests;
