//! Words of own texts that the person has withdrawn, to be written again. They are the person's own, on their own computer
//! alone, and not for long: used once, and for a day at most.

use rusqlite::{OptionalExtension, params};

use super::change::{Change, Cid, Mid};
use super::{Snapshot, Tx};
use crate::error::Result;

/// How long they are kept, in milliseconds.
pub const KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// Keeps the words of a text that is being withdrawn.
pub fn keep(tx: &mut Tx<'_>, message: Mid, words: &str) -> Result<()> {
    let now = tx.now();
    tx.connection()
        .prepare_cached(
            "INSERT INTO withdrawn (message, words, since) VALUES (?1, ?2, ?3)
             ON CONFLICT (message) DO UPDATE SET words = ?2, since = ?3",
        )?
        .execute(params![message.0, words, now])?;
    Ok(())
}

/// Takes the words of a text; they are kept no longer.
pub fn take(tx: &mut Tx<'_>, message: Mid) -> Result<Option<String>> {
    Ok(tx
        .connection()
        .prepare_cached("DELETE FROM withdrawn WHERE message = ?1 RETURNING words")?
        .query_row([message.0], |row| row.get(0))
        .optional()?)
}

/// Wipes the words that were kept for long enough, by a clock that may have been set.
pub fn wipe_old(tx: &mut Tx<'_>) -> Result<()> {
    let now = tx.now();
    let old: Vec<(Cid, Mid)> = tx
        .connection()
        .prepare_cached(
            "DELETE FROM withdrawn WHERE since <= ?1 OR since > ?2
             RETURNING (SELECT conversation FROM message WHERE id = withdrawn.message), message",
        )?
        .query_map(params![now - KEPT_MS, now + KEPT_MS], |row| {
            Ok((Cid(row.get(0)?), Mid(row.get(1)?)))
        })?
        .collect::<rusqlite::Result<_>>()?;
    for (conversation, message) in old {
        tx.change(Change::Message {
            conversation,
            message,
        });
    }
    Ok(())
}

/// Whether any words are kept.
pub fn any(snapshot: &Snapshot<'_>) -> Result<bool> {
    Ok(snapshot
        .connection()
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM withdrawn)")?
        .query_row([], |row| row.get(0))?)
}
