//! Which lists of the server are to be read, and how far each was.

use super::request;
use crate::error::Result;
use crate::store::change::Change;
use crate::store::{Snapshot, Tx, meta};

/// The lists that the server keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Friends.
    Friends,
    /// Requests to the person.
    Received,
    /// Requests by the person.
    Sent,
    /// Blocked people.
    Blocked,
}

impl List {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Friends, Self::Received, Self::Sent, Self::Blocked];

    fn bit(self) -> i64 {
        match self {
            Self::Friends => 1,
            Self::Received => 2,
            Self::Sent => 4,
            Self::Blocked => 8,
        }
    }

    fn cursor(self) -> &'static str {
        match self {
            Self::Friends => "friends_cursor",
            Self::Received => "requests_received_cursor",
            Self::Sent => "requests_sent_cursor",
            Self::Blocked => "blocked_cursor",
        }
    }
}

/// Lists to be read, as bits.
const WANTED: &str = "contacts_wanted";
/// Notes that lists have to be read.
pub fn want(tx: &mut Tx<'_>, lists: &[List]) -> Result<()> {
    let wanted = meta::get(tx.connection(), WANTED)?.unwrap_or(0);
    let bits = lists.iter().fold(wanted, |bits, list| bits | list.bit());
    meta::set(tx.connection(), WANTED, bits)?;
    tx.change(Change::Wanted);
    Ok(())
}

/// Everything is to be read from the beginning: what the server says may be older than what is here.
pub fn start_over(tx: &mut Tx<'_>) -> Result<()> {
    for list in List::ALL {
        meta::unset(tx.connection(), list.cursor())?;
    }
    request::forget_seen(tx)?;
    want(tx, &List::ALL)
}

/// Whether a list is to be read.
pub fn is_wanted(snapshot: &Snapshot<'_>, list: List) -> Result<bool> {
    let bits = meta::get(snapshot.connection(), WANTED)?.unwrap_or(0);
    Ok(bits & list.bit() != 0)
}

/// A list is about to be read: what happens from now on makes it wanted again.
pub fn begin(tx: &mut Tx<'_>, list: List) -> Result<()> {
    let bits = meta::get(tx.connection(), WANTED)?.unwrap_or(0) & !list.bit();
    match bits {
        0 => meta::unset(tx.connection(), WANTED),
        bits => meta::set(tx.connection(), WANTED, bits),
    }
}

/// The newest change of a list that is here; 0 before the first.
pub fn cursor(snapshot: &Snapshot<'_>, list: List) -> Result<i64> {
    Ok(meta::get(snapshot.connection(), list.cursor())?.unwrap_or(0))
}

/// Whether a list was read before: then what changes is news.
pub fn was_read(snapshot: &Snapshot<'_>, list: List) -> Result<bool> {
    Ok(meta::get(snapshot.connection(), list.cursor())?.is_some())
}

/// Where the list stands now.
pub fn set_cursor(tx: &mut Tx<'_>, list: List, cursor: i64) -> Result<()> {
    meta::set(tx.connection(), list.cursor(), cursor)
}
