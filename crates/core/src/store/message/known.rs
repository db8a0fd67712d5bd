//! What is stored of a message that the server names.

use rusqlite::{Connection, OptionalExtension, Row};

use super::State;
use crate::error::Result;
use crate::model::message::Wanted;
use crate::model::quote::Reference;
use crate::store::change::{Cid, Mid};

/// What is stored of a message that the server names.
pub(super) struct Known {
    pub(super) mid: Mid,
    pub(super) conversation: Cid,
    pub(super) sender: i64,
    pub(super) server_id: i64,
    pub(super) index: i64,
    pub(super) place: i64,
    pub(super) version: i64,
    pub(super) state: State,
    pub(super) deleted: bool,
    pub(super) wanted: Wanted,
    pub(super) recalled: bool,
    pub(super) content: String,
    pub(super) ext: String,
    pub(super) kind: i32,
    pub(super) quote: Option<Reference>,
}

pub(super) fn known(
    connection: &Connection,
    column: &str,
    value: impl rusqlite::ToSql,
) -> Result<Option<Known>> {
    Ok(connection
        .prepare_cached(&format!(
            "SELECT id, conversation, sender, server_id, message_index, place, version, state, deleted, content, ext, kind,
                    wanted, recalled, quoted, quoted_hint, quoted_kind, quoted_state, quoted_sender, quoted_root,
                    quoted_root_index
             FROM message WHERE {column}"
        ))?
        .query_row([value], |row| {
            Ok(Known {
                mid: Mid(row.get(0)?),
                conversation: Cid(row.get(1)?),
                sender: row.get(2)?,
                server_id: row.get(3)?,
                index: row.get(4)?,
                place: row.get(5)?,
                version: row.get(6)?,
                state: State::from_column(row.get(7)?),
                deleted: row.get(8)?,
                content: row.get(9)?,
                ext: row.get(10)?,
                kind: row.get(11)?,
                wanted: Wanted(row.get(12)?),
                recalled: row.get(13)?,
                quote: reference(row, 14)?,
            })
        })
        .optional()?)
}

/// Reads the seven columns of a reference; none when the message answers none.
pub(in crate::store) fn reference(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Reference>> {
    let message: i64 = row.get(at)?;
    if message == 0 {
        return Ok(None);
    }
    Ok(Some(Reference {
        message,
        hint: row.get(at + 1)?,
        kind: row.get(at + 2)?,
        state: row.get(at + 3)?,
        sender: row.get(at + 4)?,
        root: row.get(at + 5)?,
        root_index: row.get(at + 6)?,
    }))
}
