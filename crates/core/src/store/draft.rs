//! Text typed and not sent, and what is attached to it.
//!
//! The draft has a revision, which every change of its text raises; it is the larger one of the columns `revision` (the
//! last change of the text) and `closed` (the last time it was sent). Whoever saves names the revision the words were
//! typed on, and a save on any other one changes nothing: a late answer or an early keystroke never replaces what is
//! stored. Attachments and the message that is answered have one owner, who always names all of them, so they have no
//! revision.

use rusqlite::{Connection, OptionalExtension, params};

use super::change::{Change, Cid};
use super::{Snapshot, Tx, message};
use crate::error::Result;
use crate::model::draft::{self, SavedDraft};
use crate::model::mention::{self, Mentioned};
use crate::model::{ConversationId, MessageKey};

/// Nobody is called.
const NOBODY: &str = "[]";

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stored {
    /// Grows with each change of the text.
    pub revision: i64,
    /// Text.
    pub text: String,
    /// JSON list of what is attached.
    pub attachments: String,
    /// Key of the message it answers; empty for none.
    pub answers: String,
    /// Name of the recording that is not sent; empty for none.
    pub voice: String,
    /// JSON list of the people it calls.
    pub mentioned: String,
}

impl From<Stored> for SavedDraft {
    fn from(stored: Stored) -> Self {
        Self {
            revision: stored.revision,
            text: stored.text,
            attachments: draft::read_paths(&stored.attachments),
            answers: Some(MessageKey(stored.answers)).filter(|key| !key.as_str().is_empty()),
            voice: !stored.voice.is_empty(),
            mentioned: mention::read(&stored.mentioned),
        }
    }
}

/// What became of a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Save {
    /// The words are stored under this revision.
    Kept(i64),
    /// Nothing was stored: the words were typed on another revision than this one.
    Newer(Stored),
}

/// Saves text that was typed on revision `base`.
pub fn save(tx: &mut Tx<'_>, conversation: Cid, base: i64, text: &str) -> Result<Save> {
    let now = read(tx.connection(), conversation)?;
    if now.revision != base {
        return Ok(Save::Newer(now));
    }
    if now.text == text {
        return Ok(Save::Kept(now.revision));
    }
    write_text(tx, conversation, &now, text).map(Save::Kept)
}

/// Puts words in front of what was typed, on lines of their own. `quoted`: the server's id of the message that they
/// answered, 0 for none; what is typed answers it as well, unless it answers another. `called`: the people whom they called.
pub fn put_in_front(
    tx: &mut Tx<'_>,
    conversation: Cid,
    words: &str,
    quoted: i64,
    called: Vec<Mentioned>,
) -> Result<Stored> {
    let mut now = read(tx.connection(), conversation)?;
    let text = match now.text.as_str() {
        "" => words.to_owned(),
        typed => format!("{words}\n{typed}"),
    };
    let revision = write_text(tx, conversation, &now, &text)?;
    if now.answers.is_empty()
        && let Some(quoted) = message::target(tx, quoted, "")?
        && let Some(quoted) = message::key_of(tx, quoted)?
    {
        save_answers(tx, conversation, quoted.as_str())?;
        now.answers = quoted.0;
    }
    if !called.is_empty() {
        let mut all = mention::read(&now.mentioned);
        all.extend(called);
        now.mentioned = mention::write(&all);
        save_mentioned(tx, conversation, &now.mentioned)?;
    }
    Ok(Stored {
        revision,
        text,
        ..now
    })
}

/// Stores a draft of another database whole.
pub fn restore(tx: &mut Tx<'_>, conversation: Cid, draft: &Stored) -> Result<()> {
    let now = read(tx.connection(), conversation)?;
    write_text(tx, conversation, &now, &draft.text)?;
    #[cfg(feature = "voice")]
    put_voice(tx, conversation, &draft.voice)?;
    save_attachments(tx, conversation, &draft.attachments)
}

/// Stores which message is answered; empty for none.
pub fn save_answers(tx: &mut Tx<'_>, conversation: Cid, answers: &str) -> Result<()> {
    tx.connection()
        .prepare_cached(
            "INSERT INTO draft (conversation, answers) VALUES (?1, ?2)
             ON CONFLICT (conversation) DO UPDATE SET answers = ?2 WHERE answers <> ?2",
        )?
        .execute(params![conversation.0, answers])?;
    Ok(())
}

/// Notes a recording. The one that was there before is answered; it belongs to nobody any more. Empty for none.
#[cfg(feature = "voice")]
pub fn put_voice(tx: &mut Tx<'_>, conversation: Cid, voice: &str) -> Result<String> {
    let before = read(tx.connection(), conversation)?.voice;
    tx.connection()
        .prepare_cached(
            "INSERT INTO draft (conversation, voice) VALUES (?1, ?2)
             ON CONFLICT (conversation) DO UPDATE SET voice = ?2",
        )?
        .execute(params![conversation.0, voice])?;
    tx.change(Change::Conversation { conversation });
    Ok(before)
}

/// A recording is the draft's no more; another one that took its place stays.
pub fn remove_voice(tx: &mut Tx<'_>, conversation: Cid, voice: &str) -> Result<()> {
    let changed = tx
        .connection()
        .prepare_cached("UPDATE draft SET voice = '' WHERE conversation = ?1 AND voice = ?2")?
        .execute(params![conversation.0, voice])?;
    if changed > 0 {
        tx.change(Change::Conversation { conversation });
    }
    Ok(())
}

/// The recordings of all drafts.
#[cfg(feature = "voice")]
pub fn all_voices(snapshot: &Snapshot<'_>) -> Result<Vec<String>> {
    let connection = snapshot.connection();
    let mut statement = connection.prepare_cached("SELECT voice FROM draft WHERE voice <> ''")?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

/// Stores the whole list of the people who are called.
pub fn save_mentioned(tx: &mut Tx<'_>, conversation: Cid, mentioned: &str) -> Result<()> {
    tx.connection()
        .prepare_cached(
            "INSERT INTO draft (conversation, mentioned) VALUES (?1, ?2)
             ON CONFLICT (conversation) DO UPDATE SET mentioned = ?2 WHERE mentioned <> ?2",
        )?
        .execute(params![conversation.0, mentioned])?;
    Ok(())
}

/// The people whom the draft of a conversation calls.
pub fn mentioned(tx: &Tx<'_>, conversation: &ConversationId) -> Result<Vec<Mentioned>> {
    let found: Option<String> = tx
        .connection()
        .prepare_cached(
            "SELECT d.mentioned FROM draft d JOIN conversation c ON c.id = d.conversation WHERE c.conversation_id = ?1",
        )?
        .query_row([conversation.as_str()], |row| row.get(0))
        .optional()?;
    Ok(found.map_or_else(Vec::new, |list| mention::read(&list)))
}

/// Stores the whole list of what is attached.
pub fn save_attachments(tx: &mut Tx<'_>, conversation: Cid, attachments: &str) -> Result<()> {
    let changed = tx
        .connection()
        .prepare_cached(
            "INSERT INTO draft (conversation, attachments) VALUES (?1, ?2)
             ON CONFLICT (conversation) DO UPDATE SET attachments = ?2 WHERE attachments <> ?2",
        )?
        .execute(params![conversation.0, attachments])?;
    if changed > 0 {
        tx.change(Change::Conversation { conversation });
    }
    Ok(())
}

/// Which message the draft of a conversation answers.
pub fn answers(tx: &Tx<'_>, conversation: &ConversationId) -> Result<Option<MessageKey>> {
    let found: Option<String> = tx
        .connection()
        .prepare_cached(
            "SELECT d.answers FROM draft d JOIN conversation c ON c.id = d.conversation WHERE c.conversation_id = ?1",
        )?
        .query_row([conversation.as_str()], |row| row.get(0))
        .optional()?;
    Ok(found.filter(|key| !key.is_empty()).map(MessageKey))
}

/// The message made of the draft's revision `base` was accepted: its words are in the draft no longer, and of what was
/// attached only `attachments`, when given; nothing is answered by what is left. Words of another revision are not what was sent, and stay. Answers the
/// draft as it is now.
pub fn close(
    tx: &mut Tx<'_>,
    conversation: Cid,
    base: i64,
    attachments: Option<&str>,
) -> Result<Stored> {
    if let Some(attachments) = attachments {
        save_attachments(tx, conversation, attachments)?;
    }
    save_answers(tx, conversation, "")?;
    let now = read(tx.connection(), conversation)?;
    if now.revision != base {
        return Ok(now);
    }
    let closed = Stored {
        revision: base.saturating_add(1),
        text: String::new(),
        mentioned: NOBODY.to_owned(),
        ..now
    };
    tx.connection()
        .prepare_cached(
            "INSERT INTO draft (conversation, closed) VALUES (?1, ?2)
             ON CONFLICT (conversation) DO UPDATE SET closed = ?2, text = '', mentioned = '[]'",
        )?
        .execute(params![conversation.0, closed.revision])?;
    tx.change(Change::Conversation { conversation });
    Ok(closed)
}

/// Takes away what was typed and attached, and nothing else of the conversation; it leaves the list when it stood there
/// for the draft alone. A save that is under way comes too late.
pub fn delete(tx: &mut Tx<'_>, conversation: Cid) -> Result<Stored> {
    let now = read(tx.connection(), conversation)?;
    save_attachments(tx, conversation, "[]")?;
    save_answers(tx, conversation, "")?;
    remove_voice(tx, conversation, &now.voice)?;
    save_mentioned(tx, conversation, NOBODY)?;
    let revision = write_text(tx, conversation, &now, "")?;
    tx.touch(conversation);
    Ok(Stored {
        revision,
        text: String::new(),
        attachments: "[]".to_owned(),
        answers: String::new(),
        voice: String::new(),
        mentioned: NOBODY.to_owned(),
    })
}

/// The draft of a conversation; empty with the last revision when it was sent.
pub fn get(snapshot: &Snapshot<'_>, conversation: Cid) -> Result<Stored> {
    read(snapshot.connection(), conversation)
}

/// What is attached, of every conversation that has something attached. Read once at the start.
pub fn all_attachments(snapshot: &Snapshot<'_>) -> Result<Vec<String>> {
    let connection = snapshot.connection();
    let mut statement =
        connection.prepare_cached("SELECT attachments FROM draft WHERE attachments <> '[]'")?;
    let lists = statement.query_map([], |row| row.get(0))?;
    Ok(lists.collect::<rusqlite::Result<_>>()?)
}

fn read(connection: &Connection, conversation: Cid) -> Result<Stored> {
    Ok(connection
        .prepare_cached(
            "SELECT max(revision, closed), text, attachments, answers, voice, mentioned FROM draft WHERE conversation = ?1",
        )?
        .query_row([conversation.0], |row| {
            Ok(Stored {
                revision: row.get(0)?,
                text: row.get(1)?,
                attachments: row.get(2)?,
                answers: row.get(3)?,
                voice: row.get(4)?,
                mentioned: row.get(5)?,
            })
        })
        .optional()?
        .unwrap_or_else(|| Stored {
            attachments: "[]".to_owned(),
            mentioned: NOBODY.to_owned(),
            ..Stored::default()
        }))
}

fn write_text(tx: &mut Tx<'_>, conversation: Cid, now: &Stored, text: &str) -> Result<i64> {
    let revision = now.revision.saturating_add(1);
    tx.connection()
        .prepare_cached(
            "INSERT INTO draft (conversation, revision, text) VALUES (?1, ?2, ?3)
             ON CONFLICT (conversation) DO UPDATE SET revision = ?2, text = ?3",
        )?
        .execute(params![conversation.0, revision, text])?;
    tx.change(Change::Conversation { conversation });
    Ok(revision)
}
