//! Which files the messages of each conversation bring: what of the cache is there for whom. All messages that bring
//! something are read, so this is for when somebody asks.

use std::collections::HashMap;

use rusqlite::{Connection, params};

use super::change::Cid;
use super::media::attached_to;
use super::{Snapshot, conversation};
use crate::error::{Error, Result};
use crate::model::{ConversationId, MediaId};

/// Messages that bring something. What is not at the server is left out: its files are needed to send it.
const OF_ALL: &str = "SELECT m.conversation, m.kind, m.content FROM message m
     WHERE m.kind IN (10002, 10003, 10004, 10005, 10006, 10012, 10014) AND m.content <> '' AND m.state NOT IN (1, 3)";
const OF_ONE: &str = "SELECT m.conversation, m.kind, m.content FROM message m
     WHERE m.conversation = ?1
       AND m.kind IN (10002, 10003, 10004, 10005, 10006, 10012, 10014) AND m.content <> '' AND m.state NOT IN (1, 3)";

/// The files of every conversation that has some.
pub fn of_all(snapshot: &Snapshot<'_>) -> Result<Vec<(ConversationId, Vec<MediaId>)>> {
    let connection = snapshot.connection();
    let mut found: HashMap<i64, Vec<MediaId>> = HashMap::new();
    let mut statement = connection.prepare_cached(OF_ALL)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let content = row.get_ref(2)?.as_str().unwrap_or_default();
        let ids = attached_to(row.get(1)?, content);
        found.entry(row.get(0)?).or_default().extend(ids);
    }
    let mut all = Vec::new();
    for (cid, ids) in found {
        if let Some(stored) = conversation::get(snapshot, Cid(cid))? {
            all.push((stored.conversation.id, with_aliases(connection, ids)?));
        }
    }
    Ok(all)
}

/// The files of one conversation.
pub fn of(snapshot: &Snapshot<'_>, id: &ConversationId) -> Result<Vec<MediaId>> {
    let connection = snapshot.connection();
    let cid = conversation::find(snapshot, id)?.ok_or(Error::NotFound("conversation"))?;
    let mut ids = Vec::new();
    let mut statement = connection.prepare_cached(OF_ONE)?;
    let mut rows = statement.query(params![cid.0])?;
    while let Some(row) = rows.next()? {
        let content = row.get_ref(2)?.as_str().unwrap_or_default();
        ids.extend(attached_to(row.get(1)?, content));
    }
    with_aliases(connection, ids)
}

/// An own file lies under other ids as well.
fn with_aliases(connection: &Connection, ids: Vec<MediaId>) -> Result<Vec<MediaId>> {
    let mut all = Vec::new();
    let mut statement =
        connection.prepare_cached("SELECT id FROM media_alias WHERE object = ?1")?;
    for id in ids {
        let rows = statement.query_map([id.as_str()], |row| row.get(0).map(MediaId))?;
        all.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
        all.push(id);
    }
    all.sort();
    all.dedup();
    Ok(all)
}
