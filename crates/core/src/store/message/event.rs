//! What happened to a group, as a system line says it, with the names of those it names.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::Stored;
use crate::error::Result;
use crate::model::kind::notice::GroupEvent;
use crate::model::{content, kind};
use crate::store::change::Cid;

/// What happened, and how people are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// What.
    pub event: GroupEvent,
    /// Their names in this conversation, or their names; who has none is not among them.
    pub names: BTreeMap<i64, String>,
}

/// The name of somebody in a conversation.
const NAME: &str = "SELECT coalesce(
       nullif((SELECT remark FROM person WHERE user_id = ?2), ''),
       nullif((SELECT alias FROM participant WHERE conversation = ?1 AND user_id = ?2), ''),
       (SELECT nick_name FROM person WHERE user_id = ?2), '')";

/// Reads the names of those an event names.
pub(in crate::store) fn named(
    connection: &Connection,
    conversation: Cid,
    event: GroupEvent,
) -> Result<Happened> {
    let mut statement = connection.prepare_cached(NAME)?;
    let mut names = BTreeMap::new();
    for user in event.people() {
        let name: String = statement.query_row(params![conversation.0, user], |row| row.get(0))?;
        if !name.is_empty() {
            names.insert(user, name);
        }
    }
    Ok(Happened { event, names })
}

/// Reads what a row of the server says that happened.
pub(super) fn read(connection: &Connection, row: &mut Stored) -> Result<()> {
    if row.sender.0 != 0 {
        return Ok(());
    }
    if let Some(event) = kind::notice::event(&content::ext(&row.ext)) {
        row.happened = Some(named(connection, row.conversation, event)?);
    }
    Ok(())
}
