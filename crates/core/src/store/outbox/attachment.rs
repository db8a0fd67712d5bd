//! What only pictures and files need: they are taken in, made ready and uploaded before they wait for their turn.

use rusqlite::{OptionalExtension, params};

use super::{Item, Step, StepName, Target, item, select, told};
use crate::error::Result;
use crate::model::{ConversationId, MessageKey};
use crate::store::change::Cid;
use crate::store::{Snapshot, Tx};

const TARGET: &str =
    "SELECT id, short_id, kind, ticket, peer, member FROM conversation WHERE conversation_id = ?1";
const IS_KNOWN: &str = "SELECT 1 FROM message WHERE key = ?1";
const FREEZE: &str = "UPDATE outbox SET state = 0, tries = 0 WHERE message = ?1 AND state = 2";
/// Keeps what stands there: that it is uploaded a second time.
const FROZEN: &str = "INSERT INTO outbox_step (outbox, step, done, data) VALUES (?1, ?2, 1, '{}')
     ON CONFLICT (outbox, step) DO UPDATE SET done = 1";
const THAW: &str = "UPDATE outbox SET state = 2, tries = 0 WHERE message = ?1 AND state = 3
       AND EXISTS (SELECT 1 FROM outbox_step WHERE outbox = ?1 AND step = 'freeze' AND data = '{}')";
const UPLOAD_AGAIN: &str = "UPDATE outbox_step SET done = 0, data = '{\"again\":true}' WHERE outbox = ?1 AND step = 'freeze'";
const NOT_UPLOADED: &str =
    "DELETE FROM outbox_step WHERE outbox = ?1 AND step IN ('cover', 'upload')";
const FREEZE_CONTENT: &str = "UPDATE message SET content = ?2 WHERE id = ?1";
// The two below run once at the start, over tables that hold what is not sent and nothing else.
const PREPARING: &str = select!("WHERE o.state = 2 ORDER BY o.message");
const ALL_STEPS: &str =
    "SELECT step, done, data FROM outbox_step WHERE step IN ('accept', 'transform')";

/// The conversation a message is to go to.
pub fn target(snapshot: &Snapshot<'_>, id: &ConversationId) -> Result<Option<Target>> {
    Ok(snapshot
        .connection()
        .prepare_cached(TARGET)?
        .query_row([id.as_str()], |row| {
            Ok(Target {
                conversation: Cid(row.get(0)?),
                id: id.clone(),
                short_id: row.get(1)?,
                kind: row.get(2)?,
                ticket: row.get(3)?,
                peer: row.get(4)?,
                member: row.get(5)?,
            })
        })
        .optional()?)
}

/// Whether a message with this key was taken in, or came, before.
pub fn is_known(snapshot: &Snapshot<'_>, key: &MessageKey) -> Result<bool> {
    Ok(snapshot
        .connection()
        .prepare_cached(IS_KNOWN)?
        .exists([key.as_str()])?)
}

/// Pictures and files that are to be made ready, oldest first.
pub fn preparing(snapshot: &Snapshot<'_>) -> Result<Vec<Item>> {
    let connection = snapshot.connection();
    let mut statement = connection.prepare_cached(PREPARING)?;
    let items = statement.query_map([], item)?;
    Ok(items.collect::<rusqlite::Result<_>>()?)
}

/// The steps of all items that name files.
pub fn all_steps(snapshot: &Snapshot<'_>) -> Result<Vec<Step>> {
    let connection = snapshot.connection();
    let mut statement = connection.prepare_cached(ALL_STEPS)?;
    let steps = statement.query_map([], |row| {
        Ok(Step {
            step: row.get(0)?,
            done: row.get(1)?,
            data: row.get(2)?,
        })
    })?;
    Ok(steps.collect::<rusqlite::Result<_>>()?)
}

/// A picture or file is uploaded: its content is written, never to change again, and it waits for its turn.
pub fn freeze(tx: &mut Tx<'_>, item: &Item, content: &str) -> Result<bool> {
    let changed = tx
        .connection()
        .prepare_cached(FREEZE)?
        .execute([item.message.0])?;
    if changed == 0 {
        return Ok(false);
    }
    tx.connection()
        .prepare_cached(FREEZE_CONTENT)?
        .execute(params![item.message.0, content])?;
    tx.connection()
        .prepare_cached(FROZEN)?
        .execute(params![item.message.0, StepName::Freeze.as_str()])?;
    told(tx, item.conversation, item.message);
    Ok(true)
}

/// The storage has its file no more, and the server has refused the message for it: nothing of it was uploaded. It is
/// prepared again, which is answered, the first time; the second time it waits for whoever tries it again.
pub fn thaw(tx: &mut Tx<'_>, item: &Item) -> Result<Option<Item>> {
    let connection = tx.connection();
    let goes_again = connection.prepare_cached(THAW)?.execute([item.message.0])? > 0;
    for sql in [UPLOAD_AGAIN, NOT_UPLOADED] {
        connection.prepare_cached(sql)?.execute([item.message.0])?;
    }
    if !goes_again {
        return Ok(None);
    }
    told(tx, item.conversation, item.message);
    super::by_id(tx, item.message)
}
