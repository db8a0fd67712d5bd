//! Recalls, changes and deletions of messages that are not stored yet. They wait and are merged when the message comes.

use rusqlite::params;

use super::change::Mid;
use super::{Tx, message};
use crate::error::Result;
use crate::model::content;
use crate::model::message::{Incoming, Reaction};

/// Kept at most; the oldest go first. A message that comes after that brings its newest state with it anyway, since
/// the server changes the message itself.
const KEPT: i64 = 10_000;

/// What happens to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mutation {
    /// Its entries are these now (50002).
    Ext(String),
    /// Its reactions are these now (70002).
    Reactions(Vec<Reaction>),
    /// Out of the person's sight (50001, 2).
    Delete,
    /// Withdrawn, and nothing else is said (40001).
    Recall,
}

const EXT: i64 = 1;
const REACTIONS: i64 = 2;
const DELETE: i64 = 3;
const RECALL: i64 = 4;

/// Applies a mutation to its target, or keeps it until the target comes.
pub fn apply(
    tx: &mut Tx<'_>,
    server_id: i64,
    key: &str,
    version: i64,
    mutation: &Mutation,
) -> Result<()> {
    if let Some(target) = message::target(tx, server_id, key)? {
        return now(tx, target, version, mutation);
    }
    if server_id == 0 && key.is_empty() {
        // It names no message.
        return Ok(());
    }
    let (kind, data) = match mutation {
        Mutation::Ext(ext) => (EXT, ext.clone()),
        Mutation::Reactions(reactions) => (REACTIONS, write(reactions)),
        Mutation::Delete => (DELETE, String::new()),
        Mutation::Recall => (RECALL, String::new()),
    };
    tx.memory().nothing_pending = false;
    let connection = tx.connection();
    connection
        .prepare_cached(
            "INSERT INTO pending_mutation (server_id, key, kind, version, data) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![server_id, key, kind, version, data])?;
    connection
        .prepare_cached("DELETE FROM pending_mutation WHERE id <= ?1")?
        .execute([connection.last_insert_rowid() - KEPT])?;
    Ok(())
}

fn now(tx: &mut Tx<'_>, target: Mid, version: i64, mutation: &Mutation) -> Result<()> {
    match mutation {
        Mutation::Ext(ext) => message::replace_ext(tx, target, version, ext),
        Mutation::Reactions(reactions) => {
            message::replace_reactions(tx, target, version, reactions)
        }
        Mutation::Delete => message::delete(tx, target),
        Mutation::Recall => message::recall(tx, target),
    }
}

/// The message came: what waited for it happens now, in the order it came.
pub(super) fn merge(tx: &mut Tx<'_>, message: Mid, incoming: &Incoming) -> Result<()> {
    if tx.memory().nothing_pending {
        return Ok(());
    }
    let any: bool = tx
        .connection()
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM pending_mutation)")?
        .query_row([], |row| row.get(0))?;
    tx.memory().nothing_pending = !any;
    let waiting = {
        let mut statement = tx.connection().prepare_cached(
            "SELECT id, kind, version, data FROM pending_mutation WHERE server_id = ?1 AND server_id <> 0
             UNION ALL SELECT id, kind, version, data FROM pending_mutation WHERE key = ?2 AND server_id = 0
             ORDER BY id",
        )?;
        let rows = statement.query_map(
            params![incoming.server_id, incoming.key().as_str()],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )?;
        rows.collect::<rusqlite::Result<Vec<(i64, i64, i64, String)>>>()?
    };
    for (id, kind, version, data) in waiting {
        let mutation = match kind {
            EXT => Mutation::Ext(data),
            REACTIONS => Mutation::Reactions(read(&data)),
            RECALL => Mutation::Recall,
            _ => Mutation::Delete,
        };
        now(tx, message, version, &mutation)?;
        tx.connection()
            .prepare_cached("DELETE FROM pending_mutation WHERE id = ?1")?
            .execute([id])?;
    }
    Ok(())
}

fn write(reactions: &[Reaction]) -> String {
    let list: Vec<_> = reactions
        .iter()
        .map(|it| serde_json::json!([it.key, it.user, it.value, it.created]))
        .collect();
    serde_json::Value::from(list).to_string()
}

fn read(json: &str) -> Vec<Reaction> {
    let list: Vec<serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
    let text = |value: Option<&serde_json::Value>| {
        value
            .and_then(|value| value.as_str())
            .unwrap_or_default()
            .to_owned()
    };
    list.iter()
        .map(|it| Reaction {
            key: text(it.get(0)),
            user: content::number(it.get(1)),
            value: text(it.get(2)),
            created: content::number(it.get(3)),
        })
        .collect()
}
