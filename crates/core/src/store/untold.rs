//! Read positions that the server does not have yet, by conversation: rows of `meta`, because there are few of them and
//! never for long.

use rusqlite::params;

use super::{Cid, Snapshot, Tx, meta};
use crate::error::Result;

/// Start of the key; the number of the conversation follows.
const PREFIX: &str = "read_untold:";

fn key(conversation: Cid) -> String {
    format!("{PREFIX}{}", conversation.0)
}

/// This position is still to be told.
pub fn note(tx: &mut Tx<'_>, conversation: Cid, index: i64) -> Result<()> {
    meta::set(tx.connection(), &key(conversation), index)
}

/// The server has everything up to this position. A newer one stays untold.
pub fn told(tx: &mut Tx<'_>, conversation: Cid, index: i64) -> Result<()> {
    tx.connection()
        .prepare_cached("DELETE FROM meta WHERE key = ?1 AND value <= ?2")?
        .execute(params![key(conversation), index])?;
    Ok(())
}

/// What is untold.
pub fn waiting(snapshot: &Snapshot<'_>, limit: i64) -> Result<Vec<(Cid, i64)>> {
    let rows = meta::numbered(snapshot, PREFIX, limit)?;
    Ok(rows
        .into_iter()
        .map(|(number, index)| (Cid(number), index))
        .collect())
}
