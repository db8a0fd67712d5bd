//! Reactions to a message: rows as the server says; what the person wants of their own is in `wanted_reactions`.

use rusqlite::{Connection, params};

use super::Stored;
use super::changed::changed_row;
use super::known::known;
use crate::error::Result;
use crate::model::UserId;
use crate::model::message::Reaction;
use crate::store::change::Mid;
use crate::store::{Tx, person};

/// People of one reaction whose names are fetched to be shown.
const NAMED: usize = 5;

/// A reaction as stored, with the name of whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reacted {
    /// Which.
    pub key: String,
    /// Who.
    pub user: UserId,
    /// Milliseconds since 1970.
    pub created: i64,
    /// Their name in this conversation, or their name; may be empty.
    pub name: String,
}

pub(in crate::store) const OF_MESSAGE: &str =
    "SELECT r.key, r.user_id, r.created, coalesce(nullif(u.remark, ''), nullif(p.alias, ''), u.nick_name, '')
     FROM reaction r
     LEFT JOIN person u ON u.user_id = r.user_id
     LEFT JOIN participant p ON p.conversation = ?2 AND p.user_id = r.user_id
     WHERE r.message = ?1";

/// Stands for reactions that are there and not read yet.
pub(super) fn not_read() -> Vec<Reacted> {
    vec![Reacted {
        key: String::new(),
        user: UserId(0),
        created: 0,
        name: String::new(),
    }]
}

/// Reads the reactions of a row that has some.
pub(super) fn read(connection: &Connection, row: &mut Stored) -> Result<()> {
    if row.reactions.is_empty() {
        return Ok(());
    }
    let mut statement = connection.prepare_cached(OF_MESSAGE)?;
    let rows = statement.query_map([row.position.mid.0, row.conversation.0], |row| {
        Ok(Reacted {
            key: row.get(0)?,
            user: UserId(row.get(1)?),
            created: row.get(2)?,
            name: row.get(3)?,
        })
    })?;
    row.reactions = rows.collect::<rusqlite::Result<_>>()?;
    // The key says who came first when the second does not.
    row.reactions.sort_by_key(|one| (one.created, one.user.0));
    Ok(())
}

/// Replaces all of them by what the server says.
pub(super) fn replace(tx: &mut Tx<'_>, message: Mid, reactions: &[Reaction]) -> Result<()> {
    let connection = tx.connection();
    connection
        .prepare_cached("DELETE FROM reaction WHERE message = ?1")?
        .execute([message.0])?;
    let mut named = std::collections::BTreeMap::<&str, usize>::new();
    for reaction in reactions {
        insert(tx, message, reaction)?;
        let count = named.entry(&reaction.key).or_default();
        *count += 1;
        if *count <= NAMED {
            person::seen(tx, UserId(reaction.user))?;
        }
    }
    Ok(())
}

fn insert(tx: &Tx<'_>, message: Mid, reaction: &Reaction) -> Result<()> {
    tx.connection()
        .prepare_cached(
            "INSERT INTO reaction (message, key, user_id, value, created) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            message.0,
            reaction.key,
            reaction.user,
            reaction.value,
            reaction.created
        ])?;
    Ok(())
}

/// The server has added or removed an own reaction. `version` is the message's since then: when what is stored is not
/// older, the whole list has come already. The stored version stays, for what others did before is still to come.
pub fn set_own(
    tx: &mut Tx<'_>,
    message: Mid,
    on: bool,
    version: i64,
    reaction: &Reaction,
) -> Result<()> {
    let Some(row) = known(tx.connection(), "id = ?1", message.0)? else {
        return Ok(());
    };
    if row.version >= version || row.recalled {
        return Ok(());
    }
    if on {
        insert(tx, message, reaction)?;
    } else {
        tx.connection()
            .prepare_cached(
                "DELETE FROM reaction WHERE message = ?1 AND key = ?2 AND user_id = ?3",
            )?
            .execute(params![message.0, reaction.key, reaction.user])?;
    }
    changed_row(tx, message)
}
