//! Contacts and requests as lists that emit diffs: [`ContactList`] by name, [`RequestList`] the newest first.

use super::paint;
use super::row::{ContactRow, Diff, RequestRow};
use super::sorted::{About, Lines, Sorted};
use super::unnamed;
use crate::error::Result;
use crate::model::{UserId, sorting};
use crate::store::{Change, Snapshot, Store, contact};

struct Contacts;

impl Lines for Contacts {
    /// The person whose contacts they are.
    type Of = UserId;
    type Row = ContactRow;
    type Order = (String, String, UserId);

    fn read(
        snapshot: &Snapshot<'_>,
        me: UserId,
        user: Option<UserId>,
    ) -> Result<Vec<(Self::Order, Self::Row)>> {
        let stored = match user {
            Some(user) if user == me => Vec::new(),
            Some(user) => vec![contact::get(snapshot, user)?],
            None => contact::all(snapshot, me)?,
        };
        let shown = stored
            .iter()
            .filter(|it| it.friend || it.blocked || (it.chat && !it.person.missing));
        let line = |row: ContactRow| {
            // Digits and signs come before letters, and so does who is nothing but a number.
            let unnamed = row.name == unnamed::person(row.id);
            let name = if unnamed {
                row.id.to_string()
            } else {
                row.name.clone()
            };
            ((sorting::key(&name), name, row.id), row)
        };
        Ok(shown.map(|it| line(paint::contact_row(it))).collect())
    }

    fn user(row: &ContactRow) -> UserId {
        row.id
    }

    fn id(row: &ContactRow) -> (UserId, bool) {
        (row.id, false)
    }

    fn about(change: &Change, _: UserId) -> About<'_> {
        match change {
            Change::Contact { user, .. } | Change::Person { user } => {
                About::People(std::slice::from_ref(user))
            }
            Change::Conversation { conversation } => About::Peer(*conversation),
            Change::Contacts => About::All,
            _ => About::Nothing,
        }
    }
}

struct Requests;

impl Lines for Requests {
    type Of = UserId;
    type Row = RequestRow;
    /// The newest first.
    type Order = (std::cmp::Reverse<i64>, UserId, bool);

    fn read(
        snapshot: &Snapshot<'_>,
        _: UserId,
        user: Option<UserId>,
    ) -> Result<Vec<(Self::Order, Self::Row)>> {
        let seen = contact::seen(snapshot)?;
        let stored = contact::requests(snapshot, user)?;
        let line = |it: &contact::StoredRequest| {
            let request = &it.request;
            let order = (
                std::cmp::Reverse(request.index),
                request.user,
                request.incoming,
            );
            (order, paint::request_row(it, seen))
        };
        Ok(stored.iter().map(line).collect())
    }

    fn user(row: &RequestRow) -> UserId {
        row.person.id
    }

    fn id(row: &RequestRow) -> (UserId, bool) {
        (row.person.id, row.incoming)
    }

    fn about(change: &Change, _: UserId) -> About<'_> {
        match change {
            Change::Contact { user, .. } | Change::Person { user } => {
                About::People(std::slice::from_ref(user))
            }
            Change::Contacts | Change::RequestsSeen => About::All,
            _ => About::Nothing,
        }
    }
}

/// Friends, blocked people and everybody the person has a chat with, by name.
pub struct ContactList(Sorted<Contacts>);

impl ContactList {
    pub(crate) fn new(store: Store, me: UserId) -> Self {
        Self(Sorted::new(store, me))
    }

    /// The list now.
    ///
    /// # Errors
    /// The database fails.
    pub async fn open(&mut self) -> Result<Vec<ContactRow>> {
        self.0.open().await
    }

    /// The next changes; none when the client has stopped. It may be dropped while it waits: nothing is missed.
    pub async fn next(&mut self) -> Option<Vec<Diff<ContactRow>>> {
        self.0.next().await
    }
}

/// Requests to be a friend, to the person and by them, the newest first.
pub struct RequestList(Sorted<Requests>);

impl RequestList {
    pub(crate) fn new(store: Store, me: UserId) -> Self {
        Self(Sorted::new(store, me))
    }

    /// The list now, and how many were not seen.
    ///
    /// # Errors
    /// The database fails.
    pub async fn open(&mut self) -> Result<(Vec<RequestRow>, u32)> {
        let rows = self.0.open().await?;
        Ok((rows, self.unseen()))
    }

    /// The next changes, and how many were not seen; as [`ContactList::next`].
    pub async fn next(&mut self) -> Option<(Vec<Diff<RequestRow>>, u32)> {
        let diffs = self.0.next().await?;
        Some((diffs, self.unseen()))
    }

    fn unseen(&self) -> u32 {
        let unseen = self.0.rows().iter().filter(|row| row.unseen).count();
        u32::try_from(unseen).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests;
