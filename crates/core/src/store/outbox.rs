//! What is not at the server yet, and the rows of its messages. A message and its place in the outbox come and go in
//! one transaction.

#[cfg(feature = "multimedia")]
mod attachment;
mod count;
mod refused;

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::change::{Change, Cid, Mid};
use super::message::{AWAITING, State, UNSENT};
use super::{Snapshot, Tx, conversation as conversations, media, message, person};
use crate::error::Reason;
use crate::error::{Error, Result};
use crate::model::kind;
use crate::model::quote::Reference;
use crate::model::{ConversationId, MessageKey};

#[cfg(feature = "multimedia")]
pub use attachment::{all_steps, freeze, is_known, preparing, target, thaw};
pub use count::{queue, unsent};
pub use refused::refuse_late;

/// How a row of the outbox stands: the column `state`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Ready, sent when its turn comes.
    Waiting = 0,
    /// Stopped: the person decides.
    Stopped = 1,
    /// A picture or file that is being made ready and uploaded.
    Preparing = 2,
    /// Being sent, or sent with no answer known: the server may have it. It is repeated with its id until there is an
    /// answer, also after a restart, and cannot be taken away before.
    Claimed = 3,
}

impl Stage {
    fn of(state: i64) -> Self {
        match state {
            0 => Self::Waiting,
            2 => Self::Preparing,
            3 => Self::Claimed,
            _ => Self::Stopped,
        }
    }
}

/// A row of the outbox with its message: all that is needed to try it.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its message, which is its id here as well.
    pub message: Mid,
    /// Its conversation.
    pub conversation: Cid,
    /// How it stands.
    pub stage: Stage,
    /// It is a picture or file, which has a way of its own before it is sent.
    pub attachment: bool,
    /// Tries counted so far.
    pub tries: u32,
    /// Client message id.
    pub key: MessageKey,
    /// `message_type`.
    pub kind: i32,
    /// JSON, frozen once it is waiting.
    pub content: String,
    /// Entries, local ones included.
    pub ext: BTreeMap<String, String>,
    /// People named in it.
    pub mentions: Vec<i64>,
    /// What it answers.
    pub answers: Option<Reference>,
    /// Where it goes.
    pub target: Target,
}

/// A conversation as command 100 names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Row.
    pub conversation: Cid,
    /// Text id.
    pub id: ConversationId,
    /// Number of the server.
    pub short_id: i64,
    /// Kind, all bits.
    pub kind: i32,
    /// Needed for sending; empty when it must be asked for.
    pub ticket: String,
    /// The other person of a 1:1.
    pub peer: i64,
    /// The person is a member.
    pub member: bool,
}

/// A message to be taken in.
#[derive(Debug, Clone)]
pub struct NewItem {
    /// Client message id.
    pub key: MessageKey,
    /// `message_type`.
    pub kind: i32,
    /// JSON.
    pub content: String,
    /// Entries.
    pub ext: BTreeMap<String, String>,
    /// People named in it.
    pub mentions: Vec<i64>,
    /// Milliseconds since 1970 by the server's clock, as far as known.
    pub created: i64,
    /// The first try may follow at once: it is claimed in the same transaction when nothing older waits.
    pub tried: bool,
    /// It is a picture or file, and this is what the first step of its way found.
    pub attachment: Option<String>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT o.message, o.conversation, o.state, o.kind, o.tries, o.mentions,
                    m.key, m.kind, m.content, m.ext, c.conversation_id, c.short_id, c.kind, c.ticket, c.peer, c.member,
                    m.quoted, m.quoted_hint, m.quoted_kind, m.quoted_state, m.quoted_sender, m.quoted_root,
                    m.quoted_root_index
             FROM outbox o JOIN message m ON m.id = o.message JOIN conversation c ON c.id = o.conversation ",
            $rest
        )
    };
}
#[cfg(feature = "multimedia")]
use select;

const FOLLOWS: &str = "SELECT COALESCE(MAX(place), 0) FROM message WHERE conversation = ?1 AND place < ?2 AND hidden = 0";
const BY_ID: &str = select!("WHERE o.message = ?1");
const BY_KEY: &str = select!("WHERE m.key = ?1");
/// What was begun is finished before anything else is tried.
const CLAIMED: &str =
    select!("WHERE o.conversation = ?1 AND o.state = 3 ORDER BY o.message LIMIT 1");
const NEXT: &str = select!(
    "WHERE o.conversation = ?1 AND o.state = 0 AND (o.kind = 0 OR NOT EXISTS (
         SELECT 1 FROM outbox p WHERE p.conversation = ?1 AND p.state = 2 AND p.message < o.message))
     ORDER BY o.message LIMIT 1"
);
const OTHERS: &str = "SELECT 1 FROM outbox WHERE conversation = ?1 AND state IN (0, 3) LIMIT 1";
const WAITING: &str = "SELECT DISTINCT conversation FROM outbox WHERE state IN (0, 3)";
const CLAIM: &str =
    "UPDATE outbox SET state = 3, tries = tries + 1 WHERE message = ?1 AND state IN (0, 3)";
const RELEASE: &str =
    "UPDATE outbox SET state = 0, tries = tries - ?2 WHERE message = ?1 AND state = 3";
#[cfg(feature = "multimedia")]
const COUNT_TRY: &str = "UPDATE outbox SET tries = tries + 1 WHERE message = ?1 AND state = 2";
const ANSWERED: &str = "UPDATE message SET state = 2, place = ?2, tier = 0, reason = '', content = COALESCE(?4, content),
        server_id = CASE WHEN ?3 <> 0 AND NOT EXISTS (SELECT 1 FROM message WHERE server_id = ?3 AND server_id <> 0)
        THEN ?3 ELSE server_id END
     WHERE id = ?1 AND state = 1";
const ONLY_ME: &str =
    "UPDATE message SET state = 4, reason = ?2, place = IIF(state = 1, follows, place),
        tier = IIF(state = 1, 1, tier),
        server_id = CASE WHEN ?3 <> 0 AND NOT EXISTS (SELECT 1 FROM message WHERE server_id = ?3 AND server_id <> 0)
        THEN ?3 ELSE server_id END
     WHERE id = ?1";
const LEAVE: &str = "DELETE FROM outbox WHERE message = ?1 RETURNING conversation";
const RESUME: &str = "UPDATE outbox SET tries = 0, state = IIF(kind = 1 AND NOT EXISTS (
        SELECT 1 FROM outbox_step s WHERE s.outbox = outbox.message AND s.step = 'freeze' AND s.done = 1), 2, 0)
     WHERE state = 1 AND message = (SELECT id FROM message WHERE key = ?1) RETURNING message";
const DISCARD: &str = "DELETE FROM message WHERE id = ?1 AND state IN (1, 3)
       AND NOT EXISTS (SELECT 1 FROM outbox WHERE message = ?1 AND state = 3)";
const STEPS: &str = "SELECT step, done, data FROM outbox_step WHERE outbox = ?1 ORDER BY step";
const SAVE_STEP: &str = "INSERT INTO outbox_step (outbox, step, done, data) SELECT message, ?2, ?3, ?4 FROM outbox WHERE message = ?1
     ON CONFLICT (outbox, step) DO UPDATE SET done = excluded.done, data = excluded.data";

fn item(row: &Row<'_>) -> rusqlite::Result<Item> {
    let ext: String = row.get(9)?;
    let mentions: String = row.get(5)?;
    let conversation = Cid(row.get(1)?);
    Ok(Item {
        message: Mid(row.get(0)?),
        conversation,
        stage: Stage::of(row.get(2)?),
        attachment: row.get::<_, i64>(3)? == 1,
        tries: row.get(4)?,
        key: MessageKey(row.get(6)?),
        kind: row.get(7)?,
        content: row.get(8)?,
        // Both are written below and nowhere else; what cannot be read counts as none.
        ext: serde_json::from_str(&ext).unwrap_or_default(),
        mentions: serde_json::from_str(&mentions).unwrap_or_default(),
        answers: message::reference(row, 16)?,
        target: Target {
            conversation,
            id: ConversationId(row.get(10)?),
            short_id: row.get(11)?,
            kind: row.get(12)?,
            ticket: row.get(13)?,
            peer: row.get(14)?,
            member: row.get(15)?,
        },
    })
}

/// Takes a message in: its row and its place in the outbox. None when the key was taken in before:
/// then it is the same message, handed over twice.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::NotMember`] about the conversation.
pub fn accept(tx: &mut Tx<'_>, to: &ConversationId, new: &NewItem) -> Result<Option<Item>> {
    let connection = tx.connection();
    let (conversation, member): (i64, bool) = connection
        .prepare_cached("SELECT id, member FROM conversation WHERE conversation_id = ?1")?
        .query_row([to.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or(Error::NotFound("conversation"))?;
    if !member {
        return Err(Error::NotMember);
    }
    let known = connection
        .prepare_cached("SELECT 1 FROM message WHERE key = ?1")?
        .exists([new.key.as_str()])?;
    if known {
        return Ok(None);
    }
    let follows: i64 = connection
        .prepare_cached(FOLLOWS)?
        .query_row(params![conversation, AWAITING], |row| row.get(0))?;
    let me = tx.me();
    connection
        .prepare_cached(
            "INSERT INTO message (conversation, key, sender, kind, place, follows, created, state, content, ext, \
             hidden, recalled, counts, pops, previews, mentions_me) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, ?8, ?9, 0, 0, 0, 1, 1, 0)",
        )?
        .execute(params![
            conversation,
            new.key.as_str(),
            me.0,
            new.kind,
            UNSENT,
            follows,
            new.created,
            new.content,
            serde_json::to_string(&new.ext).unwrap_or_else(|_| "{}".to_owned()),
        ])?;
    let message = connection.last_insert_rowid();
    let stage = if new.attachment.is_some() {
        Stage::Preparing
    } else if new.tried && !connection.prepare_cached(OTHERS)?.exists([conversation])? {
        Stage::Claimed
    } else {
        Stage::Waiting
    };
    connection
        .prepare_cached(
            "INSERT INTO outbox (message, conversation, kind, state, tries, accepted, mentions) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            message,
            conversation,
            new.attachment.is_some(),
            stage as i64,
            stage == Stage::Claimed,
            tx.now(),
            serde_json::to_string(&new.mentions).unwrap_or_else(|_| "[]".to_owned()),
        ])?;
    let (conversation, message) = (Cid(conversation), Mid(message));
    if let Some(data) = &new.attachment {
        save_step(tx, message, StepName::Accept, true, data)?;
    }
    person::seen(tx, me)?;
    // What is sent on brings what somebody else's message may just cease to show.
    for attached in kind::attached(new.kind, &new.content) {
        media::put(tx, &attached.remote)?;
    }
    conversations::show_while_written(tx, conversation)?;
    tx.change(Change::MessageNew {
        conversation,
        message,
        live: false,
    });
    tx.change(Change::Outbox { conversation });
    tx.touch(conversation);
    by_id(tx, message)
}

fn by_id(tx: &Tx<'_>, message: Mid) -> Result<Option<Item>> {
    Ok(tx
        .connection()
        .prepare_cached(BY_ID)?
        .query_row([message.0], item)
        .optional()?)
}

/// The item of a message; none when it is not in the outbox (any more).
pub fn by_key(snapshot: &Snapshot<'_>, key: &MessageKey) -> Result<Option<Item>> {
    find(snapshot.connection(), key)
}

/// The same, in the middle of a change.
pub fn by_key_in(tx: &Tx<'_>, key: &MessageKey) -> Result<Option<Item>> {
    find(tx.connection(), key)
}

fn find(connection: &Connection, key: &MessageKey) -> Result<Option<Item>> {
    Ok(connection
        .prepare_cached(BY_KEY)?
        .query_row([key.as_str()], item)
        .optional()?)
}

/// Whose turn it is in a conversation: the one whose answer is not known, else the oldest that is ready. A picture or
/// file waits for older ones that are still being made ready, text does not.
pub fn next(snapshot: &Snapshot<'_>, conversation: Cid) -> Result<Option<Item>> {
    for query in [CLAIMED, NEXT] {
        let mut statement = snapshot.connection().prepare_cached(query)?;
        if let Some(found) = statement.query_row([conversation.0], item).optional()? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Conversations that have something to send.
pub fn waiting(snapshot: &Snapshot<'_>) -> Result<Vec<Cid>> {
    let connection = snapshot.connection();
    let mut statement = connection.prepare_cached(WAITING)?;
    let rows = statement.query_map([], |row| Ok(Cid(row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Claims and counts a try before it is made: from now on nobody can take the message away. False when it was taken
/// away before: then there is nothing to try.
pub fn claim(tx: &mut Tx<'_>, item: &Item) -> Result<bool> {
    let changed = tx
        .connection()
        .prepare_cached(CLAIM)?
        .execute([item.message.0])?;
    Ok(changed == 1)
}

/// The claimed try did not reach the server, nor did one before it: the message can be taken away again. `made`: the
/// try was made and stays counted.
pub fn release(tx: &mut Tx<'_>, item: &Item, made: bool) -> Result<()> {
    tx.connection()
        .prepare_cached(RELEASE)?
        .execute(params![item.message.0, !made])?;
    Ok(())
}

/// The server is to be left in peace until then (milliseconds since 1970, for people: what waits is not decided by it).
/// Said on the message until it is sent or stops.
pub fn hold_back(tx: &mut Tx<'_>, item: &Item, until: i64) -> Result<()> {
    let held = HeldBack {
        code: HELD_BACK.to_owned(),
        until,
    };
    let changed = tx
        .connection()
        .prepare_cached("UPDATE message SET reason = ?2 WHERE id = ?1 AND state = 1")?
        .execute(params![
            item.message.0,
            serde_json::to_string(&held).unwrap_or_default()
        ])?;
    if changed > 0 {
        tx.change(Change::Message {
            conversation: item.conversation,
            message: item.message,
        });
    }
    Ok(())
}

/// Until when a message that is not sent yet is held back, as its `reason` says; none for any other.
pub fn held_until(reason: &str) -> Option<i64> {
    if reason.is_empty() {
        return None;
    }
    let held: HeldBack = serde_json::from_str(reason).ok()?;
    (held.code == HELD_BACK).then_some(held.until)
}

/// Code of the reason of a message that is held back.
pub const HELD_BACK: &str = "too_fast";

#[derive(serde::Serialize, serde::Deserialize)]
struct HeldBack {
    code: String,
    until: i64,
}

/// Counts a try of the way of a picture or file before it is made. False when it is gone or not on its way any more.
#[cfg(feature = "multimedia")]
pub fn count_try(tx: &mut Tx<'_>, item: &Item) -> Result<bool> {
    let changed = tx
        .connection()
        .prepare_cached(COUNT_TRY)?
        .execute([item.message.0])?;
    Ok(changed == 1)
}

/// The server has it. `server_id` is 0 when the answer named none. A push may have come before: then the message has
/// its order already and only the outbox forgets it. A late refusal may have come before, too: it stands.
pub fn answered(
    tx: &mut Tx<'_>,
    item: &Item,
    server_id: i64,
    filtered: Option<&str>,
) -> Result<()> {
    let changed = tx.connection().prepare_cached(ANSWERED)?.execute(params![
        item.message.0,
        AWAITING,
        server_id,
        filtered
    ])?;
    if changed == 0 && refused::is_stopped(tx, item.message)? {
        return Ok(());
    }
    leave(tx, item.message)
}

/// The server has it and shows it to nobody else (SendMessageStatus 4).
pub fn only_me(tx: &mut Tx<'_>, item: &Item, server_id: i64, reason: &Reason) -> Result<()> {
    tx.connection().prepare_cached(ONLY_ME)?.execute(params![
        item.message.0,
        json(reason),
        server_id
    ])?;
    leave(tx, item.message)
}

/// The message is at the server: nothing of it waits any more. Also called when the push comes before the answer.
pub fn leave(tx: &mut Tx<'_>, message: Mid) -> Result<()> {
    let conversation: Option<i64> = tx
        .connection()
        .prepare_cached(LEAVE)?
        .query_row([message.0], |row| row.get(0))
        .optional()?;
    if let Some(conversation) = conversation {
        told(tx, Cid(conversation), message);
    }
    Ok(())
}

/// Where a stopped message stands: behind the message it followed. While an older one waits for its place (it is at
/// the server, and its order has not come) it waits with it, in the order of writing.
const STOPPED_PLACE: &str = "UPDATE message SET
        place = IIF(EXISTS (SELECT 1 FROM message w WHERE w.conversation = message.conversation AND w.place = ?2
                            AND w.hidden = 0 AND w.id < message.id AND w.state <> 3), ?2, follows),
        tier = IIF(EXISTS (SELECT 1 FROM message w WHERE w.conversation = message.conversation AND w.place = ?2
                           AND w.hidden = 0 AND w.id < message.id AND w.state <> 3), 0, 1)
     WHERE id = ?1 AND state = 3";
/// Those that were written behind a message whose order has come.
const WRITTEN_BEHIND: &str = "UPDATE message SET follows = ?3
     WHERE id IN (SELECT message FROM outbox WHERE conversation = ?1 AND message > ?2) AND follows < ?3
     RETURNING id, state";

/// The order of an own message has come: what was written behind it stays behind it.
pub(super) fn placed(tx: &mut Tx<'_>, conversation: Cid, message: Mid, place: i64) -> Result<()> {
    let behind: Vec<(Mid, i64)> = {
        let mut statement = tx.connection().prepare_cached(WRITTEN_BEHIND)?;
        let rows = statement.query_map(params![conversation.0, message.0, place], |row| {
            Ok((Mid(row.get(0)?), row.get(1)?))
        })?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    for (message, state) in behind {
        if state == State::Stopped as i64 {
            place_stopped(tx, message)?;
            tx.change(Change::Message {
                conversation,
                message,
            });
        }
    }
    Ok(())
}

/// A message has left the place of those whose order has not come: what has stopped and waited with it there goes to its
/// own place, when no other holds it.
pub(super) fn waits_no_more(tx: &mut Tx<'_>, conversation: Cid) -> Result<()> {
    let stopped: Vec<Mid> = {
        let mut statement = tx.connection().prepare_cached(
            "SELECT id FROM message WHERE conversation = ?1 AND place = ?2 AND state = 3 ORDER BY id",
        )?;
        let rows = statement.query_map([conversation.0, AWAITING], |row| Ok(Mid(row.get(0)?)))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    for message in stopped {
        place_stopped(tx, message)?;
        tx.change(Change::Message {
            conversation,
            message,
        });
    }
    Ok(())
}

fn place_stopped(tx: &Tx<'_>, message: Mid) -> Result<()> {
    tx.connection()
        .prepare_cached(STOPPED_PLACE)?
        .execute([message.0, AWAITING])?;
    Ok(())
}

/// Stops an item with its reason. It stays behind the message it followed.
pub fn stop(tx: &mut Tx<'_>, item: &Item, reason: &Reason) -> Result<()> {
    let changed = tx
        .connection()
        .prepare_cached("UPDATE outbox SET state = 1 WHERE message = ?1")?
        .execute([item.message.0])?;
    if changed == 0 {
        return Ok(());
    }
    tx.connection()
        .prepare_cached("UPDATE message SET state = 3, reason = ?2 WHERE id = ?1 AND state = 1")?
        .execute(params![item.message.0, json(reason)])?;
    place_stopped(tx, item.message)?;
    told(tx, item.conversation, item.message);
    Ok(())
}

/// Starts a stopped item again, with its tries counted anew. None when it is not stopped.
pub fn resume(tx: &mut Tx<'_>, key: &MessageKey) -> Result<Option<Item>> {
    let found = tx
        .connection()
        .prepare_cached(RESUME)?
        .query_row([key.as_str()], |row| row.get(0).map(Mid))
        .optional()?;
    let Some(message) = found else {
        return Ok(None);
    };
    tx.connection()
        .prepare_cached(
            "UPDATE message SET state = 1, reason = '', place = ?2, tier = 0 WHERE id = ?1",
        )?
        .execute(params![message.0, UNSENT])?;
    let item = by_id(tx, message)?;
    if let Some(item) = &item {
        told(tx, item.conversation, message);
    }
    Ok(item)
}

/// Takes an unsent message away, row and all. False when it is at the server or may be.
pub fn discard(tx: &mut Tx<'_>, item: &Item) -> Result<bool> {
    media::unwant_unsent(tx, item.message)?;
    // Its place in the outbox and its steps go with it.
    let changed = tx
        .connection()
        .prepare_cached(DISCARD)?
        .execute([item.message.0])?;
    if changed == 0 {
        return Ok(false);
    }
    told(tx, item.conversation, item.message);
    Ok(true)
}

/// The steps on the way of a picture or file. Their names stand in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "multimedia"),
    expect(dead_code, reason = "none is sent without the feature")
)]
pub enum StepName {
    /// The chosen file is copied, and what was found in it.
    Accept,
    /// The bytes to upload are made of it.
    Transform,
    /// How far the upload of a video's cover is.
    Cover,
    /// How far the upload is: applied for, which parts are there, committed.
    Upload,
    /// The content is written, never to change again.
    Freeze,
}

impl StepName {
    /// Its name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Transform => "transform",
            Self::Cover => "cover",
            Self::Upload => "upload",
            Self::Freeze => "freeze",
        }
    }
}

/// A step on the way of a picture or file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its name, see [`StepName`].
    pub step: String,
    /// Never done again.
    pub done: bool,
    /// JSON of the step's owner.
    pub data: String,
}

/// The steps of an item.
pub fn steps(snapshot: &Snapshot<'_>, message: Mid) -> Result<Vec<Step>> {
    let connection = snapshot.connection();
    let mut statement = connection.prepare_cached(STEPS)?;
    let steps = statement.query_map([message.0], |row| {
        Ok(Step {
            step: row.get(0)?,
            done: row.get(1)?,
            data: row.get(2)?,
        })
    })?;
    Ok(steps.collect::<rusqlite::Result<_>>()?)
}

/// Keeps how far a step is. Nothing happens when the item is gone.
pub fn save_step(
    tx: &mut Tx<'_>,
    message: Mid,
    step: StepName,
    done: bool,
    data: &str,
) -> Result<()> {
    tx.connection().prepare_cached(SAVE_STEP)?.execute(params![
        message.0,
        step.as_str(),
        done,
        data
    ])?;
    Ok(())
}

/// A message changed or went, and with it what waits to be sent.
pub(super) fn told(tx: &mut Tx<'_>, conversation: Cid, message: Mid) {
    tx.change(Change::Message {
        conversation,
        message,
    });
    tx.change(Change::Outbox { conversation });
    tx.touch(conversation);
}

fn json(reason: &Reason) -> String {
    serde_json::to_string(reason).unwrap_or_default()
}
