//! Messages that the server took and refused later (command 50014; protocol: sync, section 7.6).

use rusqlite::{OptionalExtension, params};

use super::{Stage, json, place_stopped, told};
use crate::error::Reason;
use crate::error::Result;
use crate::model::{content, mention};
use crate::store::Tx;
use crate::store::change::{Cid, Mid};
use crate::store::message::{AWAITING, State, target};

/// Stops an own message that the server refuses after it had taken it: it stands in the outbox again, so that the
/// person can send it again, edit it or delete it. It is found by its id at the server, else by its client message id.
///
/// Nothing happens for a message of somebody else, for one that was withdrawn or deleted, and for one that has not been
/// tried since the person asked for it again: that refusal is of the try before.
pub fn refuse_late(tx: &mut Tx<'_>, server_id: i64, key: &str, reason: &Reason) -> Result<()> {
    let Some(message) = target(tx, server_id, key)? else {
        return Ok(());
    };
    let found = tx
        .connection()
        .prepare_cached(
            "SELECT m.conversation, m.ext, o.state FROM message m LEFT JOIN outbox o ON o.message = m.id
             WHERE m.id = ?1 AND m.sender = ?2 AND m.state IN (0, 1, 2) AND m.deleted = 0
               AND (m.recalled = 0 OR m.wanted & 2 <> 0)",
        )?
        .query_row(params![message.0, tx.me().0], |row| {
            Ok((
                Cid(row.get(0)?),
                row.get::<_, String>(1)?,
                row.get::<_, Option<i64>>(2)?,
            ))
        })
        .optional()?;
    let Some((conversation, ext, stage)) = found else {
        return Ok(());
    };
    if stage.is_some_and(|stage| Stage::of(stage) != Stage::Claimed) {
        return Ok(());
    }
    // Its content is frozen, a picture's too: whatever it is, it can be sent again as it stands.
    tx.connection()
        .prepare_cached(
            "INSERT INTO outbox (message, conversation, kind, state, tries, accepted, mentions)
             VALUES (?1, ?2, 0, 1, 0, ?3, ?4) ON CONFLICT (message) DO UPDATE SET state = 1",
        )?
        .execute(params![message.0, conversation.0, tx.now(), mentions(&ext)])?;
    tx.connection()
        .prepare_cached(
            "UPDATE message SET state = 3, reason = ?2, follows = IIF(place < ?3, place, follows) WHERE id = ?1",
        )?
        .execute(params![message.0, json(reason), AWAITING])?;
    place_stopped(tx, message)?;
    told(tx, conversation, message);
    Ok(())
}

/// Whether a message has stopped.
pub(super) fn is_stopped(tx: &Tx<'_>, message: Mid) -> Result<bool> {
    Ok(tx
        .connection()
        .prepare_cached("SELECT 1 FROM message WHERE id = ?1 AND state = ?2")?
        .exists([message.0, State::Stopped as i64])?)
}

/// The people named in a message, from its entries, as the outbox keeps them.
fn mentions(ext: &str) -> String {
    let users = mention::users(&content::ext(ext));
    serde_json::to_string(&users).unwrap_or_else(|_| "[]".to_owned())
}
