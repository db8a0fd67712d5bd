//! What a person has set for a conversation beyond pin and mute: favourite, marked as unread, archived, folders, order of
//! pins, what a muted one lets through. The columns are derived from the entries of the server's settings and from what
//! waits to be set, in the transaction in which either changes.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Result;
use crate::model::UserId;
use crate::model::content;
use crate::model::entry::{Entries, EntryKey};
use crate::model::folder::Folder;
use crate::model::operation::Effect;
use crate::store::change::Cid;
use crate::store::{Snapshot, Tx};

/// What the line of a conversation shows of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Own {
    /// Among the favourites, as the person wants it.
    pub favourite: bool,
    /// Marked as unread, as the person wants it.
    pub marked_unread: bool,
    /// Archived, and nothing has brought it back.
    pub archived: bool,
    /// Ids of its folders.
    pub folders: Vec<String>,
    /// JSON of what it lets through while it is muted; empty for nothing.
    pub let_through: String,
    /// Requests to join that wait and that an owner or manager has not seen.
    pub join_requests: u32,
}

impl Own {
    /// Of its columns.
    pub(super) fn of(columns: (bool, bool, bool, String, String, u32)) -> Self {
        let (favourite, marked_unread, archived, folders, let_through, join_requests) = columns;
        let folders = folders.split(',').filter(|id| !id.is_empty());
        Self {
            favourite,
            marked_unread,
            archived,
            folders: folders.map(str::to_owned).collect(),
            let_through,
            join_requests,
        }
    }
}

/// Takes over what waiting operations set.
pub fn want(tx: &mut Tx<'_>, conversation: Cid, effect: &Effect) -> Result<()> {
    let entries = serde_json::to_string(&effect.entries).unwrap_or_default();
    tx.connection()
        .prepare_cached(
            "UPDATE conversation SET wanted_favourite = ?2, wanted_entries = ?3 WHERE id = ?1",
        )?
        .execute(params![
            conversation.0,
            effect.favourite.map_or(-1, i64::from),
            entries
        ])?;
    derive(tx, conversation)
}

/// Works the columns out again.
pub fn derive(tx: &mut Tx<'_>, conversation: Cid) -> Result<()> {
    let Some((entries, pinned_time)) = read(tx.connection(), conversation)? else {
        return Ok(());
    };
    let let_through = entries.let_through();
    let let_through = match let_through.is_empty() {
        true => String::new(),
        false => let_through.write(),
    };
    tx.connection()
        .prepare_cached(
            "UPDATE conversation SET marked_unread = ?2, archived_below = ?3, pin_order = ?4, folders = ?5,
                    let_through = ?6, join_requests = ?7
             WHERE id = ?1",
        )?
        .execute(params![
            conversation.0,
            entries.marked_unread(),
            entries.archived_below(),
            entries.pin_order(pinned_time),
            entries.folders().join(","),
            let_through,
            entries.join_requests()
        ])?;
    Ok(())
}

/// The entries as the person wants them, and when the conversation was pinned, by the server's word.
fn read(connection: &Connection, conversation: Cid) -> Result<Option<(Entries, i64)>> {
    let found = connection
        .prepare_cached(
            "SELECT setting_ext, wanted_entries, pinned_time FROM conversation WHERE id = ?1",
        )?
        .query_row([conversation.0], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get(2)?,
            ))
        })
        .optional()?;
    Ok(found.map(|(server, wanted, pinned_time)| (both(&server, &wanted), pinned_time)))
}

fn both(server: &str, wanted: &str) -> Entries {
    // Written above and nowhere else.
    let wanted: BTreeMap<EntryKey, String> = serde_json::from_str(wanted).unwrap_or_default();
    Entries::new(content::ext(server), &wanted)
}

/// When a conversation was pinned, by the server's word; none when it is not.
pub fn pinned_time(snapshot: &Snapshot<'_>, conversation: Cid) -> Result<Option<i64>> {
    let time = snapshot
        .connection()
        .prepare_cached("SELECT pinned_time FROM conversation WHERE id = ?1 AND pinned = 1")?
        .query_row([conversation.0], |row| row.get(0));
    Ok(time.optional()?)
}

/// The folders of the account, which stand in the conversation with oneself.
pub fn folder_list(snapshot: &Snapshot<'_>, me: UserId) -> Result<Vec<Folder>> {
    folders_of(snapshot.connection(), me)
}

/// The folders of the account, inside a command.
pub fn folder_list_in(tx: &Tx<'_>) -> Result<Vec<Folder>> {
    folders_of(tx.connection(), tx.me())
}

fn folders_of(connection: &Connection, me: UserId) -> Result<Vec<Folder>> {
    let found = connection
        .prepare_cached(
            "SELECT setting_ext, wanted_entries FROM conversation WHERE peer = ?1 AND peer <> 0",
        )?
        .query_row([me.0], |row| {
            Ok(both(&row.get::<_, String>(0)?, &row.get::<_, String>(1)?))
        });
    let entries: Option<Entries> = found.optional()?;
    Ok(entries
        .map(|entries| entries.folder_list())
        .unwrap_or_default())
}

/// Pinned conversations as the list has them, each with the number that it is ordered by.
pub fn pins(tx: &Tx<'_>) -> Result<Vec<(Cid, i64)>> {
    let mut statement = tx.connection().prepare_cached(
        "SELECT id, IIF(wanted_pinned = 1 AND pinned = 0, 9223372036854775807, pin_order) AS place
         FROM conversation
         WHERE hidden <> 1 AND IIF(wanted_pinned < 0, pinned, wanted_pinned) = 1
         ORDER BY place DESC, sort_time DESC, short_id DESC, id",
    )?;
    let rows = statement.query_map([], |row| Ok((Cid(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
