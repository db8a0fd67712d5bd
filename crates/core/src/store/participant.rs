//! Members of conversations and how far they have read.

use std::collections::HashSet;

use linnet_proto::choices::MAX_GROUP_MEMBERS;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::change::{Change, Cid};
use super::{Snapshot, Tx, person};
use crate::error::Result;
use crate::model::UserId;
use crate::model::mention::{self, EVERYONE_NAMES, Mentioned};
use crate::model::readers::{Reader, Readers};
use crate::model::user::{Participant, ReadPosition};

const READ_INDEX: &str =
    "SELECT read_index FROM participant WHERE conversation = ?1 AND user_id = ?2";
/// An own message above one index and not above another; own ones never count as unread, which the index knows. SQLite
/// begins at the bound that is named first: 0, which makes the partial index usable, has to come last.
const OWN_BETWEEN: &str = "SELECT 1 FROM message WHERE conversation = ?1
       AND message_index > ?2 AND message_index <= ?3 AND message_index > 0 AND counts = 0 AND sender = ?4 LIMIT 1";

/// Members of one change that are named; more are told as all of them.
const NAMED: usize = 64;

/// A member with the name to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// As the server says.
    pub participant: Participant,
    /// Name; may be empty.
    pub nick_name: String,
    /// Address of the picture; may be empty.
    pub portrait: String,
    /// What the person calls them; may be empty.
    pub remark: String,
}

/// Adds or changes members.
pub fn store(tx: &mut Tx<'_>, conversation: Cid, participants: &[Participant]) -> Result<()> {
    let mut changed = Vec::new();
    for participant in participants {
        person::seen(tx, participant.user)?;
        let rows = tx
            .connection()
            .prepare_cached(
                "INSERT INTO participant (conversation, user_id, role, alias, sort_order, muted_until)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (conversation, user_id)
                 DO UPDATE SET role = ?3, alias = ?4, sort_order = ?5, muted_until = ?6
                 WHERE role <> ?3 OR alias <> ?4 OR sort_order <> ?5 OR muted_until <> ?6",
            )?
            .execute(params![
                conversation.0,
                participant.user.0,
                participant.role,
                participant.alias,
                participant.sort_order,
                participant.muted_until
            ])?;
        if rows > 0 {
            changed.push(participant.user);
        }
        if participant.user == tx.me() {
            store_own(tx, conversation, participant)?;
        }
    }
    tell(tx, conversation, changed);
    Ok(())
}

/// Tells who came, left or changed, if anybody did.
fn tell(tx: &mut Tx<'_>, conversation: Cid, mut users: Vec<UserId>) {
    if users.is_empty() {
        return;
    }
    if users.len() > NAMED {
        users.clear();
    }
    tx.change(Change::Members {
        conversation,
        users,
    });
}

/// What the line of a conversation needs to know of the person's own place in it.
fn store_own(tx: &mut Tx<'_>, conversation: Cid, own: &Participant) -> Result<()> {
    let changed = tx
        .connection()
        .prepare_cached(
            "UPDATE conversation SET my_role = ?2, my_muted_until = ?3, my_mute_reason = ?4
             WHERE id = ?1 AND (my_role <> ?2 OR my_muted_until <> ?3 OR my_mute_reason <> ?4)",
        )?
        .execute(params![
            conversation.0,
            own.role,
            own.muted_until,
            own.mute_reason
        ])?;
    if changed > 0 {
        tx.change(Change::Conversation { conversation });
    }
    Ok(())
}

/// Makes `participants` the whole list: everybody else is no member.
pub fn replace(tx: &mut Tx<'_>, conversation: Cid, participants: &[Participant]) -> Result<()> {
    let there: HashSet<UserId> = participants.iter().map(|one| one.user).collect();
    let left: Vec<UserId> = ids(tx, conversation)?
        .into_iter()
        .filter(|user| !there.contains(user))
        .collect();
    take_out(tx, conversation, &left)?;
    store(tx, conversation, participants)?;
    tx.connection()
        .prepare_cached("UPDATE conversation SET members_loaded = 1 WHERE id = ?1")?
        .execute([conversation.0])?;
    Ok(())
}

/// As [`replace`], for a list that was asked for at `version`. False when somebody has come or gone since: the list may
/// not know of it, and nothing is done.
pub fn replace_at(
    tx: &mut Tx<'_>,
    conversation: Cid,
    version: i64,
    participants: &[Participant],
) -> Result<bool> {
    if version_in(tx.connection(), conversation)? != version {
        return Ok(false);
    }
    replace(tx, conversation, participants)?;
    Ok(true)
}

/// Grows whenever somebody is known to have come or gone.
pub fn version(snapshot: &Snapshot<'_>, conversation: Cid) -> Result<i64> {
    version_in(snapshot.connection(), conversation)
}

/// As [`version`], inside a command.
pub fn version_of(tx: &Tx<'_>, conversation: Cid) -> Result<i64> {
    version_in(tx.connection(), conversation)
}

fn version_in(connection: &Connection, conversation: Cid) -> Result<i64> {
    Ok(connection
        .prepare_cached("SELECT members_version FROM conversation WHERE id = ?1")?
        .query_row([conversation.0], |row| row.get(0))?)
}

/// Notes that somebody came or went.
pub(super) fn changed(tx: &Tx<'_>, conversation: Cid) -> Result<()> {
    tx.connection()
        .prepare_cached(
            "UPDATE conversation SET members_version = members_version + 1 WHERE id = ?1",
        )?
        .execute([conversation.0])?;
    Ok(())
}

/// Takes members away that have left or were removed.
pub fn remove(tx: &mut Tx<'_>, conversation: Cid, users: &[UserId]) -> Result<()> {
    if !users.is_empty() {
        changed(tx, conversation)?;
    }
    take_out(tx, conversation, users)
}

fn take_out(tx: &mut Tx<'_>, conversation: Cid, users: &[UserId]) -> Result<()> {
    let mut gone = Vec::new();
    for user in users {
        let rows = tx
            .connection()
            .prepare_cached("DELETE FROM participant WHERE conversation = ?1 AND user_id = ?2")?
            .execute([conversation.0, user.0])?;
        if rows > 0 {
            gone.push(*user);
        }
    }
    tell(tx, conversation, gone);
    Ok(())
}

/// Notes that details of these members are to be asked for.
pub fn want(tx: &mut Tx<'_>, conversation: Cid, users: &[UserId]) -> Result<()> {
    for user in users.iter().filter(|user| user.0 > 0) {
        person::seen(tx, *user)?;
        tx.connection()
            .prepare_cached(
                "INSERT INTO participant (conversation, user_id, wanted) VALUES (?1, ?2, 1)
                 ON CONFLICT (conversation, user_id) DO UPDATE SET wanted = wanted + 1",
            )?
            .execute([conversation.0, user.0])?;
    }
    if !users.is_empty() {
        changed(tx, conversation)?;
        tx.change(Change::Wanted);
    }
    Ok(())
}

/// A member whose details are to be asked for, and how often they were wanted.
pub type Wanted = (UserId, i64);

/// What was asked for came: who was not named is no member. What was wanted meanwhile is asked for again, and who was
/// removed meanwhile stays so.
pub fn settle(
    tx: &mut Tx<'_>,
    conversation: Cid,
    asked: &[Wanted],
    named: &[Participant],
) -> Result<()> {
    let mut still = Vec::new();
    for participant in named {
        let here = tx
            .connection()
            .prepare_cached("SELECT 1 FROM participant WHERE conversation = ?1 AND user_id = ?2")?
            .exists([conversation.0, participant.user.0])?;
        if here {
            still.push(participant.clone());
        }
    }
    store(tx, conversation, &still)?;
    let mut gone = Vec::new();
    for (user, times) in asked {
        if named.iter().any(|participant| participant.user == *user) {
            tx.connection()
                .prepare_cached(
                    "UPDATE participant SET wanted = 0 WHERE conversation = ?1 AND user_id = ?2 AND wanted = ?3",
                )?
                .execute([conversation.0, user.0, *times])?;
        } else {
            let rows = tx
                .connection()
                .prepare_cached("DELETE FROM participant WHERE conversation = ?1 AND user_id = ?2 AND wanted = ?3")?
                .execute([conversation.0, user.0, *times])?;
            if rows > 0 {
                gone.push(*user);
            }
        }
    }
    tell(tx, conversation, gone);
    Ok(())
}

/// Members whose details are to be asked for: one conversation with at most 50 of them.
pub fn wanted(snapshot: &Snapshot<'_>) -> Result<Option<(Cid, Vec<Wanted>)>> {
    let connection = snapshot.connection();
    let mut first = connection.prepare_cached(
        "SELECT conversation FROM participant WHERE wanted > 0 ORDER BY conversation LIMIT 1",
    )?;
    let mut rows = first.query([])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let conversation = Cid(row.get(0)?);
    let mut statement = connection.prepare_cached(
        "SELECT user_id, wanted FROM participant WHERE conversation = ?1 AND wanted > 0 ORDER BY user_id LIMIT 50",
    )?;
    let users = statement.query_map([conversation.0], |row| {
        Ok((UserId(row.get(0)?), row.get(1)?))
    })?;
    Ok(Some((
        conversation,
        users.collect::<rusqlite::Result<_>>()?,
    )))
}

fn ids(tx: &Tx<'_>, conversation: Cid) -> Result<Vec<UserId>> {
    let mut statement = tx
        .connection()
        .prepare_cached("SELECT user_id FROM participant WHERE conversation = ?1")?;
    let users = statement.query_map([conversation.0], |row| row.get(0).map(UserId))?;
    Ok(users.collect::<rusqlite::Result<_>>()?)
}

/// The people of a message that was written here, with the names by which its words call them.
pub fn called(
    tx: &Tx<'_>,
    conversation: Cid,
    users: &[i64],
    words: &str,
) -> Result<Vec<Mentioned>> {
    let mut called = Vec::new();
    for user in users {
        let names: Vec<String> = tx
            .connection()
            .prepare_cached(
                "SELECT p.alias FROM participant p WHERE p.conversation = ?1 AND p.user_id = ?2
                 UNION ALL SELECT u.nick_name FROM person u WHERE u.user_id = ?2",
            )?
            .query_map([conversation.0, *user], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let everyone = EVERYONE_NAMES.iter().map(|name| (*name).to_owned());
        let names: Vec<String> = match *user {
            0 => everyone.collect(),
            _ => names,
        };
        let user = (*user != 0).then_some(UserId(*user));
        let all: Vec<Mentioned> = names
            .into_iter()
            .map(|name| Mentioned { user, name })
            .collect();
        let named = all
            .iter()
            .find(|one| !mention::called(words, std::slice::from_ref(one)).is_empty());
        called.extend(named.cloned());
    }
    Ok(called)
}

/// What somebody is called where others read it: their name in the group, or their own. Never what the person calls
/// them, which is for the person alone.
pub fn public_name(tx: &Tx<'_>, conversation: Cid, user: UserId) -> Result<String> {
    Ok(tx
        .connection()
        .prepare_cached(
            "SELECT coalesce((SELECT nullif(alias, '') FROM participant WHERE conversation = ?1 AND user_id = ?2),
                             (SELECT nick_name FROM person WHERE user_id = ?2), '')",
        )?
        .query_row([conversation.0, user.0], |row| row.get(0))?)
}

macro_rules! select {
    ($of:literal) => {
        concat!(
            "SELECT p.user_id, p.role, p.alias, p.sort_order, coalesce(u.nick_name, ''), coalesce(u.portrait, ''),
                    coalesce(u.remark, ''), p.muted_until
             FROM participant p LEFT JOIN person u ON u.user_id = p.user_id
             WHERE p.conversation = ?1",
            $of
        )
    };
}

/// All members, in no order.
pub fn list(snapshot: &Snapshot<'_>, conversation: Cid) -> Result<Vec<Stored>> {
    let mut statement = snapshot.connection().prepare_cached(select!(""))?;
    let rows = statement.query_map([conversation.0], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One member; none when that is not a member.
pub fn get(snapshot: &Snapshot<'_>, conversation: Cid, user: UserId) -> Result<Option<Stored>> {
    Ok(snapshot
        .connection()
        .prepare_cached(select!(" AND p.user_id = ?2"))?
        .query_row([conversation.0, user.0], from_row)
        .optional()?)
}

/// How many members are known.
pub fn count(snapshot: &Snapshot<'_>, conversation: Cid) -> Result<i64> {
    Ok(snapshot
        .connection()
        .prepare_cached("SELECT count(*) FROM participant WHERE conversation = ?1")?
        .query_row([conversation.0], |row| row.get(0))?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        participant: Participant {
            user: UserId(row.get(0)?),
            role: row.get(1)?,
            alias: row.get(2)?,
            sort_order: row.get(3)?,
            muted_until: row.get(7)?,
            mute_reason: String::new(),
        },
        nick_name: row.get(4)?,
        portrait: row.get(5)?,
        remark: row.get(6)?,
    })
}

/// Moves read positions; they only grow. Who is no member is none by having read: a receipt may come after its sender
/// was removed. Only the other person of a 1:1 is one whether or not that was told.
pub fn read(tx: &mut Tx<'_>, conversation: Cid, positions: &[ReadPosition]) -> Result<()> {
    let mut changed = 0;
    for position in positions.iter().filter(|position| position.user.0 > 0) {
        let ReadPosition {
            user,
            index,
            min_index,
        } = *position;
        changed += keep(tx, conversation, user, index, min_index)?;
    }
    if changed > 0 {
        tx.change(Change::ReadByOthers { conversation });
    }
    Ok(())
}

fn keep(tx: &Tx<'_>, conversation: Cid, user: UserId, index: i64, min_index: i64) -> Result<usize> {
    Ok(tx
        .connection()
        .prepare_cached(
            "INSERT INTO participant (conversation, user_id, read_index, min_index)
             SELECT ?1, ?2, ?3, ?4 FROM conversation WHERE id = ?1 AND (peer = ?2 OR EXISTS (
                 SELECT 1 FROM participant WHERE conversation = ?1 AND user_id = ?2))
             ON CONFLICT (conversation, user_id)
             DO UPDATE SET read_index = max(read_index, ?3), min_index = max(min_index, ?4)
             WHERE read_index < ?3 OR min_index < ?4",
        )?
        .execute([conversation.0, user.0, index, min_index])?)
}

/// A position is kept after so many messages at the latest: what was not kept is looked through with the next one.
const UNKEPT: i64 = 64;

/// Other members of a group of which receipts are told: they are read with each change of a group on the screen.
const MOST_READERS: usize = MAX_GROUP_MEMBERS;

/// Who has written has read what stands before (protocol: sync, section 9.5). Without `always` it is kept when it says
/// something of a message of the person, and now and then: otherwise every message would cost a page more.
pub fn wrote(
    tx: &mut Tx<'_>,
    conversation: Cid,
    user: UserId,
    index: i64,
    always: bool,
) -> Result<()> {
    let known = read_index_of(tx.connection(), conversation, user)?;
    if known >= index {
        return Ok(());
    }
    let answers = tx
        .connection()
        .prepare_cached(OWN_BETWEEN)?
        .exists(params![conversation.0, known, index, tx.me().0])?;
    if answers {
        let position = ReadPosition {
            user,
            index,
            min_index: 0,
        };
        return read(tx, conversation, &[position]);
    }
    if always || index.saturating_sub(known) >= UNKEPT {
        // Nothing that is shown changes.
        keep(tx, conversation, user, index, 0)?;
    }
    Ok(())
}

/// How far a member has read; 0 when not known.
pub fn read_index(snapshot: &Snapshot<'_>, conversation: Cid, user: UserId) -> Result<i64> {
    read_index_of(snapshot.connection(), conversation, user)
}

fn read_index_of(connection: &Connection, conversation: Cid, user: UserId) -> Result<i64> {
    let mut statement = connection.prepare_cached(READ_INDEX)?;
    let mut rows = statement.query([conversation.0, user.0])?;
    Ok(match rows.next()? {
        Some(row) => row.get(0)?,
        None => 0,
    })
}

/// How far the others of a group have read; nobody when it has more members than receipts are for.
pub fn readers(snapshot: &Snapshot<'_>, conversation: Cid, me: UserId) -> Result<Readers> {
    let all: Vec<Reader> = positions(snapshot, conversation, me)?
        .into_iter()
        .map(|(_, reader)| reader)
        .collect();
    Ok(match all.len() > MOST_READERS {
        true => Readers::default(),
        false => Readers::new(all),
    })
}

/// How far each of the others of a group has read: one more than receipts are for at most.
pub fn positions(
    snapshot: &Snapshot<'_>,
    conversation: Cid,
    me: UserId,
) -> Result<Vec<(UserId, Reader)>> {
    let mut statement = snapshot.connection().prepare_cached(
        "SELECT user_id, read_index, min_index FROM participant WHERE conversation = ?1 AND user_id <> ?2 LIMIT ?3",
    )?;
    let most = i64::try_from(MOST_READERS + 1).unwrap_or(i64::MAX);
    let rows = statement.query_map([conversation.0, me.0, most], |row| {
        let reader = Reader {
            read_index: row.get(1)?,
            min_index: row.get(2)?,
        };
        Ok((UserId(row.get(0)?), reader))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Role of the person in a conversation; 0 when not known.
pub fn role(snapshot: &Snapshot<'_>, conversation: Cid, user: UserId) -> Result<i32> {
    let mut statement = snapshot
        .connection()
        .prepare_cached("SELECT role FROM participant WHERE conversation = ?1 AND user_id = ?2")?;
    let mut rows = statement.query([conversation.0, user.0])?;
    Ok(match rows.next()? {
        Some(row) => row.get(0)?,
        None => 0,
    })
}
